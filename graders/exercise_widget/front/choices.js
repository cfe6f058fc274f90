/* One answer out of a few (`choices.py` has the traits): radios of one name, one stop for the Tab key. */

function render({ model, el }) {
  const name = `atelier-choices-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  const group = document.createElement("fieldset");
  group.role = "radiogroup";
  const legend = document.createElement("legend");
  legend.className = "atelier-label";
  legend.textContent = model.get("label");
  group.append(legend);
  const radios = model.get("choices").map(([value, text]) => {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), { type: "radio", name, value });
    // A message and not the trait: what a trait holds back a moment would be overtaken by a press on a button.
    radio.addEventListener("change", () => model.send({ kind: "chosen", value }));
    label.append(radio, text);
    group.append(label);
    return radio;
  });

  function show() {
    for (const radio of radios) radio.checked = radio.value === model.get("chosen");
  }

  model.on("change:chosen", show);
  el.classList.add("atelier-choices");
  el.append(group);
  show();
  return () => model.off("change:chosen", show);
}

export default { render };
