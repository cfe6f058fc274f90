// Fields as the browser knows them: what they hold, whether it is content with them, what is said of a mistake.
{
  const KINDS = [HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement];
  const SENDING = new Set(["submit", "image"]);
  const kindOf = (node) => KINDS.find((kind) => node instanceof kind);
  const isShown = method(Element, "checkVisibility");
  const textOf = getter(Node, "textContent");
  const byId = method(Document, "getElementById");
  const closest = method(Element, "closest");
  const labelTextOf = (node) =>
    [...(getter(kindOf(node), "labels")(node) || [])].map((label) => textOf(label)).join(" ");
  const position = method(Node, "compareDocumentPosition");

  // What is tied to a field by ids, as far as one can see it.
  const tied = (node, name) =>
    (attribute(node, name) || "")
      .split(/\s+/)
      .map((id) => id && byId(document, id))
      .filter((one) => one && isShown(one, { visibilityProperty: true }))
      .map((one) => textOf(one))
      .join(" ")
      .trim();

  const formOf = (node) => {
    const kind = kindOf(node);
    return kind ? getter(kind, "form")(node) : closest(node, "form");
  };

  const facts = (node) => {
    const kind = kindOf(node);
    const form = formOf(node);
    const own = kind && {
      type: kind === HTMLSelectElement ? "select" : getter(kind, "type")(node),
      value: getter(kind, "value")(node),
      checked: kind === HTMLInputElement && getter(kind, "checked")(node),
      required: getter(kind, "required")(node),
      autocomplete: getter(kind, "autocomplete")(node),
      valid: getter(ValidityState, "valid")(getter(kind, "validity")(node)),
      native: getter(kind, "validationMessage")(node),
      label: labelTextOf(node).trim(),
    };
    return {
      type: tagOf(node),
      value: "",
      checked: attribute(node, "aria-checked") === "true",
      required: false,
      autocomplete: "",
      valid: true,
      native: "",
      label: "",
      ...own,
      asked: (own && own.required) || attribute(node, "aria-required") === "true",
      watched: form !== null && !getter(HTMLFormElement, "noValidate")(form),
      flagged: /^(true|spelling|grammar)$/.test(attribute(node, "aria-invalid") || ""),
      described: `${tied(node, "aria-errormessage")} ${tied(node, "aria-describedby")}`.trim(),
    };
  };

  const sends = (node) =>
    node instanceof HTMLButtonElement
      ? getter(HTMLButtonElement, "type")(node) === "submit"
      : node instanceof HTMLInputElement && SENDING.has(getter(HTMLInputElement, "type")(node));

  Object.assign(globalThis.reader, {
    fieldFacts: (asked) => asked.map((key) => facts(nodes[key])),
    // The button that sends the form of field `key`; outside a form, the next button of the page. Null if there is none.
    sender(key) {
      const node = nodes[key];
      const form = formOf(node);
      const buttons = [...inDocument(document, "button, input, [role=button]")];
      const own = form && buttons.filter((one) => (one instanceof HTMLButtonElement
        ? getter(HTMLButtonElement, "form")(one) : formOf(one)) === form); // prettier-ignore
      const found = own
        ? own.find(sends) || own.find((one) => !kindOf(one)
          || (one instanceof HTMLInputElement && getter(HTMLInputElement, "type")(one) === "button"))
        : buttons.find((one) => (!kindOf(one) || sends(one) || attribute(one, "type") === "button")
          && position(node, one) & Node.DOCUMENT_POSITION_FOLLOWING); // prettier-ignore
      return found ? keyOf(found) : null;
    },
    // What the parts of the page that are read out by themselves say.
    toldAloud: () =>
      [...inDocument(document, "[role=status], [role=alert], [aria-live]:not([aria-live=off]), output, [role=log]")]
        .filter((one) => isShown(one, { visibilityProperty: true }))
        .map((one) => textOf(one).trim()),
  });
}
