/* The size of the type in every editor of the page, remembered by the browser. */

const SIZES = [14, 17, 20, 24, 28, 32];
const USUAL = 17;
const KEY = "atelier:type-size";

/** Two buttons, "smaller" and "bigger". */
export function sizeControl(words) {
  const node = document.createElement("div");
  node.className = "atelier-sizes";
  node.setAttribute("role", "group");
  node.ariaLabel = words["editor-size"];
  for (const [by, sign, name] of [[-1, "A−", "editor-smaller"], [1, "A+", "editor-bigger"]]) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: words[name] });
    button.ariaLabel = words[name];
    button.addEventListener("click", () => {
      const at = SIZES.indexOf(size()) + by;
      if (at >= 0 && at < SIZES.length) use(SIZES[at]);
    });
    node.append(button);
  }
  use(size());
  return node;
}

function size() {
  try {
    const kept = Number(localStorage.getItem(KEY));
    return SIZES.includes(kept) ? kept : USUAL;
  } catch {
    return SIZES.find((each) => document.documentElement.style.getPropertyValue("--atelier-code-size") === `${each}px`) ?? USUAL;
  }
}

function use(pixels) {
  try {
    localStorage.setItem(KEY, String(pixels));
  } catch {
    // a browser that keeps nothing: the size holds for this page
  }
  document.documentElement.style.setProperty("--atelier-code-size", `${pixels}px`);
  dispatchEvent(new Event("atelier-type-size"));
}
