/* What the page in the preview says: its console, its errors with their line, the messages it would stop for. Text only. */

/** The lines beside a preview: its `node`, `start(…)` for a new page, `add(line, page)`. */
export function consolePanel(words) {
  const node = document.createElement("div");
  node.role = "group"; // no landmark: a notebook has one in each exercise
  node.className = "atelier-console";
  node.ariaLabel = words.console;
  node.hidden = true;
  const caption = Object.assign(document.createElement("div"), { className: "atelier-label", textContent: words.console });
  const list = document.createElement("ol");
  list.tabIndex = 0; // it scrolls, also for those who have no mouse
  list.setAttribute("role", "list");
  list.ariaLabel = words.console;
  node.append(caption, list);
  const names = { error: words["console-error"], warning: words["console-warning"], alert: words["console-alert"] };

  function add({ level, text, file, line }, page) {
    const item = document.createElement("li");
    item.className = `atelier-line-${Object.hasOwn(names, level) ? level : "log"}`;
    const place = words["console-line"].replace("{name}", String(file || page)).replace("{line}", String(line));
    item.textContent = [names[level], line ? place : "", String(text)].filter(Boolean).join(" — ");
    list.append(item);
    node.hidden = false;
  }

  return {
    node,
    start(hasScripts, lines, page) {
      list.replaceChildren();
      node.hidden = !hasScripts;
      for (const line of lines) add(line, page);
    },
    add,
  };
}
