// Counts of a page.
{
  const sheetsOf = getter(Document, "styleSheets");
  const rulesOf = getter(CSSStyleSheet, "cssRules");
  const rulesIn = getter(CSSGroupingRule, "cssRules");
  const selectorOf = getter(CSSStyleRule, "selectorText");

  const RULES = 5000; // a style sheet by hand has some hundred
  // States and parts that no selector finds while nobody points, types or prints.
  const FLEETING =
    /::[\w-]+(\([^()]*\))?|:(active|after|autofill|before|checked|default|disabled|enabled|first-letter|first-line|focus|focus-visible|focus-within|fullscreen|hover|in-range|indeterminate|invalid|link|open|optional|out-of-range|placeholder-shown|popover-open|read-only|read-write|required|target|user-invalid|user-valid|valid|visited|any-link)(?![\w-])/g;

  const isUsed = (selector) => {
    const lasting = selector
      .replace(FLEETING, "")
      .replace(/:(not|is|where|has)\(\s*\)/g, "")
      .replace(/(^|[\s>+~,(])(?=$|[\s>+~,)])/g, "$1*");
    try {
      return inDocument(document, lasting).length > 0;
    } catch {
      return true; // what cannot be asked without its states is let be
    }
  };

  const walk = (rules, found) => {
    for (const rule of rules) {
      if (found.length >= RULES) return;
      if (rule instanceof CSSStyleRule) found.push(selectorOf(rule));
      else if (rule instanceof CSSGroupingRule) walk(rulesIn(rule), found);
    }
  };

  Object.assign(globalThis.reader, {
    // Elements; what an inline svg holds is not counted, as EcoIndex does.
    nodeCount: () => inDocument(document, "*").length - inDocument(document, "svg *").length,
    // How many style rules there are, and the selectors of those that no element answers to.
    cssUse() {
      const selectors = [];
      for (const sheet of sheetsOf(document)) {
        try {
          walk(rulesOf(sheet), selectors);
        } catch {
          // another site's sheet cannot be read
        }
      }
      return { rules: selectors.length, unused: selectors.filter((selector) => !isUsed(selector)) };
    },
  });
}
