// A page that keeps still for its picture.
{
  const sheetsOf = getter(Document, "adoptedStyleSheets");
  const { set: adopt } = Object.getOwnPropertyDescriptor(Document.prototype, "adoptedStyleSheets");
  const { set: setLoading } = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "loading");
  const { set: setTime } = Object.getOwnPropertyDescriptor(Animation.prototype, "currentTime");
  const howLoaded = getter(HTMLImageElement, "loading");
  const pause = method(Animation, "pause");
  const play = method(Animation, "play");
  const scrollerOf = getter(Document, "scrollingElement");
  const rootOf = getter(Document, "documentElement");
  const highOf = getter(Element, "scrollHeight");

  const MOVING = 1000;
  const PICTURES = 200;
  const still = new CSSStyleSheet();
  still.replaceSync("* { caret-color: transparent !important }");
  let undo = [];

  Object.assign(globalThis.reader, {
    // What moves for ever stands at its start, what is loaded late is loaded; how high the page then is.
    async keepStill() {
      scrollTo({ left: 0, top: 0, behavior: "instant" });
      this.rest();
      const before = [...sheetsOf(document)];
      adopt.call(document, [...before, still]);
      undo = [() => adopt.call(document, before)];
      for (const animation of animationsOf(document).slice(0, MOVING)) {
        pause(animation);
        setTime.call(animation, 0);
        undo.push(() => play(animation));
      }
      const late = [...inDocument(document, "img[loading]")].filter((one) => one instanceof HTMLImageElement);
      for (const image of late.slice(0, PICTURES)) {
        if (howLoaded(image) !== "lazy") continue;
        setLoading.call(image, "eager");
        undo.push(() => setLoading.call(image, "lazy"));
      }
      await this.settle();
      return highOf(scrollerOf(document) ?? rootOf(document));
    },
    moveAgain() {
      for (const step of undo) step();
      undo = [];
    },
  });
}
