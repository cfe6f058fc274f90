// Pictures as the browser shows them.
{
  const currentOf = getter(HTMLImageElement, "currentSrc");
  const completeOf = getter(HTMLImageElement, "complete");
  const widthOf = getter(HTMLImageElement, "naturalWidth");
  const heightOf = getter(HTMLImageElement, "naturalHeight");
  const decode = method(HTMLImageElement, "decode");
  const boxOf = method(Element, "getBoundingClientRect");
  const stylesOf = method(Element, "computedStyleMap");
  const valueOf = method(StylePropertyMapReadOnly, "get");
  const closest = method(Element, "closest");
  const baseOf = getter(Node, "baseURI");

  const style = (node, name) => String(valueOf(stylesOf(node), name));

  // True if the place of a picture is known before it comes: two of width, height and ratio.
  const isReserved = (node) => {
    const sides = ["width", "height"].filter((side) => style(node, side) !== "auto").length;
    const ratio = /\d/.test(style(node, "aspect-ratio"));
    return sides === 2 || (sides === 1 && ratio) || /^(absolute|fixed)$/.test(style(node, "position"));
  };

  // The size of the file behind an address, in its own pixels; zeros if it is no picture.
  const sizeOf = async (address) => {
    const probe = new Image();
    probe.src = address;
    try {
      await decode(probe);
    } catch {
      return [0, 0];
    }
    return [widthOf(probe), heightOf(probe)];
  };

  const full = (address) => {
    try {
      return new URL(address, baseOf(document)).href;
    } catch {
      return address;
    }
  };

  const describe = async (node) => {
    const isImage = node instanceof HTMLImageElement;
    const address = (isImage && currentOf(node)) || full(attribute(node, "src") ?? "");
    const chosen = isImage && (attribute(node, "srcset") !== null || closest(node, "picture") !== null);
    const known = isImage && !chosen && completeOf(node) && widthOf(node) > 0;
    const [width, height] = known ? [widthOf(node), heightOf(node)] : await sizeOf(address);
    const box = boxOf(node);
    return {
      key: keyOf(node),
      address,
      size: [width, height],
      shown: [box.width, box.height],
      top: box.top + scrollY,
      reserved: isReserved(node),
    };
  };

  const backgroundOf = (node) => {
    const styles = getComputedStyle(node);
    return [...styles.backgroundImage.matchAll(/url\("((?:[^"\\]|\\.)*)"\)/g)].map((found) => found[1]);
  };

  Object.assign(globalThis.reader, {
    // What became of each picture the check knows by its key.
    pictures: (asked) => Promise.all(asked.map((key) => describe(nodes[key]))),
    // The addresses of background pictures, each once, of the first so many elements.
    backgrounds: (atMost) => [...new Set([...inDocument(document, "*")].slice(0, atMost).flatMap(backgroundOf))],
  });
}
