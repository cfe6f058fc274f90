/* What was typed in one file and is perhaps not on the disk yet, kept by the browser at each key.
 *
 * A draft knows the versions it grew out of. Where the file still has one of them the draft goes on; where it has another, somebody
 * wrote it meanwhile, and the draft is kept as a copy beside it: the rule of `desk.py`. */
import { fingerprint } from "./kept.js";

const ANCESTORS = 60;

/** The draft of a file that the kernel gives as `text`: where to `begin`, and the `strays`, which only a copy can keep. */
export function openDraft(shelf, text) {
  const kept = shelf.read("draft");
  const isDraft = typeof kept?.text === "string" && Array.isArray(kept.grew) && kept.text !== text;
  const goesOn = isDraft && kept.grew.includes(fingerprint(text));
  let grew = [...(goesOn ? kept.grew : []), fingerprint(text)];
  // A stray lies apart until it is kept, for the next key makes a new draft.
  const apart = (shelf.read("strays") ?? []).filter((each) => each !== text && each !== kept?.text);
  let strays = isDraft && !goesOn ? [...apart, kept.text] : apart;
  const keepApart = () => shelf.write("strays", strays.length ? strays : null);
  if (keepApart() && !goesOn) shelf.write("draft", null);

  return {
    begin: goesOn ? kept.text : text,
    strays,
    /** This stray has its copy. */
    strayKept(one) {
      strays = strays.filter((each) => each !== one);
      keepApart();
    },
    /** Keep this text; false if the browser keeps nothing. */
    typed: (now) => shelf.write("draft", { text: now, grew }),
    /** The kernel or the disk has had this version of ours. */
    reached(version) {
      grew = [...grew, fingerprint(version)].slice(-ANCESTORS);
    },
    /** Whether this is a version the text grew out of. */
    knows: (version) => grew.includes(fingerprint(version)),
    /** Nothing is left that the disk does not have. */
    done: () => shelf.write("draft", null),
  };
}
