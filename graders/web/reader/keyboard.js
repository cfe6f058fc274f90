// What has the focus, what the keyboard should reach, and whether one sees where one is.
{
  const activeOf = getter(Document, "activeElement");
  const bodyOf = getter(Document, "body");
  const rootOf = getter(Document, "documentElement");
  const matches = method(Element, "matches");
  const closest = method(Element, "closest");
  const boxOf = method(Element, "getBoundingClientRect");
  const isShown = method(Element, "checkVisibility");
  const nextOf = getter(Element, "nextElementSibling");
  const previousOf = getter(Element, "previousElementSibling");
  const atPoint = method(Document, "elementFromPoint");
  const holds = method(Node, "contains");
  const markupOf = getter(Element, "outerHTML");
  const htmlTabIndex = getter(HTMLElement, "tabIndex");
  const svgTabIndex = getter(SVGElement, "tabIndex");
  const tabIndexOf = (node) =>
    node instanceof HTMLElement ? htmlTabIndex(node) : node instanceof SVGElement ? svgTabIndex(node) : -1;
  const labelsOf = (node) => {
    for (const type of [HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement, HTMLButtonElement]) {
      if (node instanceof type) return [...(getter(type, "labels")(node) || [])];
    }
    return [];
  };
  const valueOf = (node) => {
    for (const type of [HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement]) {
      if (node instanceof type) return getter(type, "value")(node);
    }
    return "";
  };

  // What may show that an element has the focus. A caret alone is too little to find it by.
  const TRAITS = [
    "background-color", "background-image", "background-position-x", "background-size", "border-top-color",
    "border-bottom-color", "border-left-color", "border-top-width", "border-bottom-width", "border-left-width",
    "border-top-style", "border-bottom-style", "box-shadow", "clip-path", "color", "filter", "font-size",
    "font-weight", "height", "opacity", "text-decoration-line", "text-decoration-color", "text-decoration-style",
    "text-decoration-thickness", "transform", "scale", "translate", "visibility", "width",
  ]; // prettier-ignore

  const traits = (node, part) => {
    const style = getComputedStyle(node, part);
    const value = (name) => style.getPropertyValue(name);
    const isDrawn = value("outline-style") !== "none" && parseFloat(value("outline-width")) > 0;
    const colour = value("outline-color");
    const isSeen = isDrawn && !/^(transparent|rgba\(.*, 0\))$/.test(colour);
    const outline = isSeen ? `${value("outline-style")} ${value("outline-width")} ${colour}` : "";
    return [outline, part ? value("content") : "", ...TRAITS.map(value)].join("|");
  };

  // A transition would be seen at its start; what counts is where it leads.
  const settleTransitions = () => {
    for (const animation of animationsOf(document)) {
      if (!(animation instanceof CSSTransition)) continue;
      try {
        finish(animation);
      } catch {
        // one without an end changes for ever, and is not waited for
      }
    }
  };

  const isInert = (node) => closest(node, "[inert]") !== null;
  const radioGroup = (node) => {
    if (!(node instanceof HTMLInputElement) || !matches(node, "[type=radio i]")) return null;
    return attribute(node, "name") || null;
  };

  Object.assign(globalThis.reader, {
    // The key of what has the focus; null if nothing has.
    focusNow() {
      const active = activeOf(document);
      return active === null || active === bodyOf(document) || active === rootOf(document) ? null : keyOf(active);
    },
    // How an element and its surroundings look just now; two readings differ if an eye may see a difference.
    focusLook(key) {
      settleTransitions();
      const node = nodes[key];
      const around = [node, ...labelsOf(node), nextOf(node), previousOf(node)];
      for (let up = parentOf(node), far = 0; up && far < 3; up = parentOf(up), far++) around.push(up);
      return around
        .filter(Boolean)
        .flatMap((one) => [null, "::before", "::after"].map((part) => traits(one, part)))
        .join("\n");
    },
    // The keys of what Tab should reach, in page order: of round buttons with one name, one. Within an open modal, if any.
    tabbables(atMost) {
      const modals = inDocument(document, "dialog:modal");
      const candidates = modals.length ? inElement(modals[modals.length - 1], "*") : inDocument(document, "*");
      const found = [];
      const groups = new Set();
      for (const node of candidates) {
        if (found.length >= atMost) break;
        if (tabIndexOf(node) < 0 || matches(node, ":disabled") || isInert(node)) continue;
        if (!isShown(node, { visibilityProperty: true })) continue;
        const group = radioGroup(node);
        if (group !== null && groups.has(group)) continue;
        if (group !== null) groups.add(group);
        found.push(keyOf(node));
      }
      return found;
    },
    // True if a focus that goes round within it is meant to: an open modal.
    isInModal: (key) => closest(nodes[key], "dialog:modal, [aria-modal=true i]") !== null,
    // True if an eye finds the element: it has a place on the screen, and nothing lies over its middle.
    focusIsSeen(key) {
      settleTransitions();
      const node = nodes[key];
      if (!isShown(node, { visibilityProperty: true, opacityProperty: true })) return false;
      const { left, top, width, height } = boxOf(node);
      if (width <= 1 || height <= 1) return false;
      const there = atPoint(document, left + width / 2, top + height / 2);
      return there !== null && (there === node || holds(node, there));
    },
    // True if `key` is the element of this id, stands in it, or comes after it.
    isAtOrAfter(key, id) {
      const target = [...inDocument(document, "[id], a[name]")].find(
        (node) => attribute(node, "id") === id || attribute(node, "name") === id,
      );
      if (!target) return false;
      const place = method(Node, "compareDocumentPosition")(target, nodes[key]);
      return target === nodes[key] || (place & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    },
    // A number that changes when the page does: its elements and what its fields hold.
    pageState() {
      const text = markupOf(rootOf(document)) + [...inDocument(document, "input, select, textarea")].map(valueOf).join("\0");
      const checked = [...inDocument(document, ":checked")].map(keyOf).join();
      let sum = 0;
      for (const sign of text + checked) sum = (Math.imul(sum, 31) + sign.codePointAt(0)) | 0;
      return sum;
    },
  });
}
