/* The editor's colours: variables of `view.css`, which has them for light and dark, and all else of its looks too. */
import { HighlightStyle } from "@codemirror/language";
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
