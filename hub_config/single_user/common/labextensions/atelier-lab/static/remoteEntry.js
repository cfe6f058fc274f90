/* Atelier in JupyterLab: when a notebook of ours opens, its locked cells run by themselves and show no source, and keys
 * pressed in them belong to the learner: no letter inserts or deletes a cell. A link in the top bar leads back to Atelier.
 *
 * JupyterLab loads extensions as "module federation" containers, an object with init(scope) and get(module):
 * https://webpack.js.org/concepts/module-federation/#dynamic-remote-containers
 * This one is small enough to be written by hand, so that nothing has to be built.
 *
 * A cell runs by itself only if its whole source is one of the LOCKED forms. Nothing a trainee or a downloaded notebook
 * says is ever run unasked: these forms call Atelier's own, installed software and carry no other words. One names a file
 * of the person's, the one of the notebook "Votre propre objet"; what is in it is run behind walls, and sees nothing
 * (fab_notebooks/limited_child.py).
 */
"use strict";

var _JUPYTERLAB = window._JUPYTERLAB || {};
window._JUPYTERLAB = _JUPYTERLAB;

(() => {
  const LOCKED = [
    { form: /^from graders\.exercise_widget import exercise, hand_in(, recall)?$/, kind: "setup" },
    { form: /^exercise\("\d{2}"\)$/, kind: "view" },
    { form: /^recall\(\)$/, kind: "view" },
    { form: /^hand_in\(\)$/, kind: "view" },
    { form: /^from fab_notebooks\.((exercise_)?studio import studio|gallery import gallery)$/, kind: "setup" },
    { form: /^(studio\("[a-z-]{1,40}"(, "\d{2}-[a-z0-9-]{1,40}\/piece\.3mf")?\)|studio\("mon-objet\.py"\)|gallery\(\))$/, kind: "view" },
  ];

  // The page reads like a lesson: big type, short lines, no prompts, no frame around the cell in front.
  const STYLE = `
    .atelier-notebook { --jp-content-font-size1: 18px; --jp-content-line-height: 1.6; --jp-cell-prompt-width: 0px; }
    .atelier-notebook .jp-Notebook { padding: 1rem clamp(0.5rem, 3vw, 3rem) 0; }
    .atelier-notebook .jp-Cell:last-of-type { margin-bottom: 4rem; }
    .atelier-notebook .atelier-setup { display: none; }
    .atelier-notebook .atelier-view .jp-Cell-inputWrapper,
    .atelier-notebook .atelier-view .jp-OutputPrompt,
    .atelier-notebook .atelier-view .jp-OutputArea-promptOverlay,
    .atelier-notebook .jp-MarkdownCell .jp-InputPrompt,
    .atelier-notebook .jp-Collapser,
    .atelier-notebook .jp-Notebook-footer { display: none; }
    .atelier-notebook .jp-MarkdownCell, .atelier-notebook .atelier-view { border: none; box-shadow: none; outline: none; padding: 0; }
    .atelier-notebook .jp-MarkdownCell::before, .atelier-notebook .atelier-view::before { display: none; }
    .atelier-notebook .jp-MarkdownCell .jp-MarkdownOutput { border: none; max-width: 44rem; padding: 0 0.25rem; }
    .atelier-notebook .jp-MarkdownOutput table { font-size: inherit; margin-inline: 0; }
    .atelier-notebook .jp-MarkdownOutput :is(th, td) { text-align: start; white-space: normal; }
    .atelier-notebook .atelier-view .jp-OutputArea-output { overflow: visible; padding: 0; }
    .atelier-notebook .jp-MarkdownOutput :is(h1, h2, h3):focus { outline: none; } /* the place one was led to; no control */
    #jp-left-stack { min-width: 12rem; max-width: 14.5rem; }
    .jp-TableOfContents .jp-tocItem-heading { font-size: 1rem; } /* rows have one height: a long title ends in … */
    #table-of-contents .jp-SidePanel-toolbar { display: none; }
    .atelier-home { align-content: center; padding: 0 clamp(0.25rem, 2vw, 1rem); white-space: nowrap; }
    .atelier-home a { color: var(--jp-ui-font-color0); font-size: 1rem; text-decoration: underline; }
    .atelier-home a:focus-visible { outline: 3px solid #e08a00; }
  `;

  let shared;
  // "#exercice-03": where the person left off (graders/exchange/server_extension.py). JupyterLab rewrites the address.
  let wanted = /^#exercice-(\d{2})$/.exec(location.hash)?.[1];

  /** JupyterLab's own copy of one of its packages. */
  async function labModule(name) {
    const [entry] = Object.values(shared[name]);
    return (await entry.get())();
  }

  /** The kind of locked cell this is; undefined for every other cell. */
  function lockedKind(cell) {
    if (cell.model.type !== "code") return undefined;
    const source = cell.model.sharedModel.getSource();
    return LOCKED.find(({ form }) => form.test(source))?.kind;
  }

  function isOurs(panel) {
    const metadata = panel.content.model?.getMetadata("atelier");
    return Boolean(metadata?.assignment_id || metadata?.page);
  }

  function hideSources(panel) {
    for (const cell of panel.content.widgets) {
      const kind = lockedKind(cell);
      cell.node.classList.toggle("atelier-setup", kind === "setup");
      cell.node.classList.toggle("atelier-view", kind === "view");
    }
  }

  /* JupyterLab's one-key commands (A inserts a cell, DD deletes one, the arrows change cell) also catch keys pressed on a
   * button, a list or a radio in an output; without this a keyboard alone could not do an exercise. Ctrl+S still saves.
   * The attribute is Lumino's, and counts only on the element that has the focus:
   * https://lumino.readthedocs.io/en/latest/api/classes/commands.CommandRegistry-1.html#processKeydownEvent */
  function keepKeys(event) {
    const element = event.target;
    if (!element.closest?.(".atelier-view, .atelier-notebook .jp-MarkdownCell.jp-mod-rendered")) return;
    const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
    element.toggleAttribute("data-lm-suppress-shortcuts", !saves);
  }

  /* What ipywidgets leaves out: a caption without a tooltip gets the tooltip "null", and text sent the focus cannot take
   * it. */
  function completeViews(node) {
    for (const caption of node.querySelectorAll('.atelier-exercise label[title="null"]')) caption.removeAttribute("title");
    for (const text of node.querySelectorAll(".atelier-exercise .widget-html-content:not([tabindex])")) text.tabIndex = -1;
  }

  /** The way back, always in sight. */
  function homeLink(Widget, hubPrefix) {
    const widget = new Widget();
    widget.id = "atelier-home";
    widget.addClass("atelier-home");
    const link = document.createElement("a");
    link.href = hubPrefix.replace(/hub\/?$/, "services/atelier/");
    link.textContent = "← Retour à l’Atelier";
    widget.node.append(link);
    return widget;
  }

  /** The task of the wanted exercise at the top of the window, with the focus on its heading; once. */
  async function showWanted(panel) {
    const cells = panel.content.widgets;
    const view = cells.findIndex((cell) => lockedKind(cell) && cell.model.sharedModel.getSource() === `exercise("${wanted}")`);
    if (view < 0) return;
    wanted = undefined;
    const task = cells.slice(0, view).findLastIndex((cell) => cell.model.type === "markdown");
    const index = task < 0 ? view : task; // a studio may stand between the two
    panel.content.activeCellIndex = index;
    const node = cells[index].node;
    let moved = false;
    const stop = () => { moved = true; };
    for (const kind of ["wheel", "keydown", "pointerdown"]) addEventListener(kind, stop, { once: true, capture: true });
    // What stands above still grows while it is drawn: stay with the task until it keeps its place, or somebody moves on.
    let steady = 0;
    for (let tries = 0; tries < 40 && steady < 4 && !moved; tries += 1) {
      const before = node.getBoundingClientRect().top;
      await panel.content.scrollToItem(index, "start");
      node.scrollIntoView({ block: "start" });
      steady = node.isConnected && Math.abs(node.getBoundingClientRect().top - before) < 2 ? steady + 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const heading = node.querySelector("h1, h2, h3");
    if (!heading || moved) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  const WIDE_PX = 1200; // text and preview side by side need what is left
  let isArranged = false;

  /** The unit's contents on the left at the first visit (its width is in STYLE); afterwards it is as the person leaves it. */
  async function showContents(app) {
    const { fresh } = await app.shell.restored;
    if (isArranged || !fresh || window.innerWidth < WIDE_PX) return;
    isArranged = true;
    app.shell.activateById("table-of-contents");
  }

  async function prepare(app, panel, NotebookActions, Dialog) {
    await panel.context.ready;
    if (!isOurs(panel)) return;
    panel.addClass("atelier-notebook");
    app.restored.then(() => showContents(app));
    // Where the exercises' files are, for an editor that has to save without a kernel.
    panel.node.dataset.atelierFolder = panel.context.path.replace(/\/?[^/]*$/, "");
    hideSources(panel);
    panel.content.model.cells.changed.connect(() => hideSources(panel));
    completeViews(panel.node);
    new MutationObserver(() => completeViews(panel.node)).observe(panel.node, { childList: true, subtree: true });

    // A notebook that was not saved is saved again by itself, and what is typed in an exercise is not in it: a window about
    // it would take the keys of a sentence, and a space would press its button. It is for whoever writes in a cell.
    panel.context.saveState.connect((_, state) => {
      if (state === "failed" && !document.activeElement?.closest(".jp-InputArea-editor")) Dialog.flush();
    });

    const session = panel.sessionContext;
    let fresh = true; // a kernel that has not run our cells yet
    const runOnce = () => {
      if (!fresh || !session.session?.kernel) return;
      fresh = false;
      const cells = panel.content.widgets.filter((cell) => lockedKind(cell));
      // Saved at once: a browser asks before it leaves a page with something unsaved, and here nobody has written anything.
      NotebookActions.runCells(panel.content, cells, session).then(() => panel.context.save()).then(() => wanted && showWanted(panel)).catch((error) => console.warn("atelier-lab:", error));
    };
    session.kernelChanged.connect(() => { fresh = true; });
    session.statusChanged.connect((_, status) => {
      if (status === "restarting" || status === "autorestarting") fresh = true;
      // Nobody has to press "OK" for a kernel that comes back by itself, and the window would take the keys of a sentence.
      if (status === "autorestarting") Dialog.flush();
      if (status === "idle") runOnce();
    });
    await session.ready;
    runOnce();
  }

  _JUPYTERLAB["atelier-lab"] = {
    init(scope) {
      shared = scope;
    },
    async get() {
      const { INotebookTracker, NotebookActions } = await labModule("@jupyterlab/notebook");
      const { Dialog } = await labModule("@jupyterlab/apputils");
      const { PageConfig } = await labModule("@jupyterlab/coreutils");
      const { Widget } = await labModule("@lumino/widgets");
      const plugin = {
        id: "atelier-lab:plugin",
        description: "Runs and hides the locked Atelier cells of a notebook, and leaves them their keys.",
        autoStart: true,
        requires: [INotebookTracker],
        activate(app, tracker) {
          const style = document.createElement("style");
          style.textContent = STYLE;
          document.head.append(style);
          window.addEventListener("keydown", keepKeys, true);
          const hubPrefix = PageConfig.getOption("hubPrefix");
          if (hubPrefix) app.shell.add(homeLink(Widget, hubPrefix), "top", { rank: 1000 });
          app.restored.then(() => {
            // With nothing in it, the right-hand side would still take a quarter of a first visit's window.
            app.shell.collapseRight();
            // Text and preview side by side need the room of the file list; one click brings it back.
            const narrow = matchMedia(`(width < ${WIDE_PX}px)`); // a small screen, or type twice as big
            const makeRoom = () => narrow.matches && app.shell.collapseLeft();
            makeRoom();
            narrow.addEventListener("change", makeRoom);
          });
          tracker.widgetAdded.connect((_, panel) => {
            prepare(app, panel, NotebookActions, Dialog).catch((error) => console.warn("atelier-lab:", error));
          });
        },
      };
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
