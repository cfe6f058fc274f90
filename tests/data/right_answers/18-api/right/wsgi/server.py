import json
import pathlib
from wsgiref.simple_server import make_server

store = pathlib.Path("data.json")
books = json.loads(store.read_text()) if store.exists() else {"1": "Le Petit Prince"}


def book(number):
    return {"id": int(number), "titre": books[number]}


def app(environ, start_response):
    method, parts = environ["REQUEST_METHOD"], environ["PATH_INFO"].strip("/").split("/")
    status, answer = route(method, parts, environ)
    body = json.dumps(answer).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def route(method, parts, environ):
    match method, parts:
        case "GET", ["livres"]:
            return "200 OK", [book(one) for one in books]
        case "GET", ["livres", number] if number in books:
            return "200 OK", book(number)
        case "DELETE", ["livres", number] if number in books:
            gone = book(number)
            del books[number]
            store.write_text(json.dumps(books))
            return "200 OK", gone
        case "POST", ["livres"]:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            try:
                sent = json.loads(environ["wsgi.input"].read(length))
            except (ValueError, RecursionError):
                return "400 Bad Request", {"error": "json"}
            match sent:
                case {"titre": str(title)} if title.strip() and len(title) < 500:
                    number = str(max(map(int, books), default=0) + 1)
                    books[number] = title
                    store.write_text(json.dumps(books))
                    return "201 Created", book(number)
            return "422 Unprocessable Entity", {"error": "titre"}
    return "404 Not Found", {"error": "absent"}


with make_server("127.0.0.1", 8000, app) as server:
    server.serve_forever()
