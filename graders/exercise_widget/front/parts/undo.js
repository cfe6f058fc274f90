/* The history of a file, kept by the browser so that "undo" still works after a reload. It belongs to one text: where the file
 * says something else meanwhile, it is of no use and stays away. */
import { historyField } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { fingerprint } from "./kept.js";

const PAUSE_MS = 400;
const FIELDS = { history: historyField };

/** The first state of a field with this text, and with its history if that was kept. */
export function stateWithUndo(shelf, text, extensions) {
  const kept = shelf.read("undo");
  if (kept?.of === fingerprint(text)) {
    try {
      return EditorState.fromJSON({ ...kept.state, doc: text }, { extensions }, FIELDS);
    } catch {
      // written by an older editor
    }
  }
  return EditorState.create({ doc: text, extensions });
}

/** Keeps the history of a view after each pause: `changed()`, `stop()`. */
export function keepUndo(shelf, view) {
  let timer = 0;
  const keep = () => {
    clearTimeout(timer);
    const { doc, ...state } = view.state.toJSON(FIELDS);
    shelf.write("undo", { of: fingerprint(doc), state });
  };
  addEventListener("pagehide", keep); // a reload waits for no pause
  return {
    changed() {
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE_MS);
    },
    stop() {
      removeEventListener("pagehide", keep);
      keep();
    },
  };
}
