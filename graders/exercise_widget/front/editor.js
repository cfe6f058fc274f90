/* The editor of an exercise: a field per file, tabs where there are several (`editor.py` says what each trait holds). */
import { carryTo } from "./parts/carrier.js";
import { codeField } from "./parts/code_field.js";
import { tabs } from "./parts/tabs.js";

function render({ model, el }) {
  const fields = new Map();
  const carrier = carryTo(model, (name, text) => fields.get(name).replace(text));
  for (const file of model.get("files")) {
    fields.set(
      file.name,
      codeField({ ...file, phrases: model.get("phrases"), onTyped: (text) => carrier.typed(file.name, text) }),
    );
  }
  const panels = [...fields].map(([name, field]) => ({ name, node: field.node }));
  const front = tabs(panels, model.get("words").files, (name) => {
    model.set("front", name);
    model.save_changes();
  });
  el.classList.add("atelier-editor");
  el.append(front.node);
  return () => {
    carrier.stop();
    for (const field of fields.values()) field.destroy();
  };
}

export default { render };
