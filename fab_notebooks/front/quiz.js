/* Questions with one right answer: why is said at once, and one may answer again (`quiz.py` has the traits). */
import { fill, fresh, make } from "./parts/nodes.js";

function render({ model, el }) {
  const words = model.get("words");
  const questions = model.get("questions");
  const right = new Set();
  const count = make("p", { class: "fab-notice", role: "status" });
  const tell = () => {
    count.textContent = fill(words[right.size === questions.length ? "quiz-all" : "quiz-count"], {
      found: right.size,
      expected: questions.length,
    });
  };
  const items = questions.map((question, at) => {
    const group = fresh("question");
    const said = make("p", { class: "fab-said", "aria-live": "polite" });
    const choose = (place) => {
      const good = place === question.right;
      right[good ? "add" : "delete"](at);
      said.className = `fab-said ${good ? "fab-good" : "fab-again"}`;
      said.textContent = `${words[good ? "quiz-right" : "quiz-again"]} ${good ? question.why : ""}`.trim();
      tell();
    };
    const answers = question.answers.map((answer, place) => {
      const radio = make("input", { type: "radio", name: group, onchange: () => choose(place + 1) });
      return make("label", { class: "fab-answer" }, radio, answer);
    });
    return make("li", {}, make("fieldset", {}, make("legend", {}, question.ask), ...answers, said));
  });
  tell();
  el.classList.add("fab");
  el.append(make("section", { class: "fab-quiz", lang: "fr" }, make("h2", {}, model.get("title")), make("ol", {}, ...items), count));
}

export default { render };
