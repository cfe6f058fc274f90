/* What the browser keeps for one exercise's files, under names that say whose and which; a browser that keeps nothing is fine. */

const MOST_SIGNS = 300_000; // of one thing; all of an origin share some five million

/** JupyterLab's own settings, from its page; empty anywhere else. */
export function labConfig() {
  return JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
}

/** The shelf of one file: `read(kind)`, `write(kind, value)` (null takes away). `folder` is the exercise's own. */
export function shelf(folder, name) {
  const key = (kind) => `atelier:${kind}:${labConfig().baseUrl ?? ""}:${folder}/${name}`;
  return {
    read(kind) {
      try {
        return JSON.parse(localStorage.getItem(key(kind)));
      } catch {
        return null;
      }
    },
    write(kind, value) {
      const content = value === null ? null : JSON.stringify(value);
      for (const tidy of [() => {}, forgetUndo]) {
        try {
          tidy();
          if (content === null || content.length > MOST_SIGNS) localStorage.removeItem(key(kind));
          else localStorage.setItem(key(kind), content);
          return content === null || content.length <= MOST_SIGNS;
        } catch {
          // full: once more, without what is only a comfort
        }
      }
      return false;
    },
  };
}

function forgetUndo() {
  for (const each of Object.keys(localStorage).filter((one) => one.startsWith("atelier:undo:"))) localStorage.removeItem(each);
}

/** A number that another text does not have, for telling versions apart (FNV-1a, twice, from two beginnings). */
export function fingerprint(text) {
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    low = Math.imul(low ^ sign, 0x01000193);
    high = Math.imul(high ^ sign ^ (low >>> 16), 0x85ebca6b);
  }
  return `${text.length.toString(36)}-${(low >>> 0).toString(36)}-${(high >>> 0).toString(36)}`;
}
