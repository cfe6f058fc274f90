class Store extends EventTarget {
  #key = "todo-v2";
  get items() { return JSON.parse(localStorage.getItem(this.#key))?.items ?? []; }
  add(text) {
    localStorage.setItem(this.#key, JSON.stringify({ items: [...this.items, { text, done: false, at: Date.now() }] }));
    this.dispatchEvent(new Event("change"));
  }
}
const store = new Store();
const [form] = document.forms, list = document.querySelector("ul"), model = document.querySelector("template");
const render = () => list.replaceChildren(...store.items.map(({ text }) => {
  const copy = model.content.cloneNode(true);
  copy.querySelector("slot").replaceWith(text);
  return copy;
}));
store.addEventListener("change", render);
form.addEventListener("submit", (e) => {
  e.preventDefault();
  const text = new FormData(form).get("tache").trim();
  if (text) store.add(text);
  form.reset();
  form.elements.tache.focus();
});
render();
