/* Carries what is typed to the kernel, and brings back what was written elsewhere (`editor.py` is the other end).
 *
 * Of each file one message is on its way at a time, and only the last text waits behind it. It names the version it was
 * typed on: where the kernel has another meanwhile, it keeps what was typed beside that, and loses neither. */

const RETRY_MS = 3000; // a message that got no answer by then was lost with its connection

/** The other end of `model`; `onElsewhere(name, text)` shows a version that was not typed here. */
export function carryTo(model, onElsewhere) {
  const client = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  const carried = new Map(
    model.get("files").map(({ name, version }) => [name, { version, count: 0, confirmed: 0, sent: 0, text: null, timer: 0 }]),
  );

  function send(name) {
    const file = carried.get(name);
    file.sent = file.count;
    clearTimeout(file.timer);
    file.timer = setTimeout(send, RETRY_MS, name);
    const { text, version, count } = file;
    model.send({ kind: "typed", name, text, version, client, count });
  }

  function hear() {
    for (const { name, text, version, author, count } of model.get("files")) {
      const file = carried.get(name);
      if (author === client) {
        file.version = version;
        file.confirmed = Math.max(file.confirmed, count);
      } else if (version !== file.version) {
        if (file.count > file.sent) send(name); // typed on the old version: kept beside the new one
        Object.assign(file, { version, confirmed: file.count });
        onElsewhere(name, text);
      }
      if (file.confirmed < file.sent) continue;
      clearTimeout(file.timer);
      if (file.count > file.sent) send(name);
    }
  }

  model.on("change:files", hear);
  return {
    typed(name, text) {
      const file = carried.get(name);
      file.text = text;
      file.count += 1;
      if (file.confirmed >= file.sent) send(name);
    },
    stop() {
      model.off("change:files", hear);
      for (const { timer } of carried.values()) clearTimeout(timer);
    },
  };
}
