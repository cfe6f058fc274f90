/* Saves a file through the server, for when the kernel is not there: JupyterLab's own way to write one.
 * https://jupyter-server.readthedocs.io/en/latest/developers/rest-api.html */
import { labConfig } from "./kept.js";

const TRIES = 20; // names for a copy

/** Writes `text` to the file at `path`, if what is there is a version that `isOurs`; else to a copy beside it.
 *
 * Gives the name of the copy, or "" if the file itself was written; throws if the server did not. */
export async function saveStraight(path, text, isOurs, copyName) {
  const there = await ask("GET", path);
  if (there.status === 404 || isOurs(normal((await there.json()).content ?? ""))) {
    await write(path, text);
    return "";
  }
  const folder = path.replace(/[^/]*$/, "");
  for (let number = 1; number <= TRIES; number += 1) {
    const copy = copyName(number);
    const taken = await ask("GET", folder + copy);
    if (taken.status !== 404) {
      if (normal((await taken.json()).content ?? "") === text) return copy;
      continue;
    }
    await write(folder + copy, text);
    return copy;
  }
  throw new Error(`no free name beside ${path}`);
}

const normal = (text) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");

async function write(path, text) {
  const answer = await ask("PUT", path, { type: "file", format: "text", content: text });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
}

async function ask(method, path, body) {
  const { baseUrl = "/", token } = labConfig();
  const address = `${baseUrl}api/contents/${path.split("/").map(encodeURIComponent).join("/")}`;
  const headers = { "Content-Type": "application/json" };
  const [, proof] = /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie) ?? [];
  if (proof) headers["X-XSRFToken"] = decodeURIComponent(proof);
  if (token) headers.Authorization = `token ${token}`;
  const answer = await fetch(method === "GET" ? `${address}?type=file&format=text&content=1` : address, {
    method,
    headers,
    body: body && JSON.stringify(body),
    cache: "no-store",
  });
  if (!answer.ok && answer.status !== 404) throw new Error(`${path}: ${answer.status}`);
  return answer;
}
