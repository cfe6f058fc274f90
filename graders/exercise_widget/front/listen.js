/* Reads the task aloud: the words of the cell above, as they stand there, in a French voice of the browser or the machine. */

const PART = /[^.!?:\n]+[.!?:\n]*/g; // some voices stop in the middle of a long text

let speaking = null; // the button whose task is being read; there is one voice for all

function render({ model, el }) {
  const speech = window.speechSynthesis;
  if (!speech) return undefined;
  const words = model.get("words");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.listen });
  button.className = "jupyter-button atelier-listen";
  el.append(button);

  const voice = () => speech.getVoices().find(({ lang }) => /^fr\b/i.test(lang));
  const offer = () => {
    button.hidden = !voice();
  };
  speech.addEventListener?.("voiceschanged", offer); // they come late
  offer();
  let current = null; // the parts being read: those of a press before may tell of their end late

  function stop() {
    if (speaking !== button) return;
    speaking = current = null;
    speech.cancel();
    button.textContent = words.listen;
  }

  button.addEventListener("click", () => {
    if (speaking === button) return void stop();
    speaking?.dispatchEvent(new Event("atelier-silence"));
    const parts = task(el).match(PART) ?? [];
    if (!parts.length) return undefined;
    speech.cancel();
    speaking = button;
    current = parts;
    button.textContent = words["listen-stop"];
    const ended = () => current === parts && stop();
    parts.forEach((part, index) => {
      const said = new SpeechSynthesisUtterance(part.trim());
      Object.assign(said, { voice: voice(), lang: "fr-FR", rate: 0.9 });
      if (index === parts.length - 1) said.addEventListener("end", ended);
      said.addEventListener("error", ended); // a voice that is gone, or needs a network
      speech.speak(said);
    });
    return undefined;
  });
  button.addEventListener("atelier-silence", stop);
  addEventListener("pagehide", stop);
  return () => {
    stop();
    removeEventListener("pagehide", stop);
    speech.removeEventListener?.("voiceschanged", offer);
  };
}

/** The words of the next text cell above this exercise; a studio may stand between. */
function task(el) {
  let above = el.closest(".jp-Cell")?.previousElementSibling;
  while (above && !above.querySelector(".jp-RenderedMarkdown")) above = above.previousElementSibling;
  return above?.querySelector(".jp-RenderedMarkdown")?.innerText.replaceAll("¶", "").trim() ?? "";
}

export default { render };
