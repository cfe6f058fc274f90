// Elements and texts of a document, and what it says of itself.
{
  const doctypeOf = getter(Document, "doctype");
  const rootOf = getter(Document, "documentElement");
  const titleOf = getter(Document, "title");
  const namedAlike = method(Document, "getElementsByTagNameNS");
  const isShown = method(Element, "checkVisibility");

  const SIGNS = 5000; // of a text or a value; no check looks further
  const DEPTH = 1000; // of elements in one another; a parser makes 500, a script any number
  const ATTRIBUTES = 200;

  const cut = (text) => text && text.slice(0, SIGNS);

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
  const textOf = (node, depth = 0) => {
    let text = "";
    for (const child of childrenOf(node)) {
      if (text.length > SIGNS) break;
      if (child instanceof Text) text += wordsOf(child);
      else if (child instanceof Element && !SILENT.has(tagOf(child)) && depth < DEPTH) text += textOf(child, depth + 1);
    }
    return text;
  };

  const describe = (node, placeOf) => {
    const ancestors = [];
    for (let up = parentOf(node); up && ancestors.length < DEPTH; up = parentOf(up)) ancestors.push(tagOf(up));
    return {
      key: keyOf(node),
      tag: tagOf(node),
      text: textOf(node).slice(0, SIGNS),
      attributes: Object.fromEntries([...attributesOf(node)].slice(0, ATTRIBUTES).map(({ name, value }) => [name, value.slice(0, SIGNS)])),
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
        doctype: doctype && cut(doctype.name),
        lang: cut(attribute(rootOf(document), "lang")),
        title: title ? cut(titleOf(document)) : null,
        charset: charset ? cut(attribute(charset, "charset")) : null,
      };
    },
    // The element itself, for what only the browser's protocol can tell of it.
    node: (key) => nodes[key],
  });
}
