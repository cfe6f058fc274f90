// One page a line on stdin, {"html", "selector", "axe"}; on stdout, the milliseconds it took jsdom. The process is warm.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const require = createRequire(`${process.argv[2]}/`);
const { JSDOM, VirtualConsole } = require("jsdom");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

for await (const line of createInterface({ input: process.stdin })) {
  const { html, selector, axe } = JSON.parse(line);
  const began = performance.now();
  const dom = new JSDOM(html, { runScripts: "outside-only", pretendToBeVisual: true, virtualConsole: new VirtualConsole() });
  const { window } = dom;
  const color = window.getComputedStyle(window.document.querySelector(selector)).color;
  if (axe) {
    window.eval(axeSource);
    await window.axe.run(window.document, { rules: { "color-contrast": { enabled: false } } });
  }
  window.close();
  const rss = process.memoryUsage().rss;
  console.log(JSON.stringify({ ms: performance.now() - began, color, rss }));
}
