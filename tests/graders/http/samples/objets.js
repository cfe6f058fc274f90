const fs = require("node:fs");
const http = require("node:http");

let objets = fs.existsSync("objets.json") ? JSON.parse(fs.readFileSync("objets.json", "utf8")) : [];
const safe = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const keep = () => fs.writeFileSync("objets.json", JSON.stringify(objets));
const isGood = (sent) =>
  sent && typeof sent === "object" && typeof sent.nom === "string" && sent.nom && sent.nom.length <= 50 &&
  Number.isInteger(sent.prix);

http.createServer(async (request, response) => {
  const tell = (status, value) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(value, null, 2));
  };
  const [path, query] = request.url.split("?");
  const one = objets.find((objet) => path === `/objets/${objet.id}`);
  if (request.method === "POST" && path === "/objets") {
    const parts = [];
    for await (const part of request) parts.push(part);
    let sent = null;
    try {
      sent = JSON.parse(Buffer.concat(parts).toString());
    } catch {}
    if (!isGood(sent)) return tell(422, { message: "refusé" });
    const made = { prix: sent.prix, nom: sent.nom, id: objets.length + 1 };
    objets.push(made);
    keep();
    return tell(201, made);
  }
  if (request.method === "DELETE" && one) {
    objets = objets.filter((objet) => objet !== one);
    keep();
    return tell(200, one);
  }
  if (path === "/") {
    response.setHeader("Content-Type", "text/html");
    return response.end(`<ul>${objets.map((objet) => `<li>${safe(objet.nom)}`).join("")}</ul>`);
  }
  if (path === "/accueil") {
    response.writeHead(302, { Location: `http://${request.headers.host}/`, "Set-Cookie": "langue=fr" });
    return response.end();
  }
  const name = new URLSearchParams(query).get("nom");
  if (path === "/objets") return tell(200, objets.filter((objet) => name === null || objet.nom === name));
  return one ? tell(200, one) : tell(404, { message: "absent" });
}).listen(process.env.PORT);
