import html
import json
import os
import sqlite3
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

base = sqlite3.connect("objets.db")
base.execute("CREATE TABLE IF NOT EXISTS objets (id INTEGER PRIMARY KEY, nom TEXT NOT NULL, prix INTEGER NOT NULL)")


class Objets(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        if address.path == "/":
            items = "".join(f"<li>{html.escape(one['nom'])}</li>" for one in self.every())
            return self.answer(200, "text/html; charset=utf-8", f"<!doctype html><title>Objets</title><ul>{items}</ul>")
        if address.path == "/accueil":
            self.send_response(303)
            self.send_header("Location", "/")
            self.send_header("Set-Cookie", "langue=fr; HttpOnly")
            return self.end_headers()
        if address.path == "/objets":
            name = parse_qs(address.query).get("nom", [None])[0]
            return self.tell(200, [one for one in self.every() if name in (None, one["nom"])])
        found = self.one()
        return self.tell(200, found) if found else self.tell(404, {"message": "absent"})

    def do_POST(self):
        sent = self.read()
        if sent is None or self.path != "/objets":
            return self.tell(400, {"message": "demande illisible"})
        with base:
            made = base.execute("INSERT INTO objets (nom, prix) VALUES (?, ?)", (sent["nom"], sent["prix"]))
        self.tell(201, {"id": made.lastrowid, **sent})

    def do_DELETE(self):
        if not self.one():
            return self.tell(404, {"message": "absent"})
        with base:
            base.execute("DELETE FROM objets WHERE id = ?", (self.one()["id"],))
        self.send_response(204)
        self.end_headers()

    def every(self):
        rows = base.execute("SELECT id, nom, prix FROM objets ORDER BY id")
        return [{"id": number, "nom": name, "prix": price} for number, name, price in rows]

    def one(self):
        number = self.path.removeprefix("/objets/")
        return next((one for one in self.every() if str(one["id"]) == number), None)

    def read(self):
        try:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)))
        except ValueError:
            return None
        if not isinstance(sent, dict) or set(sent) != {"nom", "prix"}:
            return None
        name, price = sent["nom"], sent["prix"]
        if not isinstance(name, str) or not 0 < len(name) <= 50 or type(price) is not int:
            return None
        return sent

    def tell(self, status, value):
        self.answer(status, "application/json", json.dumps(value))

    def answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("localhost", int(os.environ["PORT"])), Objets).serve_forever()
