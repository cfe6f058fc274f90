customElements.define("ma-liste", class extends HTMLElement {
  connectedCallback() {
    this.innerHTML = '<form><label for="n">Nouvelle tâche</label><textarea id="n" rows="1"></textarea><button>Ajouter</button></form><ul></ul>';
    this.field = this.querySelector("textarea");
    this.field.onkeydown = (event) => {
      if (event.key === "Enter") { event.preventDefault(); this.field.form.requestSubmit(); }
    };
    this.querySelector("form").onsubmit = () => { this.add(this.field.value.trim()); this.field.value = ""; this.field.focus(); return false; };
    for (const task of this.saved()) this.show(task);
  }
  saved() { try { return JSON.parse(localStorage.getItem("taches")) || []; } catch { return []; } }
  show(task) { this.querySelector("ul").insertAdjacentHTML("beforeend", "<li></li>"); this.querySelector("li:last-child").innerText = task; }
  add(task) {
    if (!task) return;
    this.show(task);
    localStorage.setItem("taches", JSON.stringify(this.saved().concat([task])));
  }
});
