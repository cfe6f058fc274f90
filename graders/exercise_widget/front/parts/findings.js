/* What the checker found, under the lines it is about, until the learner changes them. The card says the same in words. */
import { forEachDiagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorView, keymap } from "@codemirror/view";

/** Marks, and the rule that a line that is changed loses its own. */
export const findings = [
  lintGutter(),
  keymap.of(lintKeymap),
  EditorView.updateListener.of(({ view, docChanged, changes, state }) => {
    if (!docChanged) return;
    const touched = new Set();
    changes.iterChangedRanges((_, __, from, to) => {
      for (let line = state.doc.lineAt(from).number; line <= state.doc.lineAt(to).number; line += 1) touched.add(line);
    });
    const kept = [];
    let gone = 0;
    forEachDiagnostic(state, (each, from, to) => {
      if (touched.has(state.doc.lineAt(from).number)) gone += 1;
      else kept.push({ ...each, from, to });
    });
    if (gone) queueMicrotask(() => view.dispatch(setDiagnostics(view.state, kept)));
  }),
];

/** Show these: [{line, message}]; `sentence` has {message} in it. */
export function showFindings(view, found, sentence) {
  const { doc } = view.state;
  const diagnostics = found
    .filter(({ line }) => line >= 1 && line <= doc.lines)
    .map(({ line, message }) => {
      const { from, to, text } = doc.line(line);
      const start = from + (text.length - text.trimStart().length);
      return { from: start, to: Math.max(start, to), severity: "error", message: sentence.replace("{message}", message) };
    });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
