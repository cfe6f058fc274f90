// Live news of prints: words and bars change in place; when a job takes another turn, the page is shown anew, in its
// place: a reload that falls into the end of the service would leave the proxy's page, which asks nobody. Works without.
"use strict";
const address = document.querySelector("main[data-news]").dataset.news;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
// The service says something at least every ten seconds. A proxy may keep a line open whose other end is dead.
const SILENT_MS = 25_000;
let pause = FIRST_PAUSE_MS;
let heardAt = Date.now();
let news;

function isTyping() {
  const field = document.activeElement;
  return field && /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName) && (field.value || field.type === "file");
}

function show(jobs) {
  let hasTurned = false;
  for (const job of jobs) {
    const place = document.querySelector(`[data-job="${job.job_id}"]`);
    if (!place || place.dataset.state !== job.state) {
      hasTurned = true;
      continue;
    }
    if (!job.words) continue; // a printer: its words are in the page
    const words = place.querySelector("[data-words]");
    // A screen reader says what changes here: only what is new.
    if (words && words.textContent !== job.words) words.textContent = job.words;
    const bar = place.querySelector("progress");
    if (bar) bar.value = job.percent;
  }
  const known = new Set(jobs.map((job) => job.job_id));
  const hasLeft = [...document.querySelectorAll("[data-job]")].some((place) => !known.has(place.dataset.job));
  if ((hasTurned || hasLeft) && !isTyping()) renew();
}

// What somebody has written or chosen stays.
function carry(old, fresh) {
  for (const field of old.querySelectorAll("input[id], textarea[id], select[id]")) {
    const same = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (!same || same.type !== field.type) continue;
    if (field.type === "file") same.files = field.files;
    else if (field.type === "checkbox") same.checked = field.checked;
    else same.value = field.value;
  }
}

async function renew() {
  const old = document.querySelector("main");
  try {
    const token = new URL(address, location).searchParams.get("_xsrf");
    const answer = await fetch(location, { headers: { "X-XSRFToken": token }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return;
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    carry(old, fresh);
    old.replaceWith(fresh);
    if (focused) document.getElementById(focused)?.focus();
  } catch {
    if (news.readyState === EventSource.CLOSED) return; // asked again already
    news.close();
    later();
  }
}

function listen() {
  news = new EventSource(address);
  heardAt = Date.now();
  news.addEventListener("still", () => {
    heardAt = Date.now();
  });
  news.onmessage = (message) => {
    heardAt = Date.now();
    pause = FIRST_PAUSE_MS;
    show(JSON.parse(message.data).jobs);
  };
  // A line that drops the browser opens again by itself; an answer that is no stream, such as the proxy's "nobody there"
  // while the service restarts, ends it for good.
  news.onerror = () => {
    if (news.readyState === EventSource.CLOSED) later();
  };
}

function watch() {
  if (news.readyState === EventSource.CLOSED || Date.now() - heardAt < SILENT_MS) return;
  news.close();
  ask();
}

function later() {
  setTimeout(ask, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
}

// Asked without listening, the service says at once what there is: so the page is right again even where no stream
// gets through, and it knows whether there is anybody to listen to.
async function ask() {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "manual" });
    // Signed out, or no right any more: the page as it stands says no more than it did.
    if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return;
    if (!answer.ok) throw new Error(answer.status);
    show((await answer.json()).jobs);
    listen();
  } catch {
    later();
  }
}

listen();
setInterval(watch, 5000);
