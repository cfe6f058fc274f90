import { createServer } from "http";
import { readFile, writeFile } from "fs/promises";

class Livres {
  #tous = new Map([[1, { id: 1, titre: "Le Petit Prince", lu: false }]]);
  async ouvrir() {
    try { this.#tous = new Map(JSON.parse(await readFile("./livres", "utf8"))); } catch { /* premier démarrage */ }
    return this;
  }
  tous() { return [...this.#tous.values()]; }
  un(id) { return this.#tous.get(Number(id)); }
  async ajouter(titre) {
    const id = Math.max(0, ...this.#tous.keys()) + 1;
    this.#tous.set(id, { id, titre, lu: false });
    await this.garder();
    return this.un(id);
  }
  async retirer(id) { this.#tous.delete(Number(id)); await this.garder(); }
  garder() { return writeFile("./livres", JSON.stringify([...this.#tous])); }
}

const livres = await new Livres().ouvrir();
const routes = [
  ["GET", /^\/livres\/?$/, async () => [200, livres.tous()]],
  ["GET", /^\/livres\/(\d+)$/, async (id) => livres.un(id) ? [200, livres.un(id)] : [404]],
  ["DELETE", /^\/livres\/(\d+)$/, async (id) => livres.un(id) ? (await livres.retirer(id), [200, {}]) : [404]],
  ["POST", /^\/livres\/?$/, async (_, { titre }) => {
    if (typeof titre !== "string" || titre.trim() === "") return [422, { erreurs: ["titre"] }];
    return [201, await livres.ajouter(titre)];
  }],
];
const server = createServer(async (req, res) => {
  const parts = [];
  for await (const part of req) parts.push(part);
  let body = {};
  let [status, value] = [404];
  try {
    if (parts.length) body = JSON.parse(Buffer.concat(parts).toString()) ?? {};
    const route = routes.find(([method, path]) => method === req.method && path.test(req.url));
    if (route) [status, value] = await route[2](route[1].exec(req.url)[1], body);
  } catch { status = 400; }
  res.statusCode = status;
  res.setHeader("content-type", "application/json;charset=utf-8");
  res.end(JSON.stringify(value ?? { status }));
});
server.listen({ port: 8000, host: "0.0.0.0" });
