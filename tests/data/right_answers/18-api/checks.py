from graders.checks import check
from graders.http.expectations.contract import Call, expect_contract, expect_persistence, expect_refuses
from graders.http.expectations.hostile import expect_calm
from graders.http.expectations.replies import expect_json, expect_not_found, expect_status, expect_type
from graders.http.server import Server


@check(points=2)
def list_is_there(server: Server) -> None:
    """La liste des livres vient en JSON."""
    reply = server.get("/livres")
    expect_status(reply, 200)
    expect_type(reply, "application/json")
    expect_json(reply, [{"id": 1, "titre": "Le Petit Prince"}], extra=True)
    expect_not_found(server.get("/livres/999"))


@check(points=3)
def books_come_and_go(server: Server) -> None:
    """Un livre s’ajoute, se lit et se retire."""
    title = server.invented.word()
    expect_contract(server, [
        Call("POST", "/livres", {"titre": title}, status=201, json={"id": int, "titre": title}, extra=True),
        Call("GET", "/livres/{id}", json={"titre": title}, extra=True),
        Call("DELETE", "/livres/{id}", status=(200, 204)),
        Call("GET", "/livres/{id}", status=404),
    ])  # fmt: skip


@check(points=2)
def bad_books_are_refused(server: Server) -> None:
    """Un livre sans titre est refusé, et le serveur reste debout."""
    expect_refuses(server, "/livres", {"titre": "Nadja"}, missing=["titre"], empty=["titre"], read="/livres")
    expect_calm(server, "/livres")


@check(points=1)
def books_are_kept(server: Server) -> None:
    """Les livres sont encore là après un redémarrage."""
    title = server.invented.word()
    expect_persistence(
        server, lambda api: api.post("/livres", json={"titre": title}), lambda api: api.get("/livres").json
    )
