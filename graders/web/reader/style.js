// What the browser knows of CSS, and the styles of elements.
{
  // For each (property, value): whether the property exists, and whether the value is possible for it.
  const knownDeclaration = ([name, value]) => {
    const possible = CSS.supports(name, value);
    return [possible || CSS.supports(name, "inherit"), possible];
  };
  const knownSelector = (selector) => selector !== "" && CSS.supports(`selector(${selector})`);
  const ARGUMENTS = ["", "(a)", "(2)", "(ltr)", "(> a)"];
  const knownPseudo = (name) =>
    ARGUMENTS.some((rest) => knownSelector(`:${name}${rest}`) || knownSelector(`::${name}${rest}`));
  const knownQuery = (query) => matchMedia(query).media !== "not all" || /^\s*not\s+all\s*$/i.test(query);
  // A feature that is not known is neither true nor false.
  const knownFeature = (feature) => matchMedia(`(${feature}) or (not (${feature}))`).matches;

  const matchesSelector = method(Element, "matches");
  const typedOf = method(Element, "computedStyleMap");
  const setAttribute = method(Element, "setAttribute");
  const removeAttribute = method(Element, "removeAttribute");
  const insertAfter = method(Element, "after");
  const removeNode = method(Element, "remove");
  const htmlStyle = getter(HTMLElement, "style");
  const svgStyle = getter(SVGElement, "style");
  const mathStyle = getter(MathMLElement, "style");
  const styleOf = (node) =>
    (node instanceof HTMLElement ? htmlStyle : node instanceof SVGElement ? svgStyle : mathStyle)(node);
  const rootOf = getter(Document, "documentElement");
  const createElement = method(Document, "createElement");

  let canvas = null; // made when a colour first needs it: most pages have none that is not rgb()
  const COLOR = /(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^()]*\)/g;
  const plainColor = (color) => {
    // A custom property keeps a colour as it is written: rgb(none 0 0), rgb(40% 0% 0%).
    let parts = /^rgba?\([\d\s.,/e+-]+\)$/.test(color) ? color.match(/[\d.]+(?:e-?\d+)?/g)?.map(Number) : null;
    if (!parts) {
      const opaque = color.replace(/\s*\/[^)]*/, "");
      const alpha = /\/\s*([\d.]+)/.exec(color);
      canvas ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
      canvas.fillStyle = opaque;
      canvas.fillRect(0, 0, 1, 1);
      parts = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3), alpha ? Number(alpha[1]) : 1];
    }
    const [red, green, blue, alpha = 1] = parts;
    return `rgb(${red} ${green} ${blue} ${alpha})`;
  };
  const plain = (value) => value.replace(COLOR, plainColor).slice(0, 2000);

  const longhandsOf = (property) => {
    if (property.startsWith("--")) return [property];
    const scratch = new CSSStyleSheet();
    scratch.replaceSync(`a { ${property}: inherit }`);
    return [...scratch.cssRules[0].style];
  };
  // The properties a value of `property` sets; an unknown property or value is a slip of the check.
  const longhandsOrThrow = (property, values) => {
    for (const value of ["inherit", ...values]) {
      if (!CSS.supports(property, value)) throw new Error(`no CSS: ${property}: ${value}`);
    }
    return longhandsOf(property);
  };

  // Computed, and as laid out (an automatic margin in pixels), by longhand.
  const computed = (node, pseudo, longhands) => {
    const used = getComputedStyle(node, pseudo);
    const typed = pseudo ? null : typedOf(node);
    const read = (name) => {
      const value = used.getPropertyValue(name);
      let kept = null;
      try {
        kept = typed && typed.get(name);
      } catch {
        kept = null; // some properties have no typed form
      }
      return [plain(kept === null || kept === undefined ? value : String(kept)), plain(value)];
    };
    return Object.fromEntries(longhands.map((name) => [name, read(name)]));
  };

  // Changing the style attribute of a custom element runs the page's own code at once; a stand-in runs none.
  // So does what is of no language that has styles.
  const isOwn = (node) =>
    tagOf(node).includes("-") ||
    attribute(node, "is") !== null ||
    ![HTMLElement, SVGElement, MathMLElement].some((type) => node instanceof type);
  const whileOn = (node, act) => {
    if (!isOwn(node)) return act(node);
    const standIn = createElement(document, "span");
    insertAfter(node, standIn);
    try {
      return act(standIn);
    } finally {
      removeNode(standIn);
    }
  };
  // What an element would be with each value: tried on it, read, and put back before any script can run.
  const tried = (node, property, values, longhands) =>
    whileOn(node, (place) => {
      const before = attribute(place, "style");
      const style = styleOf(place);
      try {
        return values.map((value) => {
          style.setProperty("transition", "none", "important");
          style.setProperty(property, value, "important");
          return computed(place, null, longhands);
        });
      } finally {
        // In two steps, or the way back would be a transition.
        style.cssText = `${before ?? ""}; transition: none !important`;
        void getComputedStyle(place).opacity;
        if (before === null) removeAttribute(place, "style");
        else setAttribute(place, "style", before);
        void getComputedStyle(place).opacity;
      }
    });

  Object.assign(globalThis.reader, {
    cssKnown: (declarations, selectors, pseudos, queries, features) => ({
      declarations: declarations.map(knownDeclaration),
      selectors: selectors.map(knownSelector),
      pseudos: pseudos.map(knownPseudo),
      queries: queries.map(knownQuery),
      features: features.map(knownFeature),
    }),
    // For each element: its style, what it would be without the page's CSS, and what each wanted value would give.
    styles(keys, pseudo, property, wanted) {
      const longhands = longhandsOrThrow(property, wanted);
      finishMotion();
      return keys.map((key) => {
        const found = computed(nodes[key], pseudo, longhands);
        const [plainly, ...rest] = tried(nodes[key], property, ["revert", ...wanted], longhands);
        return { found, plainly, wanted: rest };
      });
    },
    // What each value would make of a longhand of the element; null for what is no value.
    wouldBe(key, longhand, values) {
      const possible = values.filter((value) => CSS.supports(longhand, value));
      const found = tried(nodes[key], longhand, possible, [longhand]).map((one) => one[longhand][0]);
      return values.map((value) => found[possible.indexOf(value)] ?? null);
    },
    // Whether each selector matches the element, and how many elements it has; null for what is no selector.
    matching: (key, selectors) =>
      selectors.map((selector) => {
        try {
          return [matchesSelector(nodes[key], selector), inDocument(document, selector).length];
        } catch {
          return null;
        }
      }),
    // The element and those around it, nearest first.
    chain(key) {
      const keys = [];
      for (let node = nodes[key]; node; node = parentOf(node)) keys.push(keyOf(node));
      return keys;
    },
    // Many properties of an element, its ::before and ::after and what it holds, to see what a state changes.
    look(key, properties, atMost) {
      finishMotion();
      const inside = [...inElement(nodes[key], "*")].slice(0, atMost);
      return [nodes[key], ...inside].flatMap((node) =>
        [null, "::before", "::after"].map((pseudo) => {
          const style = getComputedStyle(node, pseudo);
          return properties.map((name) => plain(style.getPropertyValue(name)));
        }),
      );
    },
    // The colours behind an element, nearest first; the last is the browser's own page, white or dark.
    behind(key) {
      const colors = [];
      for (let node = parentOf(nodes[key]); node; node = parentOf(node)) {
        colors.push(plain(getComputedStyle(node).backgroundColor));
      }
      const [page] = tried(rootOf(document), "background-color", ["Canvas"], ["background-color"]);
      return [...colors, page["background-color"][1]];
    },
    // Elements that move: how long their transitions and animations take, in seconds.
    motion(atMost) {
      const longest = (times) => Math.max(...times.split(",").map((time) => parseFloat(time) || 0));
      const moving = [];
      for (const node of inDocument(document, "*")) {
        const style = getComputedStyle(node);
        const animated = style.animationName === "none" ? 0 : longest(style.animationDuration);
        const seconds = Math.max(animated, longest(style.transitionDuration));
        if (seconds > 0) moving.push([keyOf(node), seconds]);
        if (moving.length >= atMost) break;
      }
      return moving;
    },
  });
}
