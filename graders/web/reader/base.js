// What the readers beside this file share. They run in an isolated world: the page's own scripts can neither see nor
// change them. Every read goes through the prototypes, because names in a page hide properties in every world:
// <form name="querySelectorAll"> replaces document.querySelectorAll, <input name="attributes"> the form's attributes.
globalThis.reader = {};

const getter = (type, name) => {
  const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
  return (node) => get.call(node);
};
const method = (type, name) => (node, ...args) => type.prototype[name].apply(node, args);

const tagOf = getter(Element, "localName");
const attributesOf = getter(Element, "attributes");
const attribute = method(Element, "getAttribute");
const parentOf = getter(Node, "parentElement");
const childrenOf = getter(Node, "childNodes");
const wordsOf = getter(CharacterData, "data");
const inDocument = method(Document, "querySelectorAll");
const inElement = method(Element, "querySelectorAll");

// Each element a check was told of, under the key it was told.
const nodes = [];
const keys = new Map();
const keyOf = (node) => {
  if (!keys.has(node)) keys.set(node, nodes.push(node) - 1);
  return keys.get(node);
};
