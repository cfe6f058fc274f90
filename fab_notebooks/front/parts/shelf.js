/* Keeping an object under a name, opening one again, taking it away as a file, sending it to the printer. */
import { button, fresh, make } from "./nodes.js";
import { upload } from "./talk.js";

/** The part below the view; `write(state)` follows the kernel. */
export function shelf(model, words, talk) {
  const nameId = fresh("name");
  const name = make("input", { type: "text", id: nameId, maxlength: "40", autocomplete: "off" });
  const keep = make(
    "form",
    {
      class: "fab-keep",
      onsubmit: (event) => {
        event.preventDefault();
        talk.order({ kind: "keep", name: name.value });
      },
    },
    make("label", { for: nameId }, words["keep-name"]),
    name,
    make("button", { type: "submit" }, words.keep),
  );
  const keptId = fresh("kept");
  const kept = make("select", { id: keptId });
  const open = button(words.open, () => kept.value && talk.order({ kind: "open", name: kept.value }));
  const shelved = make("div", { class: "fab-keep" }, make("label", { for: keptId }, words.kept), kept, open);
  const file = make("input", { type: "file", accept: ".stl,.3mf,.obj,.ply,.glb", hidden: true, tabindex: "-1", "aria-label": words.import });
  file.addEventListener("change", () => {
    if (file.files.length) upload(model, file.files[0]);
    file.value = "";
  });
  const exports = ["stl", "3mf", "glb"].map((kind) =>
    button(kind.toUpperCase(), () => talk.order({ kind: "export", format: kind }), { "aria-label": `${words.export} ${kind.toUpperCase()}` }),
  );
  const back = button(words["back-to-design"], () => talk.order({ kind: "design" }));
  const mend = button(words.repair, () => talk.order({ kind: "repair" }));
  const imported = make("div", { class: "fab-imported" });
  const send = button(words.send, () => talk.order({ kind: "send", name: name.value }), { class: "fab-main" });
  const notice = make("div", { class: "fab-notice", role: "status" });
  const node = make(
    "section",
    { class: "fab-shelf", "aria-label": words["shelf-title"] },
    keep,
    shelved,
    make(
      "div",
      { class: "fab-row" },
      make("div", { class: "fab-tool", role: "group", "aria-label": words.export }, make("span", {}, words.export), ...exports),
      make("div", { class: "fab-tool" }, button(words.import, () => file.click()), file),
    ),
    imported,
    make("div", { class: "fab-row" }, send),
    notice,
  );
  let first = true;
  return {
    node,
    write({ name: title, kept: names, file: opened, notice: said, sending }) {
      if (first || (title && document.activeElement !== name)) name.value = title;
      first = false;
      const chosen = kept.value;
      kept.replaceChildren(...names.map((each) => make("option", { value: each }, each)));
      if (names.includes(chosen)) kept.value = chosen;
      shelved.hidden = !names.length;
      imported.hidden = !opened;
      if (opened) {
        imported.replaceChildren(
          make("h3", {}, opened.title),
          make("ul", {}, ...opened.lines.map((line) => make("li", {}, line))),
          make("div", { class: "fab-row" }, ...(opened.repairable ? [mend] : []), back),
        );
      }
      send.disabled = sending;
      notice.hidden = !said.text;
      notice.className = `fab-notice fab-${said.kind || "info"}`;
      notice.replaceChildren(said.text ?? "");
      if (said.link) notice.append(" ", make("a", { href: said.link, target: "_blank", rel: "noopener" }, words["see-prints"]));
    },
  };
}
