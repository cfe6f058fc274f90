// axe-core's findings, as elements the other readers know.
{
  let running = false;
  const NODES = 5; // of one rule; a learner mends one at a time

  // An element of the page that hides a word of these, such as <input name="attributes"> that of its form.
  const hiding = (...types) =>
    [...inDocument(document, "[name], [id]")].find((node) =>
      [attribute(node, "name"), attribute(node, "id")].some(
        (name) => name && types.some((type) => name in type.prototype),
      ),
    );

  Object.assign(globalThis.reader, {
    // What axe says of the page; { absent } until it is here, { busy } once it was stopped, { hiding } with the element that keeps it from working.
    async axe(settings) {
      // <div id="axe"> is window.axe as well, but not the window's own.
      if (!Object.hasOwn(globalThis, "axe")) return { absent: true };
      if (running) return { busy: true }; // what was stopped in the middle cannot be begun again
      const trap = hiding(Node); // a parent that is no parent would keep axe walking without end
      if (trap) return { hiding: reader.described([trap])[0] };
      let results;
      running = true;
      try {
        results = await globalThis.axe.run(document, settings);
        running = false;
      } catch (error) {
        running = false;
        const node = hiding(HTMLDocument, HTMLFormElement);
        if (!node) throw error;
        return { hiding: reader.described([node])[0] };
      }
      return {
        violations: results.violations.map(({ id, help, tags, nodes: found }) => ({
          rule: id,
          help,
          tags,
          data: found[0].any[0]?.data ?? null,
          elements: reader.described(found.slice(0, NODES).map(({ element }) => element)),
        })),
      };
    },
  });
}
