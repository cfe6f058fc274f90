/* Talking to the kernel: one change of a slider under way at a time, the newest next; files in pieces. */

const PIECE_BYTES = 512 * 1024; // a Jupyter server takes messages of some megabytes
const ANSWER_WITHIN_MS = 4000; // after that the kernel is busy or gone: the next change is tried all the same

/**
 * Sends the newest value of each field; `answered(count)` lets the next go. `order(message)` sends anything else, after
 * the values that still wait: "undo" takes back the last of them, a preset replaces them, a file has them.
 */
export function changes(model) {
  const waiting = new Map();
  let sent = 0;
  let answeredTo = 0;
  let timer = 0;
  const sendFirst = () => {
    const [[name, { value, last }]] = waiting;
    waiting.delete(name);
    sent += 1;
    model.send({ kind: "set", name, value, last, count: sent });
    clearTimeout(timer);
    timer = setTimeout(() => answered(sent), ANSWER_WITHIN_MS);
  };
  const next = () => {
    if (waiting.size && sent <= answeredTo) sendFirst();
  };
  const answered = (count) => {
    answeredTo = Math.max(answeredTo, count);
    next();
  };
  return {
    put(name, value, last) {
      waiting.delete(name);
      waiting.set(name, { value, last });
      next();
    },
    order(message) {
      while (waiting.size) sendFirst();
      model.send(message);
    },
    answered,
    stop: () => clearTimeout(timer),
  };
}

/** Send a file in pieces; the kernel knows the last one. */
export async function upload(model, file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const pieces = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
  for (let piece = 0; piece < pieces; piece += 1) {
    const part = bytes.slice(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
    model.send({ kind: "upload", name: file.name, size: bytes.length, piece, pieces }, undefined, [part.buffer]);
  }
}

/** Give a file of the kernel's to the person. */
export function download(name, view) {
  const address = URL.createObjectURL(new Blob([view], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
