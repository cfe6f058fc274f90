/* Where the learner was writing, across a kernel that starts afresh: JupyterLab draws the exercise anew, and hands go on typing. */

const SOON_MS = 20_000;
const left = new Map(); // home of an exercise → {name, anchor, head, at}

/** Follows the focus in `el`; gives what to call before `el` goes. */
export function rememberPlace(el, home, fields, turnTo) {
  let focused = null;
  const came = () => {
    focused = [...fields].find(([, field]) => field.hasFocus())?.[0] ?? null;
  };
  const went = () => {
    setTimeout(() => {
      if (el.isConnected) came(); // with its node gone nobody left the field
    });
  };
  el.addEventListener("focusin", came);
  el.addEventListener("focusout", went);

  const was = left.get(home);
  left.delete(home);
  if (was && Date.now() - was.at < SOON_MS && fields.has(was.name)) whenShown(el, () => takeUp(fields.get(was.name), was, turnTo));
  return () => {
    if (!focused) return;
    const { anchor, head } = fields.get(focused).selection();
    left.set(home, { name: focused, anchor, head, at: Date.now() });
  };
}

function takeUp(field, { name, anchor, head }, turnTo) {
  const elsewhere = document.activeElement?.closest("input, textarea, select, button, [contenteditable=true]");
  turnTo(name);
  field.select({ anchor, head });
  if (!elsewhere) field.focus();
}

function whenShown(el, act, tries = 120) {
  requestAnimationFrame(() => {
    if (el.isConnected && el.offsetHeight) act();
    else if (tries) whenShown(el, act, tries - 1);
  });
}
