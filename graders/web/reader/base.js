// What the readers beside this file share. They run in an isolated world: the page's own scripts can neither see nor
// change them. Every read goes through the prototypes, because names in a page hide properties in every world:
// <form name="querySelectorAll"> replaces document.querySelectorAll, <input name="attributes"> the form's attributes.
globalThis.reader = {
  // False once a script took the whole document away: there is nothing left to ask about.
  isHere: () => documentRoot(document) !== null,
};

const getter = (type, name) => {
  const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
  return (node) => get.call(node);
};
const method = (type, name) => (node, ...args) => type.prototype[name].apply(node, args);

const documentRoot = getter(Document, "documentElement");
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

// What glides to its place is there; what moves for ever goes on, and what stands still (a rate of 0) stays.
const animationsOf = method(Document, "getAnimations");
const finish = method(Animation, "finish");
const effectOf = getter(Animation, "effect");
const rateOf = getter(Animation, "playbackRate");
const timingOf = method(AnimationEffect, "getComputedTiming");
const finishMotion = () => {
  for (const animation of animationsOf(document)) {
    const effect = effectOf(animation);
    if (effect && rateOf(animation) !== 0 && Number.isFinite(timingOf(effect).endTime)) finish(animation);
  }
};
