// Live news of prints: words and bars change in place; when a job takes another turn, the page is shown anew. The page
// works without.
"use strict";
const news = new EventSource(document.querySelector("main[data-news]").dataset.news);

function isTyping() {
  const field = document.activeElement;
  return field && /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName) && (field.value || field.type === "file");
}

news.onmessage = (message) => {
  const jobs = JSON.parse(message.data).jobs;
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
  // What somebody is writing is not taken from them.
  if ((hasTurned || hasLeft) && !isTyping()) location.reload();
};
