(function () {
  'use strict';
  /* un petit cadre : l'état, puis la vue */
  let state = { tasks: JSON.parse(localStorage.getItem('state') || '{"tasks":[]}').tasks, draft: '' };
  const escape = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const view = ({ tasks, draft }) => `
    <form>
      <label>Nouvelle tâche <input value="${escape(draft)}"></label>
      <button>Ajouter</button>
    </form>
    <ul>${tasks.map((one) => `<li>${escape(one)}</li>`).join('')}</ul>`;
  const root = document.getElementById('app');
  const setState = (change) => {
    state = { ...state, ...change };
    localStorage.setItem('state', JSON.stringify({ tasks: state.tasks }));
    root.innerHTML = view(state);
    root.querySelector('input').focus();
  };
  root.addEventListener('input', (event) => { state.draft = event.target.value; });
  root.addEventListener('submit', (event) => {
    event.preventDefault();
    const task = state.draft.trim();
    setState(task ? { tasks: state.tasks.concat(task), draft: '' } : { draft: '' });
  });
  setState({});
})();
