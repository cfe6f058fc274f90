/* Lines to put in order: dragged by mouse or finger, moved by keyboard or by buttons (`line_order.py` has the traits). */
import { dragging } from "./parts/dragging.js";

const STEP_PX = 34; // how far a drag to the side is one step of indentation

/** A listbox: one stop for the Tab key; the arrows choose a line or, once it is picked up, move it. */
function render({ model, el }) {
  const words = model.get("words");
  const given = model.get("given");
  const indents = model.get("indents");
  let order = model.get("order");
  let chosen = order[0]?.[0]; // by its number among the given lines, so that it stays chosen when others move
  let unheard = 0; // of our orders the kernel has not answered yet; until then ours is the newer one
  let before = null; // the order as it was when a line was picked up

  const say = (key, values = {}) => {
    const place = placeOf(chosen);
    const all = { text: given[chosen].trim() || given[chosen], place: place + 1, total: order.length, depth: order[place][1], ...values };
    news.textContent = words[`line-${key}`].replace(/\{(\w+)\}/g, (_, name) => all[name]);
  };
  const placeOf = (line) => order.findIndex(([each]) => each === line);

  const label = made("div", "atelier-label", words.label);
  label.id = `atelier-lines-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const how = made("div", "atelier-note", words.how);
  how.id = `${label.id}-how`;
  const list = made("ul", "atelier-lines");
  Object.assign(list, { role: "listbox", tabIndex: 0 });
  list.setAttribute("aria-labelledby", label.id);
  list.setAttribute("aria-describedby", how.id);
  const news = made("div", "atelier-note atelier-moves");
  news.role = "status";
  const buttons = made("div", "atelier-row");
  const offered = [["up", () => move(-1)], ["down", () => move(1)]];
  if (indents) offered.push(["less", () => indent(-1)], ["more", () => indent(1)]);
  for (const [key, act] of offered) {
    const button = made("button", "jupyter-button", words[key]);
    button.type = "button";
    button.addEventListener("click", act);
    buttons.append(button);
  }

  const writing = (text) => {
    if (model.get("are_sentences")) return made("span", "atelier-step", text.trim());
    return made("code", "", indents ? text.trim() : text.replaceAll(" ", "\u00a0"));
  };
  const options = given.map((text, line) => {
    const option = made("li", "atelier-line");
    Object.assign(option, { role: "option", id: `${label.id}-${line}` });
    option.dataset.line = line;
    const [grip, number] = [made("span", "atelier-grip", "⠿"), made("span", "atelier-place")];
    for (const each of [grip, number]) each.ariaHidden = "true";
    option.append(grip, number, writing(text));
    return option;
  });

  function show() {
    order.forEach(([line, depth], place) => {
      const option = options[line];
      option.style.setProperty("--atelier-depth", depth);
      option.querySelector(".atelier-place").textContent = `${place + 1}.`;
      option.ariaSelected = String(line === chosen);
      option.ariaPosInSet = String(place + 1);
      option.ariaSetSize = String(order.length);
      option.classList.toggle("is-picked", before !== null && line === chosen);
      if (list.children[place] !== option) list.insertBefore(option, list.children[place] ?? null);
    });
    if (chosen !== undefined) list.setAttribute("aria-activedescendant", options[chosen].id);
  }

  function choose(line) {
    chosen = line;
    show();
    options[line].scrollIntoView?.({ block: "nearest" });
  }

  /** The chosen line at another place; only a drop, or a button, tells the kernel. */
  function place(at, depth) {
    const here = placeOf(chosen);
    const to = Math.min(Math.max(at, 0), order.length - 1);
    const deep = Math.min(Math.max(depth ?? order[here][1], 0), indents ? words.depths : order[here][1]);
    const rest = order.filter(([line]) => line !== chosen);
    order = [...rest.slice(0, to), [chosen, deep], ...rest.slice(to)];
    show();
  }

  function keep() {
    before = null;
    show();
    // A message and not the trait: what a trait holds back a moment would be overtaken by a press on a button.
    unheard += 1;
    model.send({ kind: "ordered", order });
  }

  function move(by) {
    place(placeOf(chosen) + by);
    keep();
    say("moved");
  }

  function indent(by) {
    place(placeOf(chosen), order[placeOf(chosen)][1] + by);
    if (before === null) keep();
    say("indented");
  }

  function pickUp() {
    before = order;
    show();
    say("picked");
  }

  function drop() {
    keep();
    say("dropped");
  }

  function putBack() {
    order = before;
    before = null;
    hear();
    show();
    say("back");
  }

  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = placeOf(chosen);
    const to = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: order.length - 1 }[event.key];
    const by = indents ? { ArrowLeft: -1, ArrowRight: 1 }[event.key] : undefined;
    if (event.key === " " || (event.key === "Enter" && before)) {
      before ? drop() : pickUp();
    } else if (event.key === "Escape" && before) {
      putBack();
    } else if (by) {
      indent(by);
    } else if (to !== undefined && before) {
      place(to);
      say("moving");
    } else if (to !== undefined) {
      choose(order[Math.min(Math.max(to, 0), order.length - 1)][0]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  // Whoever goes on without a drop has moved the line all the same.
  list.addEventListener("blur", () => before && drop());

  const stop = dragging(list, {
    step: STEP_PX,
    onPressed: (option) => choose(Number(option.dataset.line)),
    onBegun: pickUp,
    onMoved: (at, steps) => place(at, indents ? before[before.findIndex(([line]) => line === chosen)][1] + steps : undefined),
    onDropped: drop,
    onGivenUp: putBack,
  });

  function hear() {
    // What the kernel says of an earlier drop must not take a line out of the hand that moves it now.
    if (unheard || before || JSON.stringify(model.get("order")) === JSON.stringify(order)) return;
    order = model.get("order");
    show();
  }

  const answered = ({ kind }) => {
    if (kind !== "heard") return;
    unheard = Math.max(unheard - 1, 0);
    hear();
  };

  model.on("change:order", hear);
  model.on("msg:custom", answered);
  el.classList.add("atelier-parsons");
  el.append(label, how, list, buttons, news);
  show();
  return () => {
    model.off("change:order", hear);
    model.off("msg:custom", answered);
    stop();
  };
}

function made(tag, className, text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

export default { render };
