// Raised hands appear at once: the answer to each question comes when something moved. The page works without.
"use strict";
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

async function watch() {
  let pause = 0;
  try {
    const address = `${section.dataset.watch}?apres=${section.dataset.version}&retour=${section.dataset.back}`;
    const answer = await fetch(address, { headers: { "X-XSRFToken": section.dataset.token }, redirect: "manual" });
    // Signed out, or no right any more: the page as it stands says no more than it did.
    if (answer.type === "opaqueredirect" || answer.status === 403) return;
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("mains");
    if (fresh.dataset.version !== section.dataset.version) replace(fresh);
  } catch {
    pause = 2000; // The service restarts; the next question will tell.
  }
  setTimeout(watch, pause);
}

show(section.querySelectorAll(".hand").length);
watch();
