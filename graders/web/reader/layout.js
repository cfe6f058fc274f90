// Where things are on the page as it is shown, in CSS pixels from the document's corner: [left, top, right, bottom].
{
  const rectOf = method(Element, "getBoundingClientRect");
  const partsOf = method(Element, "getClientRects");
  const isRendered = method(Element, "checkVisibility");
  const scrollerOf = getter(Document, "scrollingElement");
  const rootOf = getter(Document, "documentElement");
  const bodyOf = getter(Document, "body");
  const allAt = method(Document, "elementsFromPoint");
  const walkerOf = method(Document, "createTreeWalker");
  const wideOf = getter(Element, "scrollWidth");
  const highOf = getter(Element, "scrollHeight");
  const nearest = method(Element, "closest");
  const contains = method(Node, "contains");
  const naturalWidth = getter(HTMLImageElement, "naturalWidth");
  const naturalHeight = getter(HTMLImageElement, "naturalHeight");
  const labelsOf = getter(HTMLInputElement, "labels");
  const pathOf = getter(HTMLImageElement, "currentSrc");

  const PARTS = 50; // of one element, as of a link over several lines
  const TEXTS = 400; // pieces of text within one element
  const LOOKED_AT = 20000; // elements of a page; a page by hand has 500
  const LOOK_MS = 300;
  const SEEN_PX = 2; // less is a trick to hide a text from eyes and keep it for ears
  const SLACK_PX = 1; // sizes are rounded here and there
  const STIFF = new Set(["img", "svg", "video", "canvas", "iframe", "table", "pre"]); // they make a parent wide
  const PICTURES = new Set(["img", "svg", "video", "canvas", "iframe", "input", "button", "select", "textarea", "hr"]);

  const inPage = ({ left, top, right, bottom }) => [left + scrollX, top + scrollY, right + scrollX, bottom + scrollY];
  const hasArea = ([left, top, right, bottom]) => right > left && bottom > top;
  const common = (one, other) => [
    Math.max(one[0], other[0]),
    Math.max(one[1], other[1]),
    Math.min(one[2], other[2]),
    Math.min(one[3], other[3]),
  ];
  const isLarge = ([left, top, right, bottom]) => right - left >= SEEN_PX && bottom - top >= SEEN_PX;
  const areaOf = (box) => (hasArea(box) ? (box[2] - box[0]) * (box[3] - box[1]) : 0);
  const hides = (overflow) => overflow === "hidden" || overflow === "clip";
  const styles = () => {
    const known = new Map();
    return (node) => {
      if (!known.has(node)) known.set(node, getComputedStyle(node));
      return known.get(node);
    };
  };

  // The pieces of text a node holds, as laid out.
  const textsOf = (node) => {
    const boxes = [];
    const walker = walkerOf(document, node, NodeFilter.SHOW_TEXT);
    const range = new Range();
    for (let text = walker.nextNode(), count = 0; text && count < TEXTS; text = walker.nextNode()) {
      if (!/\S/.test(wordsOf(text))) continue;
      count += 1;
      range.selectNodeContents(text);
      for (const rect of [...range.getClientRects()].slice(0, TEXTS)) {
        if (rect.width > 0 && rect.height > 0) boxes.push(inPage(rect));
      }
    }
    return boxes;
  };
  const picturesOf = (node) =>
    (PICTURES.has(tagOf(node)) ? [node] : [...inElement(node, [...PICTURES].join(","))].slice(0, PARTS))
      .map((one) => inPage(rectOf(one)))
      .filter(hasArea);
  // Pieces side by side are one line.
  const linesOf = (boxes) => {
    const lines = [];
    for (const box of [...boxes].sort((one, other) => one[1] - other[1])) {
      const last = lines.at(-1);
      const shared = last ? Math.min(last[3], box[3]) - Math.max(last[1], box[1]) : 0;
      if (last && shared > Math.min(last[3] - last[1], box[3] - box[1]) / 2) {
        last[0] = Math.min(last[0], box[0]);
        last[1] = Math.min(last[1], box[1]);
        last[2] = Math.max(last[2], box[2]);
        last[3] = Math.max(last[3], box[3]);
      } else lines.push([...box]);
    }
    return lines;
  };

  const rowOf = (node) => reader.described([node])[0];
  const px = (value) => Number.parseFloat(value) || 0;
  const alphaOf = (colour) => {
    if (colour === "transparent") return 0;
    const [, alpha] = /^rgba\(.*,\s*([\d.]+)\)$/.exec(colour) ?? /\/\s*([\d.]+)\)$/.exec(colour) ?? [null, "1"];
    return Number.parseFloat(alpha);
  };
  const isPainted = (style) =>
    alphaOf(style.backgroundColor) > 0 ||
    style.backgroundImage !== "none" ||
    style.boxShadow !== "none" ||
    ["Top", "Right", "Bottom", "Left"].some(
      (side) => px(style[`border${side}Width`]) > 0 && alphaOf(style[`border${side}Color`]) > 0,
    );
  const contentOf = (box, style) => [
    box[0] + px(style.borderLeftWidth) + px(style.paddingLeft),
    box[1] + px(style.borderTopWidth) + px(style.paddingTop),
    box[2] - px(style.borderRightWidth) - px(style.paddingRight),
    box[3] - px(style.borderBottomWidth) - px(style.paddingBottom),
  ];

  const measure = (node) => {
    const style = getComputedStyle(node);
    const box = inPage(rectOf(node));
    const rendered = isRendered(node);
    const texts = rendered ? textsOf(node) : [];
    const isImage = node instanceof HTMLImageElement;
    return {
      box,
      content: contentOf(box, style),
      parts: [...partsOf(node)].slice(0, PARTS).map(inPage).filter(hasArea),
      lines: linesOf(texts),
      ink: linesOf([...texts, ...picturesOf(node)]),
      painted: isPainted(style),
      inline: style.display === "inline",
      position: style.position,
      letters: px(style.fontSize),
      natural: isImage ? [naturalWidth(node), naturalHeight(node)] : null,
      path: isImage ? pathOf(node).slice(0, 200) : null,
      fit: style.objectFit,
      labels:
        node instanceof HTMLInputElement
          ? [...(labelsOf(node) ?? [])].slice(0, PARTS).map((label) => inPage(rectOf(label)))
          : [],
    };
  };

  // The elements that can cut off what this one holds: those that hide what sticks out of them and cannot be scrolled.
  // A box taken out of the flow is not cut by what does not place it.
  const cutBy = (node, styleOf, fromItself) => {
    let region = [-Infinity, -Infinity, Infinity, Infinity];
    let placed = "static";
    for (let up = node; up; up = parentOf(up)) {
      const style = styleOf(up);
      const root = up === rootOf(document) || up === bodyOf(document);
      const places = placed !== "absolute" || style.position !== "static" || style.transform !== "none";
      if (placed === "fixed" && style.transform === "none" && up !== node) continue;
      if (up !== node && places) placed = "static";
      if ((up !== node || fromItself) && places && !root) {
        const box = inPage(rectOf(up));
        const wide = hides(style.overflowX) ? [box[0], box[2]] : [-Infinity, Infinity];
        const high = hides(style.overflowY) ? [box[1], box[3]] : [-Infinity, Infinity];
        region = common(region, [wide[0], high[0], wide[1], high[1]]);
      }
      if (placed === "static") placed = style.position;
    }
    return region;
  };
  const isClippedAway = (style) =>
    /inset\((50|100)%/.test(style.clipPath) ||
    style.clipPath === "circle(0px)" ||
    (/absolute|fixed/.test(style.position) && /^rect\((0|1)px, (0|1)px, (0|1)px, (0|1)px\)$/.test(style.clip));
  const opacityOf = (node, styleOf) => {
    let opacity = 1;
    for (let up = node; up; up = parentOf(up)) opacity *= Number(styleOf(up).opacity);
    return opacity;
  };
  const canScrollTo = (box) => {
    const page = scrollerOf(document) ?? rootOf(document);
    const backwards = getComputedStyle(rootOf(document)).direction === "rtl";
    return common(box, [backwards ? -wideOf(page) : 0, 0, Math.max(wideOf(page), innerWidth), highOf(page)]);
  };
  const staysPut = (node, styleOf) => {
    for (let up = node; up; up = parentOf(up)) if (styleOf(up).position === "fixed") return true;
    return false;
  };

  // True if something opaque lies over each point of the box that is looked at; the page is scrolled to it and back.
  const isCovered = (node, box, styleOf) => {
    if (styleOf(node).pointerEvents === "none") return false; // a point cannot tell what lies over it
    const before = [scrollX, scrollY];
    const inView = box[1] >= scrollY && box[3] <= scrollY + innerHeight;
    if (!inView) scrollTo({ left: 0, top: Math.max(0, box[1] - innerHeight / 3), behavior: "instant" });
    const moved = staysPut(node, styleOf) ? [before[0], before[1]] : [scrollX, scrollY];
    const spots = [0.1, 0.5, 0.9].flatMap((right) => [0.2, 0.5, 0.8].map((down) => [right, down]));
    const covered = spots.map(([right, down]) => {
      const x = box[0] + (box[2] - box[0]) * right - moved[0];
      const y = box[1] + (box[3] - box[1]) * down - moved[1];
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return null;
      for (const over of allAt(document, x, y)) {
        if (contains(node, over) || contains(over, node)) return false;
        const style = styleOf(over);
        const filled = style.backgroundImage !== "none" || tagOf(over) === "img";
        if ((filled || alphaOf(style.backgroundColor) > 0.9) && opacityOf(over, styleOf) > 0.9) return true;
      }
      return false;
    });
    if (!inView) scrollTo({ left: before[0], top: before[1], behavior: "instant" });
    const seen = covered.filter((spot) => spot !== null);
    return seen.length > 0 && seen.every(Boolean);
  };

  // Why eyes do not see an element; null if they do.
  const hiddenBy = (node, styleOf) => {
    if (!isRendered(node)) return "display";
    const style = styleOf(node);
    if (!isRendered(node, { visibilityProperty: true })) return "visibility";
    if (opacityOf(node, styleOf) < 0.05) return "opacity";
    for (let up = node; up; up = parentOf(up)) if (isClippedAway(styleOf(up))) return "clipped";
    const own = inPage(rectOf(node));
    const texts = textsOf(node);
    const speaks = texts.length > 0 && style.backgroundImage === "none" && !PICTURES.has(tagOf(node));
    const boxes = speaks ? texts : [own, ...picturesOf(node), ...texts];
    if (!boxes.some(isLarge)) return "size";
    const region = cutBy(node, styleOf, speaks);
    const kept = boxes.map((box) => common(box, region)).filter(isLarge);
    if (kept.length === 0) return "clipped";
    const view = inPage({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    const fixed = staysPut(node, styleOf);
    const reached = kept.map((box) => (fixed ? common(box, view) : canScrollTo(box))).filter(hasArea);
    if (reached.length === 0) return "outside";
    return reached.slice(0, 5).every((box) => isCovered(node, box, styleOf)) ? "covered" : null;
  };

  // Every element that is laid out, within bounds of number and time.
  const everyElement = function* () {
    const end = performance.now() + LOOK_MS;
    const body = bodyOf(document);
    let count = 0;
    for (const node of body ? inElement(body, "*") : []) {
      count += 1;
      if (count > LOOKED_AT || (count % 100 === 0 && performance.now() > end)) return;
      yield node;
    }
  };
  const ownTexts = (node) => {
    const range = new Range();
    return [...childrenOf(node)]
      .filter((child) => child instanceof Text && /\S/.test(wordsOf(child)))
      .slice(0, PARTS)
      .flatMap((child) => {
        range.selectNodeContents(child);
        return [...range.getClientRects()].slice(0, PARTS).map(inPage).filter(hasArea);
      });
  };
  const canScrollWithin = (node, styleOf) => {
    for (let up = parentOf(node); up && up !== bodyOf(document); up = parentOf(up)) {
      if (/auto|scroll/.test(styleOf(up).overflowX)) return up !== rootOf(document);
    }
    return false;
  };
  const isSeen = (node, styleOf) =>
    isRendered(node, { visibilityProperty: true }) && opacityOf(node, styleOf) >= 0.05 && !isClippedAway(styleOf(node));

  Object.assign(globalThis.reader, {
    // The boxes of the elements told under these keys.
    boxes(told) {
      this.rest();
      return told.map((key) => measure(nodes[key]));
    },
    // What is around an element: its parent, or the nearest of a selector; null if nothing of it is.
    around(key, selector) {
      const up = parentOf(nodes[key]) ?? nodes[key];
      const found = selector === null ? up : nearest(up, selector);
      return found && rowOf(found);
    },
    // True if the sentence around a link goes on beside it.
    hasTextBeside(key) {
      const node = nodes[key];
      let up = parentOf(node);
      while (up && parentOf(up) && getComputedStyle(up).display === "inline") up = parentOf(up);
      const walker = up && walkerOf(document, up, NodeFilter.SHOW_TEXT);
      for (let text = walker?.nextNode(), count = 0; text && count < TEXTS; text = walker.nextNode(), count += 1) {
        const link = nearest(parentOf(text), "a, button");
        if (!link && /[\p{L}\p{N}]/u.test(wordsOf(text))) return true;
      }
      return false;
    },
    hiddenBy(told) {
      this.rest();
      const styleOf = styles();
      return told.map((key) => hiddenBy(nodes[key], styleOf));
    },
    room() {
      const page = scrollerOf(document) ?? rootOf(document);
      return {
        width: innerWidth,
        height: innerHeight,
        pageWidth: wideOf(page),
        pageHeight: highOf(page),
        scrolled: scrollY,
        letters: px(getComputedStyle(rootOf(document)).fontSize),
      };
    },
    // What sticks out of the window to the right, by how much, and whether it is cut off there (`cut`) or makes the
    // page scroll sideways; null if nothing does. Without an element that explains it, the element is null.
    sticksOut() {
      this.rest();
      const page = scrollerOf(document) ?? rootOf(document);
      const styleOf = styles();
      const edge = scrollX + innerWidth + SLACK_PX;
      const cut = [rootOf(document), bodyOf(document)].some((node) => node && hides(styleOf(node).overflowX));
      if (!cut && wideOf(page) <= innerWidth + SLACK_PX) return null;
      let worst = null;
      for (const node of everyElement()) {
        const boxes = [inPage(rectOf(node)), ...(styleOf(node).display === "inline" ? [] : ownTexts(node))];
        if (!boxes.some((box) => box[2] > edge) || !isSeen(node, styleOf) || canScrollWithin(node, styleOf)) continue;
        const region = cutBy(node, styleOf, false);
        const right = Math.max(...boxes.map((box) => common(box, region)[2]));
        if (right <= edge) continue;
        const straddles = Math.min(...boxes.map((box) => box[0])) < edge;
        if (cut && !(straddles && textsOf(node).length + picturesOf(node).length > 0)) continue;
        // A parent that sticks out as far explains it, unless this is what makes the parent wide.
        const within = worst !== null && contains(worst.node, node);
        const tells = worst === null || (within ? STIFF.has(tagOf(node)) : right > worst.right + SLACK_PX);
        if (tells) worst = { node, right };
      }
      if (worst) return { element: rowOf(worst.node), by: worst.right - scrollX - innerWidth, cut };
      return cut ? null : { element: null, by: wideOf(page) - innerWidth, cut };
    },
    // The first text of which an eye misses a part, because its box is too small or because another text lies over it.
    cutText() {
      this.rest();
      const styleOf = styles();
      const lines = [];
      for (const node of everyElement()) {
        const texts = ownTexts(node);
        if (texts.length === 0 || !isSeen(node, styleOf)) continue;
        const region = cutBy(node, styleOf, true);
        for (const text of texts) {
          const kept = areaOf(common(text, region));
          const tiny = region[2] - region[0] <= SEEN_PX || region[3] - region[1] <= SEEN_PX;
          if (tiny) continue; // hidden from eyes on purpose
          if (kept < areaOf(text) * 0.75) return { element: rowOf(node), other: null };
          lines.push({ node, box: text });
        }
      }
      lines.sort((one, other) => one.box[1] - other.box[1]);
      const end = performance.now() + LOOK_MS;
      for (let first = 0; first < lines.length && performance.now() < end; first += 1) {
        const one = lines[first];
        for (let next = first + 1; next < lines.length && lines[next].box[1] < one.box[3]; next += 1) {
          const other = lines[next];
          if (contains(one.node, other.node) || contains(other.node, one.node)) continue;
          const shared = areaOf(common(one.box, other.box));
          if (shared > Math.min(areaOf(one.box), areaOf(other.box)) * 0.3) {
            return { element: rowOf(one.node), other: rowOf(other.node) };
          }
        }
      }
      return null;
    },
    // Scroll to this height; frames pass until the page has answered.
    async scrollTo(top) {
      scrollTo({ left: 0, top, behavior: "instant" });
      await this.settle();
      return scrollY;
    },
  });
}
