// Where addresses lead, as the browser understands them, and which places of a page can be led to.
{
  const baseOf = getter(Node, "baseURI");
  const idOf = getter(Element, "id");

  const addressOf = (written) => {
    try {
      return new URL(written, baseOf(document)).href;
    } catch {
      return null;
    }
  };

  Object.assign(globalThis.reader, {
    // The full address of each written one; null where there is none to be made of it.
    addresses: (written) => written.map(addressOf),
    // The ids of a page, and the older <a name>; at most so many.
    anchors: (atMost) =>
      [...inDocument(document, "[id], a[name]")]
        .slice(0, atMost)
        .map((node) => idOf(node) || attribute(node, "name") || "")
        .filter(Boolean),
  });
}
