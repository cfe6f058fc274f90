/* What printing this object would give: the one next step first, then everything that was looked at. */
import { button, make } from "./nodes.js";

/** The card; `onShow(finding)` turns the view to where it is. */
export function verdict(words, onShow) {
  const node = make("div", { class: "fab-verdict" });
  const live = make("div", { "aria-live": "polite" });
  const rest = make("details", {}, make("summary", {}, words["verdict-all"]), make("ul", { class: "fab-findings" }));
  node.append(make("h3", {}, words["verdict-title"]), live, rest);
  return {
    node,
    write({ state, best, others }) {
      live.className = `fab-best fab-is-${state}`;
      live.replaceChildren(
        make("p", { class: "fab-say" }, make("span", { "aria-hidden": "true" }, words[`sign-${state}`]), best.say),
      );
      if (best.next) live.append(make("p", { class: "fab-next" }, make("strong", {}, words["next-step"]), ` ${best.next}`));
      if (best.where) live.append(button(words["show-where"], () => onShow(best)));
      rest.hidden = !others.length;
      rest.querySelector("ul").replaceChildren(
        ...others.map((finding) =>
          make(
            "li",
            {},
            make("span", { "aria-hidden": "true" }, words[`sign-${finding.state}`]),
            ` ${finding.say} ${finding.next}`,
            finding.where
              ? button(words["show-where"], () => onShow(finding), { "aria-label": `${words["show-where"]} : ${finding.say}` })
              : null,
          ),
        ),
      );
    },
  };
}
