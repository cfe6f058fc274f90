/* The editor's colours and type. Colours are variables of `view.css`, which has them for light and dark. */
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colour = (name) => `var(--atelier-code-${name})`;

/** What each part of a program looks like; never by colour alone where it says something. */
export const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.keyword, tags.modifier, tags.operatorKeyword], color: colour("keyword"), fontWeight: "600" },
  { tag: [tags.attributeName, tags.propertyName, tags.definition(tags.propertyName)], color: colour("name") },
  { tag: [tags.string, tags.attributeValue, tags.special(tags.string), tags.regexp], color: colour("string") },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.unit, tags.color], color: colour("number") },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName), tags.className], color: colour("definition") },
  { tag: [tags.comment, tags.documentMeta, tags.processingInstruction], color: colour("comment"), fontStyle: "italic" },
]);

/** Everything else. */
export const looks = EditorView.theme({
  "&": {
    border: "2px solid var(--atelier-line)",
    borderRadius: "0.4rem",
    background: "var(--jp-layout-color0, #fff)",
    color: "var(--atelier-ink)",
    fontSize: "var(--atelier-code-size, 17px)",
  },
  "&.cm-focused": { outline: "3px solid #e08a00", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: '"DejaVu Sans Mono", Consolas, monospace', lineHeight: "1.55", minHeight: "16rem", maxHeight: "40rem" },
  ".cm-content": { padding: "0.6rem 0", caretColor: "var(--atelier-ink)" },
  ".cm-line": { padding: "0 0.75rem 0 0.5rem" },
  ".cm-gutters": { background: "transparent", border: "none", color: "var(--atelier-code-comment)" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0.35rem 0 0.6rem" },
  ".cm-cursor": { borderLeft: "2px solid var(--atelier-ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--atelier-code-selection)",
  },
  "&.cm-focused .cm-matchingBracket": { background: "var(--atelier-code-selection)" },
});
