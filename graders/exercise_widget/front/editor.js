/* The editor of an exercise: a field per file, tabs where there are several, the page in front as it is being written
 * (`editor.py` says what each trait holds). */
import { carryTo } from "./parts/carrier.js";
import { codeField } from "./parts/code_field.js";
import { shelf } from "./parts/kept.js";
import { rememberPlace } from "./parts/place_of_writing.js";
import { preview } from "./parts/preview.js";
import { sizeControl } from "./parts/size_control.js";
import { tabs } from "./parts/tabs.js";

function render({ model, el }) {
  const words = model.get("words");
  const leave = Object.assign(document.createElement("div"), { textContent: words["editor-leave"] });
  leave.id = `atelier-leave-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  leave.hidden = model.get("files").every((file) => file.short); // there Tab goes on by itself

  const fields = new Map();
  const shelves = new Map(model.get("files").map(({ name }) => [name, shelf(model.get("home"), name)]));
  const said = Object.assign(document.createElement("div"), { className: "atelier-note" });
  said.setAttribute("role", "status");
  const carrier = carryTo(model, (name) => shelves.get(name), {
    onElsewhere: (name, text) => fields.get(name).replace(text),
    onTold(sentence) {
      if (said.textContent !== sentence) said.textContent = sentence;
    },
    folder: () => folderOf(el, model.get("home")),
  });
  for (const file of model.get("files")) {
    const onChanged = (text, isTyped) => {
      if (isTyped) carrier.typed(file.name, text);
      show();
    };
    const more = { words, phrases: model.get("phrases"), describedBy: file.short ? "" : leave.id, shelf: shelves.get(file.name), onChanged };
    fields.set(file.name, codeField({ ...file, ...more, text: carrier.begin(file.name) }));
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
  writing.append(files.node, foot, said);
  el.classList.add("atelier-work");
  el.append(writing, ...(beside ? [beside.node] : []));
  el.addEventListener("focusout", carrier.flush);
  model.on("change:folder", show);
  model.on("change:findings", find);
  carrier.start();
  show();
  const leavePlace = rememberPlace(el, model.get("home"), fields, files.turnTo);
  return () => {
    leavePlace();
    el.removeEventListener("focusout", carrier.flush);
    model.off("change:folder", show);
    model.off("change:findings", find);
    carrier.stop();
    beside?.stop();
    for (const field of fields.values()) field.destroy();
  };
}

/** The exercise's folder as the server knows it: beside the notebook, whose folder `atelier-lab` writes on its panel. */
function folderOf(el, home) {
  const notebook = el.closest("[data-atelier-folder]")?.dataset.atelierFolder;
  return notebook === undefined ? null : [notebook, home.split("/").pop()].filter(Boolean).join("/");
}

export default { render };
