/* Elements of a page from a line of code. */

let last = 0;

/** A new id for a label and what it names. */
export const fresh = (word) => `fab-${word}-${(last += 1)}`;

/** An element with its attributes (`onclick` and the like are listeners) and children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A button; `type` spares a form its surprise. */
export const button = (label, onclick, attributes = {}) =>
  make("button", { type: "button", onclick, ...attributes }, label);

/** A sentence of the catalogue with its {holes} filled. */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);

/** A number as it is written in French. */
export const french = (value, digits = 1) => value.toLocaleString("fr-FR", { maximumFractionDigits: digits });
