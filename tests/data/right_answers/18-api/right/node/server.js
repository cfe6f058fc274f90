const http = require("node:http");
const fs = require("node:fs");

const file = "livres.json";
let livres = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : [{ id: 1, titre: "Le Petit Prince" }];
const save = () => fs.writeFileSync(file, JSON.stringify(livres));

http.createServer((request, response) => {
  const send = (status, value) => {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(value === undefined ? "" : JSON.stringify(value));
  };
  const { pathname } = new URL(request.url, "http://localhost");
  const livre = livres.find(({ id }) => pathname === `/livres/${id}`);
  if (pathname === "/livres" && request.method === "POST") {
    let body = "";
    request.on("data", (part) => { body += part; });
    request.on("end", () => {
      let titre;
      try { ({ titre } = JSON.parse(body)); } catch { return send(400, { erreur: "JSON" }); }
      if (typeof titre !== "string" || !titre.trim() || titre.length > 1000) return send(400, { erreur: "titre" });
      const nouveau = { id: Math.max(0, ...livres.map(({ id }) => id)) + 1, titre };
      livres.push(nouveau);
      save();
      send(201, nouveau);
    });
  } else if (pathname === "/livres") {
    send(200, livres);
  } else if (livre && request.method === "DELETE") {
    livres = livres.filter((one) => one !== livre);
    save();
    send(204);
  } else {
    livre ? send(200, livre) : send(404, { erreur: "absent" });
  }
}).listen(process.env.PORT || 8000);
