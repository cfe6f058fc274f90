/* The editor closes tags by itself; whoever types the closing tag all the same, as a lesson says it, types over it. */
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const typedAgain = StateEffect.define(); // a sign `behind` the cursor, typed once more

// What the editor wrote, from … to: several spans `ahead` of the cursor to be typed over, one `behind` it to be typed again.
const written = StateField.define({
  create: () => ({ ahead: [], behind: null }),
  update({ ahead, behind }, transaction) {
    const { changes, state } = transaction;
    const { head } = state.selection.main;
    if (behind && transaction.effects.some((effect) => effect.is(typedAgain))) return { ahead, behind: { ...behind, from: behind.from + 1 } };
    const used = transaction.isUserEvent("select.over") ? head - 1 : -1; // where a sign was typed over
    const spans = ahead
      .map(({ from, to }) => ({ from: from === used ? head : changes.mapPos(from, 1), to: changes.mapPos(to, -1) }))
      .filter(({ from, to }) => from < to);
    if (!transaction.isUserEvent("input.complete")) return { ahead: spans, behind: !transaction.docChanged && behind?.to === head ? behind : null };
    let span = null;
    changes.iterChanges((_, __, from, to) => {
      span = { from, to };
    });
    return span?.from === head ? { ahead: [span, ...spans], behind: null } : { ahead: spans, behind: span?.to === head ? span : null };
  },
});

function typeOver(view, from, to, text) {
  if (from !== to || text.length !== 1 || view.composing) return false;
  const { ahead, behind } = view.state.field(written);
  const isNext = (span) => view.state.sliceDoc(span.from, span.from + 1) === text;
  if (behind?.to === from && behind.from < behind.to && isNext(behind)) {
    view.dispatch({ effects: typedAgain.of(null) });
    return true;
  }
  if (ahead.some((span) => span.from === from && isNext(span))) {
    view.dispatch({ selection: { anchor: from + 1 }, userEvent: "select.over" });
    return true;
  }
  // The end of a closing tag that closes nothing is no beginning either.
  const { text: line, from: start } = view.state.doc.lineAt(from);
  if (text !== ">" || !/<\/[\w-]*$/.test(line.slice(0, from - start))) return false;
  view.dispatch({ changes: { from, insert: text }, selection: { anchor: from + 1 }, userEvent: "input.type" });
  return true;
}

/** Types over what the editor closed. */
export const closingTags = [written, Prec.highest(EditorView.inputHandler.of(typeOver))];
