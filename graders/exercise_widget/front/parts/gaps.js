/* A file of which only the gaps are the learner's: the parts around them stay, as long as they are all there.
 *
 * `locked` are these parts in order, and a gap is what stands between two of them. Where a part is missing, because the
 * file was written elsewhere, nothing is locked: the disk is right, and nobody is kept from mending it. */
import { EditorState, Prec, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap } from "@codemirror/view";

/** Where the gaps of a text are: [{from, to}]; null if a locked part is missing. */
export function gapsIn(text, locked) {
  const [first, last] = [locked[0], locked.at(-1)];
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || end < first.length) return null;
  const found = [];
  let from = first.length;
  for (const part of locked.slice(1, -1)) {
    const to = text.indexOf(part, from);
    if (to < 0 || to + part.length > end) return null;
    found.push({ from, to });
    from = to + part.length;
  }
  return [...found, { from, to: end }];
}

/** The extension for one file; `onRefused()` when somebody writes where nothing changes, `onChanged(hasGaps, isWritten)` after. */
export function onlyGaps(locked, isFromElsewhere, onRefused, onChanged) {
  const field = StateField.define({
    create: (state) => gapsIn(state.doc.toString(), locked),
    update(gaps, transaction) {
      if (!transaction.docChanged) return gaps;
      const typed = !isFromElsewhere(transaction) && !transaction.isUserEvent("undo") && !transaction.isUserEvent("redo");
      if (!gaps || !typed) return gapsIn(transaction.newDoc.toString(), locked);
      return gaps.map(({ from, to }) => ({ from: transaction.changes.mapPos(from, -1), to: transaction.changes.mapPos(to, 1) }));
    },
    provide: (self) => EditorView.decorations.from(self, (gaps) => (view) => marks(view.state, gaps)),
  });

  const filter = EditorState.transactionFilter.of((transaction) => {
    const gaps = transaction.startState.field(field);
    if (!transaction.docChanged || !gaps || isFromElsewhere(transaction)) return transaction;
    let isInside = true;
    transaction.changes.iterChangedRanges((from, to) => {
      isInside &&= gaps.some((gap) => gap.from <= from && to <= gap.to);
    });
    if (isInside) return transaction;
    onRefused();
    return [];
  });

  /** Ctrl+A takes the gap one is in: all of a file that cannot change would be of no use. */
  const selectGap = (view) => {
    const gap = gapAt(view.state.field(field), view.state.selection.main);
    if (gap) view.dispatch({ selection: { anchor: gap.from, head: gap.to } });
    return Boolean(gap);
  };

  return {
    /** Where the first gap's text begins. */
    firstPlace(text) {
      const gap = gapsIn(text, locked)?.[0];
      return gap ? gap.from + /^ */.exec(text.slice(gap.from, gap.to))[0].length : 0;
    },
    extension: [
      field,
      filter,
      Prec.high(keymap.of([{ key: "Mod-a", run: selectGap }])),
      EditorView.updateListener.of(({ state, docChanged }) => onChanged(state.field(field) !== null, docChanged)),
    ],
  };
}

function gapAt(gaps, { from, to }) {
  return gaps?.find((gap) => gap.from <= from && to <= gap.to);
}

const GAP = Decoration.line({ class: "atelier-gap" });
const FIRST = Decoration.line({ class: "atelier-gap-first" });
const LAST = Decoration.line({ class: "atelier-gap-last" });
const LOCKED = Decoration.line({ class: "atelier-locked" });

/** Gaps are whole lines: each line is in one, or is locked. */
function marks(state, gaps) {
  if (!gaps) return Decoration.none;
  const found = [];
  for (let number = 1; number <= state.doc.lines; number += 1) {
    const line = state.doc.line(number);
    const gap = gapAt(gaps, line);
    found.push((gap ? GAP : LOCKED).range(line.from));
    if (gap?.from === line.from) found.push(FIRST.range(line.from));
    if (gap?.to === line.to) found.push(LAST.range(line.from));
  }
  return Decoration.set(found);
}
