document.querySelector("[role=list]").remove();
const field = document.querySelector("input");
const save = async () => {
  const tasks = [...document.querySelectorAll("li")].map((li) => li.textContent);
  await new Promise((done) => queueMicrotask(done));
  localStorage["mes taches"] = JSON.stringify(tasks);
};
const add = async (task) => {
  if (!task.trim().length) return;
  const li = Object.assign(document.createElement("li"), { textContent: task });
  await Promise.resolve();
  document.querySelector("ul").appendChild(li);
  await save();
};
document.querySelector("button").addEventListener("click", () => add(field.value).then(() => { field.value = null; }));
field.form.addEventListener("submit", (event) => { event.preventDefault(); document.querySelector("button").click(); });
JSON.parse(localStorage["mes taches"] || "[]").forEach(add);
