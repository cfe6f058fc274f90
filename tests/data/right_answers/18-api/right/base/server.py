"""Les livres dans SQLite."""
import json, os, re, sqlite3
from http import HTTPStatus
from http.server import ThreadingHTTPServer, BaseHTTPRequestHandler

def base():
    connexion = sqlite3.connect('livres.db')
    connexion.row_factory = sqlite3.Row
    return connexion

with base() as b:
    b.execute("CREATE TABLE IF NOT EXISTS livre (id INTEGER PRIMARY KEY AUTOINCREMENT, titre TEXT NOT NULL CHECK (trim(titre) <> ''), auteur TEXT)")
    if not b.execute('SELECT count(*) FROM livre').fetchone()[0]:
        b.execute("INSERT INTO livre (titre, auteur) VALUES ('Le Petit Prince', 'Saint-Exupéry')")

class H(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def log_message(self, *args): pass
    def send(self, status, data):
        body = json.dumps(data).encode('ascii')
        self.send_response(status)
        self.send_header('content-type', 'application/json')
        self.send_header('content-length', len(body))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        if re.fullmatch(r'/livres/?', self.path):
            with base() as b:
                return self.send(200, [dict(r) for r in b.execute('SELECT * FROM livre')])
        if m := re.fullmatch(r'/livres/(\d{1,9})', self.path):
            with base() as b:
                r = b.execute('SELECT * FROM livre WHERE id = ?', m.groups()).fetchone()
            if r: return self.send(200, dict(r))
        self.send(HTTPStatus.NOT_FOUND, {'detail': 'Not Found'})
    def do_POST(self):
        n = int(self.headers.get('content-length', 0))
        raw = self.rfile.read(min(n, 100000))
        if n > 100000:
            self.close_connection = True
            return self.send(413, {'detail': 'too long'})
        try:
            titre = json.loads(raw.decode())['titre']
            if type(titre) is not str or len(titre) > 200: raise ValueError
            with base() as b:
                new = b.execute('INSERT INTO livre (titre) VALUES (?) RETURNING *', (titre,)).fetchone()
                new = dict(new)
        except (ValueError, KeyError, TypeError, sqlite3.Error, RecursionError) as e:
            return self.send(422, {'detail': str(e)})
        self.send(201, new)
    def do_DELETE(self):
        m = re.fullmatch(r'/livres/(\d{1,9})', self.path)
        with base() as b:
            done = m and b.execute('DELETE FROM livre WHERE id = ?', m.groups()).rowcount
        self.send(200 if done else 404, {'ok': bool(done)})

ThreadingHTTPServer(('0.0.0.0', int(os.environ.get('PORT', 8000))), H).serve_forever()
