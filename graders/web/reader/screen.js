// Waiting until a page is laid out for the screen it is now shown on.
{
  const isComplete = getter(HTMLImageElement, "complete");
  const howLoaded = getter(HTMLImageElement, "loading");

  const FRAMES = 30; // half a second for a picture chosen by width to arrive
  const PICTURES = 200;

  // Timers stand still in a page without scripts; frames do not.
  const nextFrame = () => new Promise((done) => requestAnimationFrame(done));

  const awaitsPicture = () =>
    [...inDocument(document, "img")]
      .slice(0, PICTURES)
      .some((image) => image instanceof HTMLImageElement && !isComplete(image) && howLoaded(image) !== "lazy");

  Object.assign(globalThis.reader, {
    // What glides to its place is there.
    rest: finishMotion,
    async settle() {
      this.rest();
      await nextFrame(); // this one may have begun before the change
      await nextFrame();
      for (let frame = 0; frame < FRAMES && awaitsPicture(); frame += 1) await nextFrame();
      this.rest();
    },
  });
}
