/* A page of the exercise made ready for its frame: what it asks of its folder is put into it, for the frame may load
 * nothing from anywhere. The text of the page stays as it is otherwise, line for line.
 *
 * `files` holds the folder: name → {text} of a page, style sheet or script, {data} of a picture as an address. */
import { guard } from "./guard.js";

// The policy lets nothing be loaded, and the base makes every address of another page or file lead nowhere: without it
// they would be JupyterLab's.
const LIMITS =
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; font-src data:; media-src data:; " +
  "style-src 'unsafe-inline' data:; script-src 'unsafe-inline' data:; form-action 'none'\"><base href=\"about:srcdoc\">";
const DOCTYPE = /^\s*<!doctype[^>]*>/i;
// A tag up to its address: quoted values are passed over whole, so that words of an alt are no attribute.
const ADDRESS =
  /(<(?:img|input|script|link|source|video|audio)\b(?:"[^"]*"|'[^']*'|[^>"'])*?\s(?:src|href|poster)\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const IN_STYLES = /(url\(\s*|@import\s+)(?:"([^"]*)"|'([^']*)'|([^\s"');]+))/gi;
const SITE = "https://apercu.invalid/"; // no server has this name: only paths are worked out with it
const NESTED = 3; // a style sheet may import another, which may import the first

/** Where an address of the page `from` leads: [the file's name, the place in it]; null if out of the folder. */
export function target(address, from) {
  try {
    const { href, pathname, hash } = new URL(address.trim(), SITE + encodeURI(from));
    if (!href.startsWith(SITE)) return null;
    return [pathname, hash].map((part) => decodeURIComponent(part.slice(1)));
  } catch {
    return null;
  }
}

/** The text of the frame that shows the page `name`; `onMissing(file)` is told what the page asks for in vain. */
export function framed(name, files, { key, place = "", scroll = [0, 0], onMissing }) {
  const page = putIn(files[name].text, name, files, ADDRESS, NESTED, onMissing);
  const values = [key, place, scroll].map((value) => JSON.stringify(value).replaceAll("<", "\\u003c")).join(",");
  const first = `${LIMITS}<script>(${guard})(${values})</script>`.replaceAll("\n", " ");
  const cut = DOCTYPE.exec(page)?.[0].length ?? 0; // behind the doctype, so that it is still read in standards mode
  return page.slice(0, cut) + first + page.slice(cut);
}

function putIn(text, from, files, pattern, depth, onMissing) {
  return text.replace(pattern, (whole, before, double, single, bare) => {
    const written = decoded(double ?? single ?? bare ?? "");
    if (!written || written.startsWith("#") || written.startsWith("data:")) return whole;
    const found = target(written, from);
    if (!found) return whole;
    const [name] = found;
    if (/^<link/i.test(before) && !/\.css$/i.test(name) && !files[name]) return whole; // an icon, say
    if (!Object.hasOwn(files, name)) {
      onMissing(written);
      return whole;
    }
    const address = addressOf(name, files, depth, onMissing);
    return address ? `${before}"${address}"` : whole;
  });
}

function addressOf(name, files, depth, onMissing) {
  const { text, data } = files[name];
  if (data) return data;
  const isStyle = /\.css$/i.test(name);
  if (depth === 0 || !(isStyle || /\.m?js$/i.test(name))) return null;
  const content = isStyle ? putIn(text, name, files, IN_STYLES, depth - 1, onMissing) : text;
  const kind = isStyle ? "text/css" : "text/javascript";
  return `data:${kind};charset=utf-8;name=${encodeURIComponent(name)},${encodeURIComponent(content)}`;
}

const entities = document.createElement("textarea");

/** An attribute's value as the browser would read it. */
function decoded(value) {
  entities.innerHTML = value;
  return entities.value;
}
