/* A live view alone, in a notebook (`live_view.py` says what each trait holds). */
import { liveView } from "./parts/live_view.js";

function render({ model, el }) {
  const view = liveView(model);
  el.classList.add("fab");
  el.append(view.node);
  return () => view.destroy();
}

export default { render };
