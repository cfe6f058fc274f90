/* Tabs as WAI-ARIA has them: one stop for the Tab key, the arrows go round, and the panel turns with the tab.
 * https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */

let made = 0;

/** A list of tabs over `panels` ({name, node}, the first in front), named `label`; one panel has no tabs. */
export function tabs(panels, label, onTurned) {
  const node = document.createElement("div");
  node.className = "atelier-files";
  if (panels.length === 1) {
    node.append(panels[0].node);
    return { node, turnTo() {} };
  }
  const list = document.createElement("div");
  list.className = "atelier-tablist";
  list.role = "tablist";
  list.ariaLabel = label;
  const group = `atelier-tabs-${(made += 1)}-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const buttons = panels.map(({ name, node: panel }, index) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", role: "tab", id: `${group}-${index}`, textContent: name });
    button.setAttribute("aria-controls", `${group}-panel-${index}`);
    Object.assign(panel, { id: `${group}-panel-${index}`, role: "tabpanel" });
    panel.setAttribute("aria-labelledby", button.id);
    button.addEventListener("click", () => turnTo(name));
    return button;
  });

  function turnTo(name) {
    panels.forEach((panel, index) => {
      const isFront = panel.name === name;
      buttons[index].ariaSelected = String(isFront);
      buttons[index].tabIndex = isFront ? 0 : -1;
      panel.node.hidden = !isFront;
    });
    onTurned(name);
  }

  list.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(event.target);
    const last = buttons.length - 1;
    const next = { ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here === 0 ? last : here - 1, Home: 0, End: last };
    if (here < 0 || !(event.key in next)) return;
    event.preventDefault();
    turnTo(panels[next[event.key]].name);
    buttons[next[event.key]].focus();
  });

  list.append(...buttons);
  node.append(list, ...panels.map((panel) => panel.node));
  turnTo(panels[0].name);
  return { node, turnTo };
}
