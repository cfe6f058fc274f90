// Elements and texts of a document, and what it says of itself.
{
  const doctypeOf = getter(Document, "doctype");
  const rootOf = getter(Document, "documentElement");
  const titleOf = getter(Document, "title");
  const namedAlike = method(Document, "getElementsByTagNameNS");
  const isShown = method(Element, "checkVisibility");

  const SIGNS = 5000; // of a text or a value; no check looks further

  const places = () => {
    const known = new Map();
    return (node) => {
      const tag = tagOf(node);
      if (!known.has(tag)) {
        const alike = [...namedAlike(document, "*", tag)];
        known.set(tag, { count: alike.length, at: new Map(alike.map((one, index) => [one, index])) });
      }
      const { count, at } = known.get(tag);
      return { count, index: at.get(node) };
    };
  };

  // What a reader is told: the text without what scripts, styles and comments hold.
  const SILENT = new Set(["script", "style", "template"]);
  const textOf = (node) => {
    let text = "";
    for (const child of childrenOf(node)) {
      if (text.length > SIGNS) break;
      if (child instanceof Text) text += wordsOf(child);
      else if (child instanceof Element && !SILENT.has(tagOf(child))) text += textOf(child);
    }
    return text;
  };

  const describe = (node, placeOf) => {
    const ancestors = [];
    for (let up = parentOf(node); up; up = parentOf(up)) ancestors.push(tagOf(up));
    return {
      key: keyOf(node),
      tag: tagOf(node),
      text: textOf(node).slice(0, SIGNS),
      attributes: Object.fromEntries([...attributesOf(node)].map(({ name, value }) => [name, value.slice(0, SIGNS)])),
      ancestors,
      shown: isShown(node, { visibilityProperty: true }),
      place: placeOf(node),
    };
  };

  Object.assign(globalThis.reader, {
    // Elements of a selector in page order, within node `key` or the whole document; null if there are over `atMost`.
    all(selector, key, atMost) {
      const found = key === null ? inDocument(document, selector) : inElement(nodes[key], selector);
      return found.length > atMost ? null : reader.described([...found]);
    },
    // The same about these elements.
    described(found) {
      const placeOf = places();
      return found.map((node) => describe(node, placeOf));
    },
    facts() {
      const doctype = doctypeOf(document);
      const [title] = inDocument(document, "head > title");
      const [charset] = inDocument(document, "meta[charset]");
      return {
        doctype: doctype && doctype.name,
        lang: rootOf(document) && attribute(rootOf(document), "lang"),
        title: title ? titleOf(document) : null,
        charset: charset ? attribute(charset, "charset") : null,
      };
    },
    // The element itself, for what only the browser's protocol can tell of it.
    node: (key) => nodes[key],
  });
}
