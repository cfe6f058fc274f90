import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

memoire = [{"id": 1, "titre": "Le Petit Prince"}]


def lire():
    return list(memoire)


def ecrire(livres):
    memoire[:] = livres


class Api(BaseHTTPRequestHandler):
    def repondre(self, statut, valeur=None):
        corps = b"" if valeur is None else json.dumps(valeur, ensure_ascii=False).encode()
        self.send_response(statut)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def livre(self):
        for livre in lire():
            if self.path == f"/livres/{livre['id']}":
                return livre
        return None

    def do_GET(self):
        if self.path == "/livres":
            self.repondre(200, lire())
        elif livre := self.livre():
            self.repondre(200, livre)
        else:
            self.repondre(404, {"erreur": "Ce livre n’existe pas."})

    def do_POST(self):
        longueur = int(self.headers.get("Content-Length") or 0)
        if longueur > 10_000:
            self.repondre(413, {"erreur": "Trop long."})
            self.close_connection = True
            return
        try:
            recu = json.loads(self.rfile.read(longueur))
            titre = recu["titre"]
        except (ValueError, KeyError, TypeError):
            return self.repondre(400, {"erreur": "Il manque le titre."})
        if not isinstance(titre, str) or not titre.strip():
            return self.repondre(400, {"erreur": "Le titre est vide."})
        livres = lire()
        livre = {"id": max([un["id"] for un in livres], default=0) + 1, "titre": titre}
        livres.append(livre)
        ecrire(livres)
        self.repondre(201, livre)

    def do_DELETE(self):
        livre = self.livre()
        if livre is None:
            return self.repondre(404, {"erreur": "Ce livre n’existe pas."})
        ecrire([un for un in lire() if un["id"] != livre["id"]])
        self.repondre(204)


HTTPServer(("", 8000), Api).serve_forever()
