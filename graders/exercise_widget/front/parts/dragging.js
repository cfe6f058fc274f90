/* Dragging one item of a list by mouse, pen or finger; a finger drags by the grip, so that the page still scrolls. */

const BEGIN_PX = 5; // a press that moves less is a click

/** Calls back with the place in `list` and the steps to the side; returns what ends it. */
export function dragging(list, { step, onPressed, onBegun, onMoved, onDropped, onGivenUp }) {
  let press = null; // {pointer, item, x, y, begun}

  function down(event) {
    const item = event.target.closest("[role=option]");
    if (!item || event.button !== 0 || press) return;
    onPressed(item);
    if (event.pointerType === "touch" && !event.target.closest(".atelier-grip")) return;
    press = { pointer: event.pointerId, item, x: event.clientX, y: event.clientY, begun: false };
    list.setPointerCapture(event.pointerId);
  }

  function move(event) {
    if (event.pointerId !== press?.pointer) return;
    const [dx, dy] = [event.clientX - press.x, event.clientY - press.y];
    if (!press.begun && Math.hypot(dx, dy) < BEGIN_PX) return;
    if (!press.begun) onBegun();
    press.begun = true;
    onMoved(placeAt(event.clientY), Math.round(dx / step));
  }

  /** How many of the other items have their middle above. */
  function placeAt(y) {
    const others = [...list.children].filter((each) => each !== press.item);
    return others.filter((each) => {
      const box = each.getBoundingClientRect();
      return box.top + box.height / 2 < y;
    }).length;
  }

  function end(event) {
    if (event.pointerId !== press?.pointer) return;
    const { begun } = press;
    press = null;
    if (begun) (event.type === "pointerup" ? onDropped : onGivenUp)();
  }

  const heard = { pointerdown: down, pointermove: move, pointerup: end, pointercancel: end };
  for (const [type, listener] of Object.entries(heard)) list.addEventListener(type, listener);
  return () => {
    for (const [type, listener] of Object.entries(heard)) list.removeEventListener(type, listener);
  };
}
