/* The controls of a design, one per declared field: a slider with its number, a list, a switch, a line of text. */
import { button, fresh, french, make } from "./nodes.js";

/** The controls; `onChange(name, value, last)` at each move, `last` once the hand lets go. */
export function fields(declared, words, onChange) {
  const rows = declared.map((field) => KINDS[field.kind](field, words, onChange));
  const byName = new Map(declared.map((field, at) => [field.name, rows[at]]));
  return {
    node: make("div", { class: "fab-fields" }, ...rows.map((row) => row.node)),
    /** Write the kernel's values, but not under the hand that is typing. */
    write(values) {
      for (const [name, value] of Object.entries(values)) byName.get(name)?.write(value);
    },
    /** Say under a field why its value is not taken, or nothing. */
    fault(name, sentence) {
      for (const [each, row] of byName) row.fault(each === name ? sentence : "");
    },
  };
}

const KINDS = { range, choice, switch: toggle, text, drawing };

function row(field, input, controls) {
  const helpId = fresh("help");
  const wrong = make("p", { class: "fab-wrong", id: fresh("wrong") });
  input.setAttribute("aria-describedby", `${helpId} ${wrong.id}`);
  const node = make(
    "div",
    { class: "fab-field" },
    ...controls,
    field.help ? make("p", { class: "fab-help", id: helpId }, field.help) : make("span", { id: helpId, hidden: true }),
    wrong,
  );
  return {
    node,
    fault(sentence) {
      wrong.textContent = sentence;
      input.toggleAttribute("aria-invalid", Boolean(sentence));
      if (sentence) input.setAttribute("aria-invalid", "true");
    },
  };
}

/* The slider is for the hand, the number for who knows what they want: both are the same value. */
function range(field, words, onChange) {
  const id = fresh(field.name);
  const ends = { min: field.low, max: field.high, step: field.step };
  const label = make("label", { for: id }, field.label);
  const slider = make("input", { type: "range", ...ends, "aria-label": field.label });
  const number = make("input", { type: "number", id, ...ends, inputmode: "decimal" });
  const spoken = (value) => slider.setAttribute("aria-valuetext", `${french(value, 2)} ${field.unit}`.trim());
  slider.addEventListener("input", () => {
    number.value = slider.value;
    spoken(slider.valueAsNumber);
    onChange(field.name, slider.valueAsNumber, false);
  });
  slider.addEventListener("change", () => onChange(field.name, slider.valueAsNumber, true));
  number.addEventListener("change", () => {
    if (!number.validity.badInput && number.value !== "") onChange(field.name, number.valueAsNumber, true);
  });
  const unit = make("span", { class: "fab-unit" }, field.unit);
  const parts = row(field, number, [label, make("div", { class: "fab-slide" }, slider, number, unit)]);
  return {
    ...parts,
    write(value) {
      if (document.activeElement !== slider || !slider.matches(":active")) slider.value = value;
      if (document.activeElement !== number) number.value = value;
      spoken(value);
    },
  };
}

function choice(field, words, onChange) {
  const id = fresh(field.name);
  const select = make("select", { id }, ...field.options.map(([value, label]) => make("option", { value }, label)));
  select.addEventListener("change", () => onChange(field.name, select.value, true));
  const parts = row(field, select, [make("label", { for: id }, field.label), select]);
  return { ...parts, write: (value) => { select.value = value; } };
}

function toggle(field, words, onChange) {
  const id = fresh(field.name);
  const box = make("input", { type: "checkbox", id });
  box.addEventListener("change", () => onChange(field.name, box.checked, true));
  const parts = row(field, box, [make("div", { class: "fab-check" }, box, make("label", { for: id }, field.label))]);
  return { ...parts, write: (value) => { box.checked = value; } };
}

function text(field, words, onChange) {
  const id = fresh(field.name);
  const line = make("input", { type: "text", id, maxlength: field.longest });
  line.addEventListener("input", () => onChange(field.name, line.value, false));
  line.addEventListener("change", () => onChange(field.name, line.value, true));
  const parts = row(field, line, [make("label", { for: id }, field.label), line]);
  return { ...parts, write: (value) => { if (document.activeElement !== line) line.value = value; } };
}

function drawing(field, words, onChange) {
  const id = fresh(field.name);
  const file = make("input", { type: "file", id, accept: ".svg,image/svg+xml", hidden: true, tabindex: "-1" });
  const choose = button(words["choose-drawing"], () => file.click());
  file.addEventListener("change", async () => {
    if (file.files.length) onChange(field.name, await file.files[0].text(), true);
    file.value = "";
  });
  file.setAttribute("aria-label", field.label);
  const name = make("p", { class: "fab-label" }, field.label);
  const parts = row(field, choose, [name, make("div", {}, choose, file)]);
  return { ...parts, write: () => undefined };
}
