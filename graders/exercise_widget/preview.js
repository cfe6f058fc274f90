// Runs in the preview's frame before anything of the learner's page. Its links lead to the exercise's other pages and to
// places in a page; every other address leads nowhere. `pages` is each page by name, `shown` the one in front.
(pages, shown, words) => {
  const site = "https://apercu.invalid/"; // no server has this name: only paths are worked out with it

  const target = (link) => {
    try {
      const { href, pathname, hash } = new URL(link.getAttribute("href"), site + shown);
      const [path, place] = [pathname, hash].map((part) => decodeURIComponent(part.slice(1)));
      return href.startsWith(site) ? [path.replace(/(^|\/)$/, "$1index.html"), place] : [];
    } catch {
      return [];
    }
  };

  const show = (name, page) => {
    shown = name;
    document.open(); // the same window goes on, without what listened in it
    addEventListener("click", follow);
    document.write(page);
    document.close();
  };

  const showLost = (name) => {
    const from = encodeURI(`/${shown}`);
    show("", "<!doctype html><p></p><p><a></a></p>");
    document.querySelector("p").textContent = words.lost.replace("{name}", name);
    Object.assign(document.querySelector("a"), { textContent: words.back }).setAttribute("href", from);
  };

  const follow = (event) => {
    const link = event.target.closest?.("a[href], area[href]");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    const [name, place] = target(link);
    if (name === undefined) return;
    if (!(name in pages)) return showLost(name);
    if (name !== shown) show(name, pages[name]);
    document.getElementById(place)?.scrollIntoView();
  };

  addEventListener("click", follow);
}
