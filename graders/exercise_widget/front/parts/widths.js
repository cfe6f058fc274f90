/* How wide the preview's screen is: a telephone's, a tablet's, a computer's; what is wider than its place is drawn smaller. */

const SCREENS = { phone: 360, tablet: 768, desktop: 1280 };
const TALL = { phone: 420, tablet: 640, desktop: 800 };
const KEY = "atelier:screen";

let made = 0;

/** The chooser of widths over `stage`: its `node`, `fit(frame)` for a new frame, `stop()`. */
export function widths(words, stage) {
  const node = document.createElement("fieldset");
  node.className = "atelier-widths";
  node.ariaLabel = words["preview-width"];
  const group = `atelier-widths-${(made += 1)}`;
  let chosen = remembered();
  for (const screen of Object.keys(SCREENS)) {
    const input = Object.assign(document.createElement("input"), { type: "radio", name: group, value: screen });
    input.checked = screen === chosen;
    input.addEventListener("change", () => {
      chosen = screen;
      remember(screen);
      refit();
    });
    const label = document.createElement("label");
    label.append(input, words[`preview-${screen}`]);
    node.append(label);
  }

  function fit(frame) {
    const width = SCREENS[chosen];
    const scale = Math.min(1, (stage.clientWidth || width) / width);
    Object.assign(frame.style, { width: `${width}px`, height: `${TALL[chosen]}px`, transform: `scale(${scale})` });
    stage.style.height = `${TALL[chosen] * scale}px`;
  }
  const refit = () => {
    for (const frame of stage.querySelectorAll("iframe")) fit(frame);
  };
  const watching = new ResizeObserver(refit);
  watching.observe(stage);
  return { node, fit, stop: () => watching.disconnect() };
}

function remembered() {
  try {
    const screen = localStorage.getItem(KEY);
    return Object.hasOwn(SCREENS, screen) ? screen : "phone";
  } catch {
    return "phone"; // a browser that keeps nothing
  }
}

function remember(screen) {
  try {
    localStorage.setItem(KEY, screen);
  } catch {
    // a browser that keeps nothing
  }
}
