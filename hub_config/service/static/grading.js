// While a class is being graded, say how far it is; show the page anew at the end. The page works without.
const section = document.querySelector("[data-wait]");
const bar = section.querySelector("progress");
const words = section.querySelector("[role=status]");

async function ask() {
  try {
    const answer = await fetch(section.dataset.wait, { headers: { "X-XSRFToken": section.dataset.token } });
    const batch = answer.ok ? await answer.json() : null;
    if (batch && !batch.is_grading) {
      location.reload();
      return;
    }
    // A screen reader says what changes here: only what is new.
    if (batch && batch.words !== words.textContent) {
      words.textContent = batch.words;
      bar.value = batch.finished;
      bar.max = batch.total;
    }
  } catch {
    // The service restarts; the next try will tell.
  }
  setTimeout(ask, 2000);
}

setTimeout(ask, 1000);
