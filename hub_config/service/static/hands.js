// Raised hands appear at once: the answer to each question comes when something moved. The page works without.
const section = document.getElementById("mains");
const title = document.title;

function show(count) {
  document.title = count ? `(${count}) ${title}` : title;
}

function replace(fresh) {
  const focused = section.contains(document.activeElement) ? document.activeElement.id : "";
  const held = focused !== "" || section.contains(document.activeElement);
  section.querySelector("[data-list]").replaceChildren(...fresh.querySelector("[data-list]").childNodes);
  section.classList.toggle("now", fresh.classList.contains("now"));
  section.dataset.version = fresh.dataset.version;
  // The focus stays on the same button; where that is gone, at the head of the list and not at the top of the page.
  if (held) (document.getElementById(focused) ?? section.querySelector("h2")).focus();
  const words = section.querySelector("[role=status]");
  const now = fresh.querySelector("[role=status]").textContent;
  // A screen reader says what changes here: only what is new.
  if (words.textContent !== now) words.textContent = now;
  show(section.querySelectorAll(".hand").length);
}

let question; // the one under way
let next; // the timer of the next one

async function watch() {
  question = new AbortController();
  // A tab that nobody looks at holds no connection: a browser has six for all tabs together.
  const hidden = document.hidden;
  let pause = hidden ? 10_000 : 0;
  try {
    const known = hidden ? "" : `apres=${section.dataset.version}&`;
    const answer = await fetch(`${section.dataset.watch}?${known}retour=${section.dataset.back}`, {
      headers: { "X-XSRFToken": section.dataset.token },
      redirect: "manual",
      signal: question.signal,
    });
    // Signed out, or no right any more: the page as it stands says no more than it did.
    if (answer.type === "opaqueredirect" || answer.status === 403) return;
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("mains");
    if (fresh.dataset.version !== section.dataset.version) replace(fresh);
  } catch (error) {
    // The service restarts, and the next question will tell; or the tab was hidden or shown.
    pause = error.name === "AbortError" ? 0 : 2000;
  }
  question = undefined;
  next = setTimeout(watch, pause);
}

document.addEventListener("visibilitychange", () => {
  if (question) {
    question.abort();
  } else if (next) {
    clearTimeout(next);
    watch();
  }
});

show(section.querySelectorAll(".hand").length);
watch();
