/* The learner's page, shown as they write it, with none of our page's rights.
 *
 * The page runs in a frame of its own: `sandbox` without `allow-same-origin` gives it an origin of its own, so a script in
 * it reaches neither JupyterLab nor its cookies, and the policy inside lets it load nothing from anywhere. A form may be
 * sent, for only then does the browser say which field it refuses; the policy stops what would leave.
 * https://developer.mozilla.org/docs/Web/HTML/Reference/Elements/iframe#sandbox
 *
 * A new text is loaded in a second frame behind the one in sight, and takes its place once it is there: no flicker, and a
 * page that never gets there is never seen. A frame is asked now and then whether it is there; one that does not answer, or
 * that floods us with messages, is taken away and the learner is told. Chromium and its kin on a
 * computer run such a frame in a process of its own, so a loop without end does not slow the notebook down. Firefox, and
 * browsers of telephones, may let it share ours: there the browser's own "this page is slowing down" is what ends it. */
import { consolePanel } from "./console_panel.js";
import { framed, target } from "./framed.js";
import { widths } from "./widths.js";

const THERE_MS = 2500; // so long may a page take to load or to answer
const ASK_MS = 1000;
const MESSAGES = 1000; // more in one life of a frame is a flood

/** A preview with the words of `fr.yml`: its `node`, `show(name, files)`, `stop()`. */
export function preview(words) {
  const node = document.createElement("div");
  node.role = "group"; // no landmark: a notebook has one in each exercise
  node.className = "atelier-preview";
  node.ariaLabel = words.preview;
  const caption = Object.assign(document.createElement("div"), { className: "atelier-label", textContent: words.preview });
  const stage = Object.assign(document.createElement("div"), { className: "atelier-stage" });
  const foot = document.createElement("div");
  const lines = consolePanel(words);
  const screen = widths(words, stage);
  node.append(caption, screen.node, stage, foot, lines.node);

  let inSight = null; // frames: {element, key, name, files, messages, asked, waiting}
  let coming = null;
  let waiting = null; // what is to be loaded after `coming`

  function show(name, files, more = {}) {
    if (!files[name]?.text.trim()) return say(words["preview-empty"], name);
    // The text changes faster than frames load: the last one waits its turn.
    if (coming && Date.now() - coming.began < THERE_MS) {
      waiting = [name, files, more];
      return undefined;
    }
    return load(name, files, more);
  }

  function load(name, files, { place, scroll, focus }) {
    drop(coming);
    const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const element = document.createElement("iframe");
    element.className = "atelier-preview-frame";
    element.title = words["preview-title"].replace("{name}", name);
    element.setAttribute("sandbox", "allow-scripts allow-forms");
    element.setAttribute("referrerpolicy", "no-referrer");
    element.inert = true;
    const stays = scroll ?? (inSight?.name === name ? inSight.scroll : undefined);
    const missing = new Set();
    coming = { element, key, name, files, focus, scroll: stays, messages: 0, said: [], began: Date.now(), asked: 0 };
    element.srcdoc = framed(name, files, { key, place, scroll: stays, onMissing: (file) => missing.add(file) });
    for (const file of missing) coming.said.push({ level: "warning", text: words["preview-missing"].replace("{name}", file) });
    screen.fit(element);
    stage.append(element);
    const frame = coming;
    frame.waiting = setTimeout(() => stuck(frame), THERE_MS);
  }

  function arrive(frame, scripts) {
    clearTimeout(frame.waiting);
    if (frame !== coming) return;
    coming = null;
    drop(inSight);
    inSight = frame;
    stage.querySelector("p")?.remove();
    frame.element.inert = false;
    if (frame.focus) frame.element.focus();
    const { text } = frame.files[frame.name];
    const notes = [hasLinks(text) && words["preview-links"], hasForms(text) && words["preview-forms"]].filter(Boolean);
    foot.replaceChildren(...notes.map((sentence) => note(sentence)));
    lines.start(scripts > 0, frame.said, frame.name);
    frame.said = null;
    next();
  }

  function next() {
    if (!waiting) return;
    const [name, files, more] = waiting;
    waiting = null;
    show(name, files, more);
  }

  function stuck(frame) {
    if (frame !== coming && frame !== inSight) return;
    if (frame === coming) {
      coming = null;
      if (waiting) {
        drop(frame);
        return void next();
      }
    }
    drop(frame);
    say(words["preview-stuck"], frame.name);
  }

  /** A sentence in the place of the page. */
  function say(sentence, name) {
    drop(coming);
    drop(inSight);
    waiting = coming = inSight = null;
    foot.replaceChildren();
    lines.start(false, [], name);
    stage.replaceChildren(note(sentence, "p"));
  }

  function drop(frame) {
    clearTimeout(frame?.waiting);
    frame?.element.remove();
  }

  function hear({ source, data }) {
    const frame = [inSight, coming].find((each) => each?.element.contentWindow === source);
    if (!frame) return;
    frame.messages += data?.kind === "alive" ? 0 : 1;
    if (frame.messages > MESSAGES) return void stuck(frame);
    if (data?.key !== frame.key) return;
    if (data.kind === "ready") arrive(frame, Number(data.scripts));
    else if (data.kind === "alive") frame.asked = 0;
    else if (data.kind === "scroll" && Array.isArray(data.scroll)) {
      frame.scroll = data.scroll.slice(0, 2).map((part) => Number(part) || 0);
      frame.messages -= 1;
    } else if (data.kind === "go") follow(frame, String(data.address));
    else if (data.kind === "line" || data.kind === "more") {
      const line = data.kind === "more" ? { level: "more", text: words["console-more"] } : data;
      if (frame.said) frame.said.push(line);
      else lines.add(line, frame.name);
    }
  }

  /** A link of the page: to another page of the exercise, or a sentence that says there is none. */
  function follow(frame, address) {
    const found = target(address, frame.name);
    if (!found) return;
    const name = found[0].replace(/(^|\/)$/, "$1index.html");
    if (Object.hasOwn(frame.files, name) && frame.files[name].text !== undefined) {
      load(name, frame.files, { place: found[1], scroll: [0, 0], focus: true });
      return;
    }
    const lost = words["preview-lost"].replace("{name}", name);
    const page = document.implementation.createHTMLDocument("");
    page.body.append(note(lost, "p"), document.createElement("p"));
    page.body.lastChild.append(Object.assign(document.createElement("a"), { textContent: words["preview-back"] }));
    page.querySelector("a").setAttribute("href", `/${encodeURI(frame.name)}`);
    // Under the name of no page, so that the way back is found from the top.
    load("", { ...frame.files, "": { text: `<!doctype html>${page.body.innerHTML}` } }, { scroll: [0, 0], focus: true });
  }

  const asking = setInterval(() => {
    if (!inSight || document.hidden) return;
    if (inSight.asked && Date.now() - inSight.asked > THERE_MS) return void stuck(inSight);
    inSight.asked ||= Date.now();
    inSight.element.contentWindow?.postMessage("there?", "*");
  }, ASK_MS);
  addEventListener("message", hear);
  return {
    node,
    show,
    stop() {
      clearInterval(asking);
      removeEventListener("message", hear);
      screen.stop();
      drop(coming);
      drop(inSight);
    },
  };
}

function note(sentence, tag = "div") {
  return Object.assign(document.createElement(tag), { className: "atelier-note", textContent: sentence });
}

const hasLinks = (page) => /<a\s[^>]*href\s*=\s*["']?[^"'#\s>]/i.test(page);
const hasForms = (page) => /<form[\s>]/i.test(page);
