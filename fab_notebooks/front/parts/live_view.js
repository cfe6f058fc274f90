/* The live view: the object on its plate, seen from any side by mouse, finger or keyboard; cut, measured, described. */
import { button, fill, french, fresh, make } from "./nodes.js";
import { Room } from "./scene.js";
import { numbers } from "./solid.js";

const STEP_DEG = 15;
const KEYS = {
  ArrowLeft: (room) => room.turn(-STEP_DEG, 0),
  ArrowRight: (room) => room.turn(STEP_DEG, 0),
  ArrowUp: (room) => room.turn(0, STEP_DEG),
  ArrowDown: (room) => room.turn(0, -STEP_DEG),
  "+": (room) => room.zoom(0.85),
  "=": (room) => room.zoom(0.85),
  "-": (room) => room.zoom(1 / 0.85),
};

/** The view of a model with the traits of `LiveView` (live_view.py). */
export function liveView(model) {
  const words = model.get("words");
  const canvas = make("canvas", { tabindex: "0", role: "application", "aria-label": words["view-label"] });
  const keysId = fresh("keys");
  canvas.setAttribute("aria-describedby", keysId);
  const measured = make("p", { class: "fab-measured", role: "status" });
  const stage = make("div", { class: "fab-stage" }, canvas, measured);
  const summary = make("p", { class: "fab-summary", "aria-live": "polite" });
  const legend = make("ul", { class: "fab-legend" });
  let room;
  try {
    room = new Room(canvas);
  } catch {
    return withoutGraphics(model, words, summary, legend);
  }
  const sides = ["corner", "front", "right", "top", "below"].map((side) =>
    button(words[`view-${side}`], () => room.lookFrom(side)),
  );
  const nearer = button("+", () => room.zoom(0.85), { "aria-label": words["view-nearer"] });
  const farther = button("−", () => room.zoom(1 / 0.85), { "aria-label": words["view-farther"] });
  const cut = cutter(room, words);
  const ruler = measure(room, canvas, measured, words);
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (act) act(room);
    else if (event.key === "Enter" && ruler.isOn()) ruler.pointInTheMiddle();
    else return;
    event.preventDefault();
    event.stopPropagation(); // not a shortcut of the notebook too
  });
  const node = make(
    "section",
    { class: "fab-view", "aria-label": words["view-title"] },
    stage,
    make("div", { class: "fab-bar", role: "group", "aria-label": words["view-sides"] }, ...sides, nearer, farther),
    make("div", { class: "fab-bar" }, cut.node, ruler.node),
    legend,
    summary,
    make("p", { class: "fab-keys", id: keysId }, words["view-keys"]),
  );
  const theme = () => {
    const style = getComputedStyle(node);
    const value = (name) => style.getPropertyValue(name).trim() || "#888888";
    room.paint({ lines: value("--fab-line"), ruler: value("--fab-ink"), plain: value("--fab-object") });
  };
  const watching = new MutationObserver(theme);
  watching.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", theme);

  const showMesh = () => {
    room.show(
      numbers(model.get("positions"), Float32Array),
      numbers(model.get("faces"), Uint32Array),
      numbers(model.get("marks"), Uint8Array),
    );
    cut.reach();
    ruler.forget();
  };
  const listeners = {
    "change:version": showMesh,
    "change:marks": () => room.solid.mark(numbers(model.get("marks"), Uint8Array)),
    "change:plate": () => room.layPlate(model.get("plate")),
    "change:summary": () => { summary.textContent = model.get("summary"); },
    "change:legend": () => writeLegend(legend, model.get("legend")),
  };
  for (const [event, act] of Object.entries(listeners)) model.on(event, act);
  requestAnimationFrame(() => {
    theme();
    room.fit();
    for (const act of Object.values(listeners)) act();
  });
  return {
    node,
    room,
    lookFrom: (direction) => room.lookFrom(direction),
    destroy() {
      for (const [event, act] of Object.entries(listeners)) model.off(event, act);
      watching.disconnect();
      scheme.removeEventListener("change", theme);
      room.dispose();
    },
  };
}

/* A still picture from the kernel, and the same words. */
function withoutGraphics(model, words, summary, legend) {
  const picture = make("img", { class: "fab-still", alt: "" });
  const show = () => {
    summary.textContent = model.get("summary");
    writeLegend(legend, model.get("legend"));
    const bytes = model.get("still");
    if (bytes?.byteLength) picture.src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
  };
  const ask = () => model.send({ kind: "still" });
  model.on("change:summary change:legend change:still", show);
  model.on("change:version", ask);
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
  show();
  ask();
  const node = make(
    "section",
    { class: "fab-view", "aria-label": words["view-title"] },
    make("p", { class: "fab-notice" }, words["view-no-graphics"]),
    picture,
    legend,
    summary,
  );
  return {
    node,
    room: null,
    lookFrom: () => undefined,
    destroy() {
      model.off("change:summary change:legend change:still", show);
      model.off("change:version", ask);
    },
  };
}

function writeLegend(list, entries) {
  list.replaceChildren(
    ...entries.map(({ mark, label }) => make("li", {}, make("span", { class: `fab-swatch fab-${mark}` }), label)),
  );
  list.hidden = !entries.length;
}

function cutter(room, words) {
  const id = fresh("cut");
  const axis = make(
    "select",
    { id },
    ...["", "z", "x", "y"].map((name) => make("option", { value: name }, words[`cut-${name || "none"}`])),
  );
  const where = make("input", { type: "range", min: "0", max: "100", value: "50", "aria-label": words["cut-where"] });
  where.hidden = true;
  const apply = () => {
    const name = axis.value;
    where.hidden = !name;
    if (!name) return room.solid.cut("", 0);
    const { min, max } = room.solid.box;
    const at = min[name] + ((max[name] - min[name]) * Number(where.value)) / 100;
    where.setAttribute("aria-valuetext", `${french(at - min[name])} mm`);
    return room.solid.cut(name, at);
  };
  axis.addEventListener("change", apply);
  where.addEventListener("input", apply);
  return { node: make("div", { class: "fab-tool" }, make("label", { for: id }, words.cut), axis, where), reach: apply };
}

function measure(room, canvas, said, words) {
  let points = [];
  const say = () => {
    said.textContent =
      points.length === 2
        ? fill(words["measure-found"], { found: french(points[0].distanceTo(points[1]), 2) })
        : toggle.getAttribute("aria-pressed") === "true"
          ? words[points.length ? "measure-second" : "measure-first"]
          : "";
    room.drawRuler(points);
  };
  const add = (point) => {
    if (!point) {
      said.textContent = words["measure-beside"];
      return;
    }
    points = points.length === 2 ? [point] : [...points, point];
    say();
  };
  const isOn = () => toggle.getAttribute("aria-pressed") === "true";
  const toggle = button(words.measure, () => {
    toggle.setAttribute("aria-pressed", String(!isOn()));
    middle.hidden = !isOn();
    canvas.parentElement.classList.toggle("fab-measuring", isOn());
    points = [];
    say();
  }, { "aria-pressed": "false" });
  const pointInTheMiddle = () => add(room.pointAt(0, 0));
  const middle = button(words["measure-middle"], pointInTheMiddle, { hidden: true });
  let pressed = null;
  canvas.addEventListener("pointerdown", (event) => { pressed = [event.clientX, event.clientY]; });
  canvas.addEventListener("pointerup", (event) => {
    if (!isOn() || !pressed || Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 4) return;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    add(room.pointAt(((event.clientX - left) / width) * 2 - 1, 1 - ((event.clientY - top) / height) * 2));
  });
  return {
    node: make("div", { class: "fab-tool" }, toggle, middle),
    isOn,
    pointInTheMiddle,
    forget() {
      points = [];
      say();
    },
  };
}
