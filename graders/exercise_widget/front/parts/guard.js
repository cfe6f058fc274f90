/* Runs in the preview's frame before anything of the learner's page: it tells the preview what the page says and where its
 * links lead, and nothing else of it works outside. It is sent as text, so it uses only what it is given. */

/** `key` makes its messages known; `place` and `scroll` are where in the page to go when it is there. */
export function guard(key, place, scroll) {
  document.currentScript.remove(); // with the key in it
  const LINES = 100;
  const SIGNS = 500;
  const home = parent;
  const post = home.postMessage;
  const tell = (kind, more) => post.call(home, { key, kind, ...more }, "*");
  let lines = 0;

  const say = (level, text, at) => {
    lines += 1;
    if (lines <= LINES) tell("line", { level, text: String(text).slice(0, SIGNS), ...at });
    else if (lines === LINES + 1) tell("more");
  };
  const shown = (value) => {
    try {
      if (typeof value === "string") return value;
      if (value instanceof Error) return `${value.name}: ${value.message}`;
      if (value instanceof Element) return value.outerHTML.slice(0, SIGNS);
      if (typeof value === "object" && value !== null) return JSON.stringify(value) ?? String(value);
      return String(value);
    } catch {
      return Object.prototype.toString.call(value);
    }
  };
  const said = (values) => values.map(shown).join(" ");
  const levels = { log: "log", info: "log", debug: "log", table: "log", dir: "log", warn: "warning", error: "error" };
  for (const [name, level] of Object.entries(levels)) console[name] = (...values) => say(level, said(values));

  // A window of the browser would stand in the way of the notebook: what it would say is a line, and nobody waits.
  const answers = { alert: undefined, confirm: false, prompt: null };
  for (const [name, answer] of Object.entries(answers)) {
    window[name] = (text = "") => {
      say("alert", shown(text));
      return answer;
    };
  }

  const at = (file, line) => ({ file: /^data:[^,]*;name=([^;,]*)/.exec(file ?? "")?.[1] ?? "", line });
  addEventListener("error", (event) => {
    if (event.message) say("error", event.message, at(event.filename, event.lineno));
  });
  addEventListener("unhandledrejection", (event) => say("error", shown(event.reason)));

  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href], area[href]");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    const address = link.getAttribute("href");
    if (address.startsWith("#")) document.getElementById(decodeURIComponent(address.slice(1)))?.scrollIntoView();
    else tell("go", { address });
  });
  addEventListener("scroll", () => tell("scroll", { scroll: [scrollX, scrollY] }), { passive: true });
  addEventListener("message", (event) => {
    if (event.source === home && event.data === "there?") tell("alive");
  });
  addEventListener("DOMContentLoaded", () => {
    if (place) document.getElementById(place)?.scrollIntoView();
    else scrollTo(...scroll);
    tell("ready", { scripts: document.scripts.length });
  });
}
