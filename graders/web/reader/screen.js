// Waiting until a page is laid out for the screen it is now shown on.
{
  const animationsOf = method(Document, "getAnimations");
  const finish = method(Animation, "finish");
  const isComplete = getter(HTMLImageElement, "complete");
  const howLoaded = getter(HTMLImageElement, "loading");

  const FRAMES = 30; // half a second for a picture chosen by width to arrive
  const PICTURES = 200;

  // Two: the first may have begun before the change.
  // Timers stand still in a page without scripts; frames do not.
  const nextFrame = () => new Promise((done) => requestAnimationFrame(done));

  // A width that glides to its new value would be measured on its way.
  const endTransitions = () => {
    for (const animation of animationsOf(document)) {
      if (animation instanceof CSSTransition) finish(animation);
    }
  };
  const awaitsPicture = () =>
    [...inDocument(document, "img")]
      .slice(0, PICTURES)
      .some((image) => image instanceof HTMLImageElement && !isComplete(image) && howLoaded(image) !== "lazy");

  Object.assign(globalThis.reader, {
    async settle() {
      endTransitions();
      await nextFrame();
      await nextFrame();
      for (let frame = 0; frame < FRAMES && awaitsPicture(); frame += 1) await nextFrame();
      endTransitions();
    },
  });
}
