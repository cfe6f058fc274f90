/* The studio: controls on the left, the object on the right, what printing it gives below (`studio.py` has the traits). */
import { fields } from "./parts/fields.js";
import { liveView } from "./parts/live_view.js";
import { button, make } from "./parts/nodes.js";
import { shelf } from "./parts/shelf.js";
import { changes, download } from "./parts/talk.js";
import { verdict } from "./parts/verdict.js";

function render({ model, el }) {
  const words = model.get("words");
  const form = model.get("form");
  const talk = changes(model);
  const view = liveView(model);
  const controls = fields(form.fields, words, talk.put);
  const presets = form.presets.map((label) => button(label, () => model.send({ kind: "preset", label })));
  const undo = button(words.undo, () => model.send({ kind: "undo" }));
  const redo = button(words.redo, () => model.send({ kind: "redo" }));
  const facts = make("dl", { class: "fab-facts" });
  const card = verdict(words, ({ where }) => {
    view.lookFrom(where);
    el.querySelector(".fab-stage").scrollIntoView({ block: "nearest" });
  });
  const place = shelf(model, words);
  const steering = make(
    "section",
    { class: "fab-steering", "aria-label": words["steering-title"] },
    form.description ? make("p", { class: "fab-about" }, form.description) : null,
    make("div", { class: "fab-presets", role: "group", "aria-label": words.presets }, make("span", {}, words.presets), ...presets),
    make("div", { class: "fab-row" }, undo, redo),
    controls.node,
  );
  const root = make(
    "div",
    { class: "fab-studio", lang: "fr" },
    make("h2", { class: "fab-unseen" }, form.title),
    make(
      "div",
      { class: "fab-columns" },
      view.node,
      steering,
      make("div", { class: "fab-result" }, facts, card.node, place.node),
    ),
  );
  root.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input[type=text], input[type=number]")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    model.send({ kind: key === "y" || event.shiftKey ? "redo" : "undo" });
    event.preventDefault();
    event.stopPropagation();
  });

  const write = () => {
    const state = model.get("state");
    talk.answered(state.count);
    controls.write(state.values);
    controls.fault(state.fault.name, state.fault.say);
    steering.inert = Boolean(state.file);
    steering.classList.toggle("fab-resting", Boolean(state.file));
    undo.disabled = !state.undo;
    redo.disabled = !state.redo;
    facts.replaceChildren(
      ...state.facts.flatMap(({ label, value }) => [make("div", {}, make("dt", {}, label), make("dd", {}, value))]),
    );
    card.write(state.verdict);
    place.write(state);
  };
  const hear = (message, buffers) => {
    if (message.kind === "file") download(message.name, buffers[0]);
  };
  model.on("change:state", write);
  model.on("msg:custom", hear);
  el.classList.add("fab");
  el.append(root);
  write();
  model.send({ kind: "hello" });
  return () => {
    model.off("change:state", write);
    model.off("msg:custom", hear);
    talk.stop();
    view.destroy();
  };
}

export default { render };
