/* The editor of an exercise: a field per file, tabs where there are several, the page in front as it is being written
 * (`editor.py` says what each trait holds). */
import { carryTo } from "./parts/carrier.js";
import { codeField } from "./parts/code_field.js";
import { shelf } from "./parts/kept.js";
import { preview } from "./parts/preview.js";
import { sizeControl } from "./parts/size_control.js";
import { tabs } from "./parts/tabs.js";

function render({ model, el }) {
  const words = model.get("words");
  const leave = Object.assign(document.createElement("div"), { textContent: words["editor-leave"] });
  leave.id = `atelier-leave-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;

  const fields = new Map();
  const carrier = carryTo(model, (name, text) => fields.get(name).replace(text));
  for (const file of model.get("files")) {
    const onChanged = (text, isTyped) => {
      if (isTyped) carrier.typed(file.name, text);
      show();
    };
    const kept = shelf(model.get("home"), file.name);
    const more = { words, phrases: model.get("phrases"), describedBy: leave.id, shelf: kept, onChanged };
    fields.set(file.name, codeField({ ...file, ...more }));
  }

  const pages = [...fields.keys()].filter((name) => name.endsWith(".html"));
  let page = pages[0];
  const beside = page ? preview(words) : null;
  function show() {
    if (!beside) return;
    const typed = [...fields].map(([name, field]) => [name, { text: field.text() }]);
    beside.show(page, { ...model.get("folder"), ...Object.fromEntries(typed) });
  }
  function find() {
    for (const [name, field] of fields) field.find(model.get("findings").said.filter((each) => each.file === name));
  }

  const panels = [...fields].map(([name, field]) => ({ name, node: field.node }));
  const files = tabs(panels, words["editor-files"], (name) => {
    if (!pages.includes(name)) return;
    page = name;
    show();
  });
  const foot = document.createElement("div");
  foot.className = "atelier-editor-foot";
  foot.append(leave, sizeControl(words));
  const writing = document.createElement("div");
  writing.className = "atelier-editor";
  writing.append(files.node, foot);
  el.classList.add("atelier-work");
  el.append(writing, ...(beside ? [beside.node] : []));
  model.on("change:folder", show);
  model.on("change:findings", find);
  show();
  return () => {
    model.off("change:folder", show);
    model.off("change:findings", find);
    carrier.stop();
    beside?.stop();
    for (const field of fields.values()) field.destroy();
  };
}

export default { render };
