/* One file in CodeMirror: coloured, numbered, in French, with big type; Tab indents, Escape then Tab goes on. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { css } from "@codemirror/lang-css";
import { html } from "@codemirror/lang-html";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Annotation, Compartment, EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { closingTags } from "./closing_tags.js";
import { findings, showFindings } from "./findings.js";
import { onlyGaps } from "./gaps.js";
import { colours } from "./looks.js";
import { swatches } from "./swatches.js";
import { keepUndo, stateWithUndo } from "./undo.js";

// A change the learner did not type: it goes into the history, but back to nobody.
const fromElsewhere = Annotation.define();

// The languages of a first week are at hand, the others come when a file asks for them.
const LANGUAGES = {
  html: () => html(),
  css: () => css(),
  js: () => javascript(),
  sql: async () => (await import("@codemirror/lang-sql")).sql(),
  py: async () => (await import("@codemirror/lang-python")).python(),
};

// A short answer is one line: Enter adds none, what is pasted becomes one, Tab goes on.
const oneLine = [
  Prec.high(keymap.of([{ key: "Enter", run: () => true, shift: () => true }])),
  EditorView.clipboardInputFilter.of((text) => text.trim().replace(/\s*\n\s*/g, " ")),
  EditorView.contentAttributes.of({ "aria-multiline": "false" }),
];

/** The gaps of a file with what is said of them: above it how it goes, below it that a line does not change. */
function gapNotes(locked, words) {
  const [how, refused] = [document.createElement("div"), document.createElement("div")];
  how.className = "atelier-note";
  how.textContent = words["gap-how"];
  how.id = `atelier-gaps-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  refused.className = "atelier-note atelier-refused";
  refused.role = "status";
  const { firstPlace, extension } = onlyGaps(
    locked,
    (transaction) => transaction.annotation(fromElsewhere) === true,
    () => (refused.textContent = words["gap-refused"]),
    (hasGaps, isTyped) => {
      how.hidden = !hasGaps;
      if (isTyped) refused.textContent = "";
    },
  );
  return { firstPlace, extension, how, refused };
}

/** A field for one file: its `node`, its `text()`, `replace(text)` for a version from elsewhere, `find(found)`, `destroy()`. */
export function codeField({ name, label, text, locked, short, words, phrases, shelf, describedBy, onChanged }) {
  const language = new Compartment();
  const suffix = name.split(".").pop();
  const found = Object.hasOwn(LANGUAGES, suffix) ? LANGUAGES[suffix]() : [];
  const gaps = locked.length ? gapNotes(locked, words) : null;
  const extensions = [
    gaps?.extension ?? [],
    short ? oneLine : lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    indentOnInput(),
    indentUnit.of(suffix === "py" ? "    " : "  "),
    language.of(found instanceof Promise ? [] : found),
    syntaxHighlighting(colours),
    closingTags,
    swatches(words["editor-colour"]),
    findings,
    keymap.of([...defaultKeymap, ...historyKeymap, ...(short ? [] : [indentWithTab])]),
    EditorState.phrases.of(phrases),
    // It has its stop for Tab by being written in; said outright, for whoever asks how a text wider than its frame is scrolled.
    EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label, "aria-describedby": [gaps?.how.id, describedBy].filter(Boolean).join(" "), spellcheck: "false", autocapitalize: "off" }),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      undo.changed();
      const isTyped = update.transactions.some((each) => each.docChanged && !each.annotation(fromElsewhere));
      onChanged(update.state.doc.toString(), isTyped);
    }),
  ];
  const view = new EditorView({ state: stateWithUndo(shelf, text, extensions) });
  const undo = keepUndo(shelf, view);
  if (gaps && view.state.selection.main.head === 0) view.dispatch({ selection: { anchor: gaps.firstPlace(text) } });
  if (found instanceof Promise) found.then((support) => view.dispatch({ effects: language.reconfigure(support) }));
  const measure = () => view.requestMeasure(); // letters of another size: lines lie elsewhere
  addEventListener("atelier-type-size", measure);

  const caption = document.createElement("div");
  caption.className = "atelier-label";
  caption.textContent = label;
  const node = document.createElement("div");
  node.classList.toggle("atelier-short", short);
  node.append(...[caption, gaps?.how, view.dom, gaps?.refused].filter(Boolean));
  return {
    node,
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    hasFocus: () => view.hasFocus,
    selection: () => view.state.selection.main,
    select({ anchor, head }) {
      const end = view.state.doc.length;
      view.dispatch({ selection: { anchor: Math.min(anchor, end), head: Math.min(head, end) }, scrollIntoView: true });
    },
    /** Only what differs is replaced, so that the place of writing stays where it is. */
    replace(wanted) {
      const before = view.state.doc.toString();
      if (before === wanted) return;
      const shorter = Math.min(before.length, wanted.length);
      let start = 0;
      while (start < shorter && before[start] === wanted[start]) start += 1;
      let end = 0;
      while (end < shorter - start && before.at(-1 - end) === wanted.at(-1 - end)) end += 1;
      const changes = { from: start, to: before.length - end, insert: wanted.slice(start, wanted.length - end) };
      view.dispatch({ changes, annotations: fromElsewhere.of(true) });
    },
    find: (each) => showFindings(view, each, words["editor-here"]),
    destroy() {
      removeEventListener("atelier-type-size", measure);
      undo.stop();
      view.destroy();
    },
  };
}
