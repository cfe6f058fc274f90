/* Carries what is typed to the kernel, and brings back what was written elsewhere (`editor.py` is the other end).
 *
 * Of each file one message is on its way at a time, and only the last text waits behind it. It names the version it was
 * typed on: where the kernel has another meanwhile, it keeps what was typed beside that, and loses neither. Every key is in a
 * draft first; a kernel that does not answer is gone round by way of the server, and a server that does not answer is waited
 * for. */
import { openDraft } from "./draft.js";
import { saveStraight } from "./straight.js";

const RETRY_MS = 3000; // a message that got no answer by then was lost with its connection
const PATIENCE_MS = 2500; // for the kernel, before the server is asked to save
const LOOK_MS = 1000;

/** The other end of `model`, with a shelf per file from `shelfOf(name)`.
 *
 * `onElsewhere(name, text)` shows a version that was not typed here, `onTold(sentence)` says how it stands, "" if all is well;
 * `folder()` is the exercise's folder as the server knows it, null if there is no server. */
export function carryTo(model, shelfOf, { onElsewhere, onTold, folder }) {
  const words = model.get("words");
  const client = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  const files = new Map();
  for (const { name, text, version } of model.get("files")) {
    const draft = openDraft(shelfOf(name), text);
    files.set(name, { draft, text: draft.begin, version, count: 0, confirmed: 0, sent: 0, timer: 0, since: 0, straight: null });
    for (const stray of draft.strays) tell({ kind: "keep", name, text: stray });
  }

  function tell(message) {
    try {
      model.send(message);
    } catch {
      // the kernel is gone; the draft is here
    }
  }

  function send(name) {
    const file = files.get(name);
    file.sent = file.count;
    clearTimeout(file.timer);
    file.timer = setTimeout(send, RETRY_MS, name);
    file.draft.reached(file.text);
    const { text, version, count } = file;
    tell({ kind: "typed", name, text, version, client, count });
  }

  function typed(name, text) {
    const file = files.get(name);
    file.text = text;
    file.count += 1;
    file.since ||= Date.now();
    file.isKept = file.draft.typed(text);
    if (file.confirmed >= file.sent) send(name);
  }

  function hear() {
    for (const { name, text, version, author, count, saved } of model.get("files")) {
      const file = files.get(name);
      if (author === client) {
        file.version = version;
        file.confirmed = Math.max(file.confirmed, count);
      } else if (version !== file.version) {
        if (file.count > file.sent) send(name); // typed on the old version: kept beside the new one
        Object.assign(file, { version, confirmed: file.count, text });
        onElsewhere(name, text);
      }
      if (file.confirmed < file.sent) continue;
      clearTimeout(file.timer);
      if (file.count > file.sent) {
        send(name);
        continue;
      }
      file.since = 0;
      if (!saved || text !== file.text) continue;
      file.straight = null;
      file.draft.reached(text);
      file.draft.done();
    }
    if ([...files.values()].every((file) => !file.since)) onTold("");
  }

  function hearOf({ kind, name, text }) {
    if (kind === "kept") files.get(name)?.draft.strayKept(text);
  }

  /** Whoever waited too long for the kernel is saved by the server. */
  async function look() {
    for (const [name, file] of files) {
      if (!file.since || Date.now() - file.since < PATIENCE_MS || file.isAsking || file.straight === file.text) continue;
      const { text } = file;
      const at = folder();
      if (at === null) {
        onTold(words[file.isKept ? "editor-kept-here" : "not-saved"]);
        continue;
      }
      file.isAsking = true;
      try {
        const copy = await saveStraight(`${at}/${name}`, text, file.draft.knows, (number) => copyName(name, number));
        file.draft.reached(text);
        if (!file.since) continue; // the kernel is back
        file.straight = text;
        onTold(copy ? words["editor-set-aside"].replace("{name}", name).replace("{copy}", copy) : words["editor-saved-straight"]);
      } catch {
        if (file.since) onTold(words[file.isKept ? "editor-kept-here" : "not-saved"]);
      } finally {
        file.isAsking = false;
      }
    }
  }

  function copyName(name, number) {
    const [, stem, suffix] = /^(.*?)(\.[^.]*)?$/.exec(name.split("/").pop());
    const now = new Date();
    const time = `${now.getHours()} h ${String(now.getMinutes()).padStart(2, "0")}`;
    const label = words["kept-name"].replace("{name}", stem).replace("{time}", time);
    return `${label}${number > 1 ? ` ${number}` : ""}${suffix ?? ""}`;
  }

  model.on("change:files", hear);
  model.on("msg:custom", hearOf);
  const looking = setInterval(look, LOOK_MS);
  return {
    /** The text a field begins with. */
    begin: (name) => files.get(name).draft.begin,
    /** Sends the drafts that go on, once the fields are there. */
    start() {
      for (const { name, text } of model.get("files")) if (files.get(name).text !== text) typed(name, files.get(name).text);
    },
    typed,
    /** Send what waits at once: whoever leaves the field may press a button next, which must not overtake it. */
    flush() {
      for (const [name, file] of files) if (file.count > file.sent) send(name);
    },
    stop() {
      model.off("change:files", hear);
      model.off("msg:custom", hearOf);
      clearInterval(looking);
      for (const { timer } of files.values()) clearTimeout(timer);
    },
  };
}
