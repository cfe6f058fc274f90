/* The studio: controls on the left, the object on the right, what printing it gives below (`studio.py` has the traits). */
import { fields } from "./parts/fields.js";
import { liveView } from "./parts/live_view.js";
import { button, make } from "./parts/nodes.js";
import { shelf } from "./parts/shelf.js";
import { changes, download } from "./parts/talk.js";
import { verdict } from "./parts/verdict.js";

/* Where JupyterLab opens a file of the person's; both servers write their address into their page. */
function labAddress(path) {
  const { baseUrl } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  return `${baseUrl}lab/tree/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/* What a design declares: its words, its presets, its controls. */
function steering(form, words, talk) {
  const controls = fields(form.fields, words, talk.put);
  const presets = form.presets.map((label) => button(label, () => talk.order({ kind: "preset", label })));
  const undo = button(words.undo, () => talk.order({ kind: "undo" }));
  const redo = button(words.redo, () => talk.order({ kind: "redo" }));
  const node = make(
    "section",
    { class: "fab-steering", "aria-label": words["steering-title"] },
    form.description ? make("p", { class: "fab-about" }, form.description) : null,
    presets.length
      ? make("div", { class: "fab-presets", role: "group", "aria-label": words.presets }, make("span", {}, words.presets), ...presets)
      : null,
    form.fields.length ? make("div", { class: "fab-row" }, undo, redo) : null,
    controls.node,
  );
  return {
    node,
    write(state) {
      controls.write(state.values);
      controls.fault(state.fault.name, state.fault.say);
      node.inert = Boolean(state.file);
      node.classList.toggle("fab-resting", Boolean(state.file));
      undo.disabled = !state.undo;
      redo.disabled = !state.redo;
    },
  };
}

function render({ model, el }) {
  const words = model.get("words");
  const talk = changes(model);
  const view = liveView(model);
  let steer = steering(model.get("form"), words, talk);
  const facts = make("dl", { class: "fab-facts" });
  const card = verdict(words, ({ where }) => {
    view.lookFrom(where);
    el.querySelector(".fab-stage").scrollIntoView({ block: "nearest" });
  });
  const place = shelf(model, words, talk);
  const sourceText = make("span", { role: "status" });
  const sourceLink = make("a", { target: "_blank", rel: "noopener" }, words["open-source"]);
  const source = make("div", { class: "fab-notice fab-source" }, sourceText, " ", sourceLink);
  const title = make("h2", { class: "fab-unseen" }, model.get("form").title);
  const root = make(
    "div",
    { class: "fab-studio", lang: "fr" },
    title,
    source,
    make(
      "div",
      { class: "fab-columns" },
      view.node,
      steer.node,
      make("div", { class: "fab-result" }, facts, card.node, place.node),
    ),
  );
  root.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input[type=text], input[type=number]")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    talk.order({ kind: key === "y" || event.shiftKey ? "redo" : "undo" });
    event.preventDefault();
    event.stopPropagation();
  });

  const write = () => {
    const state = model.get("state");
    talk.answered(state.count);
    steer.write(state);
    source.hidden = !state.source.text;
    source.className = `fab-notice fab-source fab-${state.source.kind || "info"}`;
    sourceText.textContent = state.source.text;
    sourceLink.href = state.source.path ? labAddress(state.source.path) : "";
    facts.replaceChildren(
      ...state.facts.flatMap(({ label, value }) => [make("div", {}, make("dt", {}, label), make("dd", {}, value))]),
    );
    card.write(state.verdict);
    place.write(state);
  };
  /* Another design: a person's own file was saved. The view keeps its camera, and its state comes next. */
  const exchange = () => {
    const form = model.get("form");
    const next = steering(form, words, talk);
    steer.node.replaceWith(next.node);
    steer = next;
    title.textContent = form.title;
  };
  const hear = (message, buffers) => {
    if (message.kind === "file") download(message.name, buffers[0]);
  };
  model.on("change:form", exchange);
  model.on("change:state", write);
  model.on("msg:custom", hear);
  el.classList.add("fab");
  el.append(root);
  write();
  model.send({ kind: "hello" });
  return () => {
    model.off("change:form", exchange);
    model.off("change:state", write);
    model.off("msg:custom", hear);
    talk.stop();
    view.destroy();
  };
}

export default { render };
