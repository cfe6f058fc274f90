// html-validate as the checker calls it; bundled at install time (hub_config/enter.sh), run in a page of our own that
// no learner's page shares. It reads the text of a page as data.
import { HtmlValidate, StaticConfigLoader } from "html-validate/browser";

const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    // What the HTML standard forbids, as the W3C's validator does; no opinion on style.
    extends: ["html-validate:standard"],
    rules: {
      "close-order": "off", // graders/web/source.py says it with the root cause
      "deprecated-rule": "off",
      "empty-title": "error",
      "input-attributes": "error",
      "no-unused-disable": "off",
      "wcag/h37": "error",
    },
  }),
);

globalThis.findings = async (text, most) => {
  const report = await validator.validateString(text);
  return report.results.flatMap((result) =>
    result.messages.slice(0, most).map(({ ruleId, line, column, message, context }) => ({
      rule_id: ruleId,
      line,
      column,
      message,
      context: context && typeof context === "object" ? context : {},
    })),
  );
};
