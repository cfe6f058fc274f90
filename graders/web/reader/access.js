// What people take for structure, and what is around a picture.
{
  const isShown = method(Element, "checkVisibility");
  const nextOf = getter(Element, "nextElementSibling");
  const closest = method(Element, "closest");
  const labelsOf = (node) => {
    const type = [HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement].find((one) => node instanceof one);
    return type ? [...(getter(type, "labels")(node) ?? [])] : [];
  };

  const SEEN = { visibilityProperty: true };
  const SIGNS = 500; // of a line or a text around a picture
  const BLOCKS = new Set(["p", "ul", "ol", "dl", "div", "table", "form", "figure", "img", "section", "article"]);
  const BOLD = new Set(["strong", "b"]);
  const WRAPPERS = new Set(["em", "i", "u", "span", "big", "font"]);
  const ELSEWHERE = "h1, h2, h3, h4, h5, h6, li, dt, dd, td, th, label, legend, button, a, figcaption, caption, summary";

  const spaces = (node) => node instanceof Comment || (node instanceof Text && !wordsOf(node).trim());
  const onlyChild = (node) => {
    const inner = [...childrenOf(node)].filter((child) => !spaces(child));
    return inner.length === 1 && inner[0] instanceof Element ? inner[0] : null;
  };
  const wordsIn = (node, without) => {
    if (node === without) return "";
    if (node instanceof Text) return wordsOf(node);
    return node instanceof Element ? [...childrenOf(node)].map((child) => wordsIn(child, without)).join("") : "";
  };
  const isAllBold = (node) => {
    let inner = onlyChild(node);
    while (inner && WRAPPERS.has(tagOf(inner))) inner = onlyChild(inner);
    return inner !== null && BOLD.has(tagOf(inner));
  };
  // Its text, a line for each <br>; what is in blocks within it is theirs.
  const linesOf = (block) => {
    const lines = [""];
    const walk = (node) => {
      for (const child of childrenOf(node)) {
        if (child instanceof Text) lines[lines.length - 1] += wordsOf(child);
        else if (child instanceof Element && tagOf(child) === "br") lines.push("");
        else if (child instanceof Element && !BLOCKS.has(tagOf(child))) walk(child);
      }
    };
    walk(block);
    return lines.map((line) => line.trim().slice(0, SIGNS)).filter(Boolean);
  };

  Object.assign(globalThis.reader, {
    // Paragraphs that are bold as a whole and have something to be the heading of.
    bold() {
      const found = [...inDocument(document, "p, div")].filter((node) => {
        const next = nextOf(node);
        return isAllBold(node) && !closest(node, ELSEWHERE) && next && BLOCKS.has(tagOf(next)) && !isAllBold(next);
      });
      return reader.described(found.filter((node) => isShown(node, SEEN)));
    },
    // The lines of each block that holds text of its own, in page order.
    lines() {
      const found = [...inDocument(document, "body, p, div, section, article, main, td")].filter((node) => isShown(node, SEEN));
      const blocks = found.map((node) => ({ node, lines: linesOf(node) })).filter(({ lines }) => lines.length);
      const rows = reader.described(blocks.map(({ node }) => node));
      return rows.map((row, at) => ({ row, lines: blocks[at].lines, next: keys.get(nextOf(blocks[at].node)) ?? null }));
    },
    // For each field, the words of its label if it has one that nobody sees, else null.
    labels: (fields) =>
      fields.map((key) => {
        const labels = labelsOf(nodes[key]);
        return { hidden: labels.length && !labels.some((label) => isShown(label, SEEN)) ? wordsIn(labels[0]) : null };
      }),
    // For each picture, the words beside it in the link or the figure it is in, "" in neither.
    beside: (pictures) =>
      pictures.map((key) => {
        const around = closest(nodes[key], "a, figure");
        return around ? wordsIn(around, nodes[key]).slice(0, SIGNS) : "";
      }),
    // The language that holds for an element.
    language(key) {
      const saying = closest(nodes[key], "[lang]");
      return saying && attribute(saying, "lang");
    },
  });
}
