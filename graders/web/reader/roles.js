// Elements the browser announces, in page order.
{
  const rootOf = method(Node, "getRootNode");
  const contains = method(Node, "contains");
  const compare = method(Node, "compareDocumentPosition");

  Object.assign(globalThis.reader, {
    // `found` are the nodes of an accessibility tree; a part of a date field is in a tree of the browser's own.
    announced(within, ...found) {
      const written = found
        .map((node, index) => ({ node, index }))
        .filter(({ node }) => node instanceof Element && rootOf(node) === document)
        .filter(({ node }) => within === null || (node !== nodes[within] && contains(nodes[within], node)))
        .sort((one, other) => (compare(one.node, other.node) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
      const rows = reader.described(written.map(({ node }) => node));
      return rows.map((row, at) => ({ ...row, index: written[at].index }));
    },
    // For each element `inner`, the nearest of `outer` around it; null without one.
    owners(inner, outer) {
      const owning = new Set(outer);
      return inner.map((key) => {
        let up = parentOf(nodes[key]);
        while (up && !owning.has(keys.get(up))) up = parentOf(up);
        return up ? keys.get(up) : null;
      });
    },
    size: () => inDocument(document, "*").length,
  });
}
