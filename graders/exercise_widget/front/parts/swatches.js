/* Colours as they look, before their names: a small field that opens the browser's own choice of colours. */
import { syntaxTree } from "@codemirror/language";
import { Decoration, ViewPlugin, WidgetType } from "@codemirror/view";

const CALLS = /^(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(/i;
const OTHERS = new Set(["transparent", "currentcolor"]); // colours that show nothing of their own
const painter = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

class Swatch extends WidgetType {
  constructor(written, label) {
    super();
    Object.assign(this, { written, label });
  }

  eq(other) {
    return other.written === this.written;
  }

  toDOM(view) {
    const field = Object.assign(document.createElement("input"), { type: "color", className: "atelier-swatch", value: hex(this.written) });
    field.ariaLabel = this.label.replace("{colour}", this.written);
    field.tabIndex = -1; // the text itself is the keyboard's way to a colour
    // Once chosen, not while choosing: the field is made anew with the text, and the browser's window would close.
    field.addEventListener("change", () => {
      const from = view.posAtDOM(field);
      view.dispatch({ changes: { from, to: from + this.written.length, insert: field.value }, userEvent: "input.colour" });
    });
    return field;
  }

  ignoreEvent() {
    return true;
  }
}

/** The swatches of a file; `label` is their name, with {colour} in it. */
export function swatches(label) {
  const find = (view) => {
    const found = [];
    for (const { from, to } of view.visibleRanges) {
      syntaxTree(view.state).iterate({
        from,
        to,
        enter(node) {
          if (!["ColorLiteral", "CallExpression", "ValueName"].includes(node.name)) return;
          const written = view.state.sliceDoc(node.from, node.to);
          if (node.name === "CallExpression" && !CALLS.test(written)) return;
          if (OTHERS.has(written.toLowerCase()) || !CSS.supports("color", written)) return;
          if (node.name === "ValueName" && !isNamed(written)) return;
          found.push(Decoration.widget({ widget: new Swatch(written, label), side: -1 }).range(node.from));
        },
      });
    }
    return Decoration.set(found, true);
  };
  return ViewPlugin.fromClass(
    class {
      constructor(view) {
        this.decorations = find(view);
      }

      update(update) {
        const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state);
        if (update.docChanged || update.viewportChanged || isParsed) this.decorations = find(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

/** `inherit` and the like are taken for a colour by `CSS.supports`, and by a canvas not. */
function isNamed(word) {
  return ["#123456", "#654321"].some((first) => {
    painter.fillStyle = first;
    painter.fillStyle = word;
    return painter.fillStyle !== first;
  });
}

/** A colour as the browser's field takes it: #rrggbb, without how far one sees through it. */
function hex(colour) {
  painter.clearRect(0, 0, 1, 1);
  painter.fillStyle = colour;
  painter.fillRect(0, 0, 1, 1);
  const [red, green, blue, seen] = painter.getImageData(0, 0, 1, 1).data;
  return seen === 0 ? "#ffffff" : `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}