// Where a visitor would click, and what the browser knows of a page that changes.
{
  const boxesOf = method(Element, "getClientRects");
  const isShown = method(Element, "checkVisibility");
  const bringIntoView = method(Element, "scrollIntoView");
  const atPoint = method(Document, "elementFromPoint");
  const labelsOf = (node) => {
    for (const type of [HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement, HTMLButtonElement]) {
      if (node instanceof type) return [...(getter(type, "labels")(node) || [])];
    }
    return [];
  };
  const holds = method(Node, "contains");
  const setValue = (type) => {
    const { set } = Object.getOwnPropertyDescriptor(type.prototype, "value");
    return (node, value) => set.call(node, value);
  };
  const optionsOf = getter(HTMLSelectElement, "options");
  const optionText = getter(HTMLOptionElement, "text");
  const optionValue = getter(HTMLOptionElement, "value");
  const setSelected = Object.getOwnPropertyDescriptor(HTMLOptionElement.prototype, "selected").set;
  const send = method(EventTarget, "dispatchEvent");
  const isChecked = getter(HTMLInputElement, "checked");
  const typeOf = getter(HTMLInputElement, "type");

  const bodyOf = getter(Document, "body");
  const innerTextOf = (node) => (node instanceof HTMLElement ? getter(HTMLElement, "innerText")(node) : "");

  const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
  const name = (node) => {
    const id = attribute(node, "id");
    return id ? `${tagOf(node)}#${id}` : tagOf(node);
  };

  // Points of a box where a hand may land, the middle first.
  const SPOTS = [[0.5, 0.5], [0.2, 0.5], [0.8, 0.5], [0.5, 0.2], [0.5, 0.8]];

  const spotIn = (node) => {
    let covering = null;
    for (const box of boxesOf(node)) {
      if (box.width < 1 || box.height < 1) continue;
      for (const [right, down] of SPOTS) {
        const x = box.left + box.width * right;
        const y = box.top + box.height * down;
        const top = atPoint(document, x, y);
        if (top && (top === node || holds(node, top))) return { x, y };
        if (top && !covering) covering = top;
      }
    }
    return { problem: "covered", by: covering ? name(covering) : null };
  };

  const told = (node) => {
    send(node, new Event("input", { bubbles: true, composed: true }));
    send(node, new Event("change", { bubbles: true }));
  };

  Object.assign(globalThis.reader, {
    // A point where a click reaches element `key`, brought into view; or why there is none.
    // A box or a round button that is replaced by a drawn one is clicked through its label.
    async spot(key) {
      const node = nodes[key];
      if (!getter(Node, "isConnected")(node)) return { problem: "gone" };
      const hands = [node, ...labelsOf(node)].filter((one) => isShown(one, { visibilityProperty: true }));
      if (!hands.length) return { problem: "hidden" };
      let first = null;
      for (const hand of hands) {
        bringIntoView(hand, { block: "center", inline: "nearest", behavior: "instant" });
        await nextFrame();
        await nextFrame();
        const spot = spotIn(hand);
        if (!spot.problem) return spot;
        first = first || spot;
      }
      return first;
    },
    // The caret behind what a field holds already.
    toEnd(key) {
      const node = nodes[key];
      for (const type of [HTMLInputElement, HTMLTextAreaElement]) {
        if (!(node instanceof type)) continue;
        const { length } = getter(type, "value")(node);
        try {
          method(type, "setSelectionRange")(node, length, length);
        } catch {
          // An e-mail or number field has no caret to ask for.
        }
      }
    },
    // Mark all that a field holds, so that the next key replaces it.
    markAll(key) {
      const node = nodes[key];
      for (const type of [HTMLInputElement, HTMLTextAreaElement]) {
        if (node instanceof type) method(type, "select")(node);
      }
    },
    // Choose an option by value or text; false if there is none. The browser's own list cannot be clicked without a screen.
    choose(key, wanted) {
      const node = nodes[key];
      const options = [...optionsOf(node)];
      const option = options.find((one) => optionValue(one) === wanted) || options.find((one) => optionText(one) === wanted);
      if (!option) return false;
      setSelected.call(option, true);
      told(node);
      return true;
    },
    // Put a value into a field that is not written in, such as a date or a colour.
    put(key, value) {
      setValue(HTMLInputElement)(nodes[key], value);
      told(nodes[key]);
    },
    // What a field is and holds.
    field(key) {
      const node = nodes[key];
      if (node instanceof HTMLInputElement) {
        return { type: typeOf(node), value: getter(HTMLInputElement, "value")(node), checked: isChecked(node) };
      }
      if (node instanceof HTMLSelectElement) return { type: "select", value: getter(HTMLSelectElement, "value")(node) };
      if (node instanceof HTMLTextAreaElement) return { type: "textarea", value: getter(HTMLTextAreaElement, "value")(node) };
      return { type: tagOf(node), value: null };
    },
    // Ask a form to send itself, as its button would: constraints are looked at.
    submit(key) {
      method(HTMLFormElement, "requestSubmit")(nodes[key]);
    },
    // What a sighted visitor can read now, a line each.
    shownText: () => (bodyOf(document) ? innerTextOf(bodyOf(document)) : ""),
    // Addresses of the scripts that are modules; what they export can be imported again.
    modules: () =>
      [...inDocument(document, "script[src]")]
        .filter((script) => (attribute(script, "type") || "").trim().toLowerCase() === "module")
        .map((script) => getter(HTMLScriptElement, "src")(script)),
    // The names every page has, so that the others are the page's own.
    globalNames: () => Object.getOwnPropertyNames(globalThis),
    // Signs that something is on its way, for the eye and for the ear.
    waiting: () =>
      [...inDocument(document, "progress, [role=progressbar], [aria-busy=true]")]
        .filter((node) => isShown(node, { visibilityProperty: true }))
        .map(keyOf),
    // What is announced by itself when it changes.
    alerts: () =>
      [...inDocument(document, "[role=alert], [role=status], [role=alertdialog], [aria-live]")]
        .filter((node) => isShown(node, { visibilityProperty: true }))
        .map((node) => innerTextOf(node)),
    address: () => location.href,
    inView(key) {
      bringIntoView(nodes[key], { block: "center", behavior: "instant" });
    },
    alive: () => true,
  });
}
