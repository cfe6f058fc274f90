/* A preview alone, of a page that another widget makes (`live_preview.py` says what each trait holds). */
import { preview } from "./parts/preview.js";

export { preview };

function render({ model, el }) {
  const shown = preview(model.get("words"));
  const show = () => {
    const name = model.get("name");
    if (name) shown.show(name, { ...model.get("folder"), [name]: { text: model.get("page") } });
  };
  model.on("change:name change:page change:folder", show);
  el.append(shown.node);
  show();
  return () => {
    model.off("change:name change:page change:folder", show);
    shown.stop();
  };
}

export default { render };
