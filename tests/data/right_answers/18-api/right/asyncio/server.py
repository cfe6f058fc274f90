import asyncio, json, os

LIVRES = [{"titre": "Le Petit Prince", "id": 1}]
if os.path.isfile("livres.txt"):
    LIVRES = [json.loads(ligne) for ligne in open("livres.txt")]

def garder():
    with open("livres.txt", "w") as f:
        for livre in LIVRES: print(json.dumps(livre), file=f)

def agir(methode, chemin, corps):
    morceaux = chemin.split("?")[0].strip("/").split("/")
    if morceaux[0] != "livres" or len(morceaux) > 2: return 404, None
    if len(morceaux) == 2:
        trouves = [l for l in LIVRES if str(l["id"]) == morceaux[1]]
        if not trouves: return 404, None
        if methode == "DELETE":
            LIVRES.remove(trouves[0]); garder()
            return 204, None
        return 200, trouves[0]
    if methode == "POST":
        try: titre = json.loads(corps).get("titre")
        except Exception: return 400, {"message": "JSON illisible"}
        if not titre or not isinstance(titre, str) or titre.isspace(): return 400, {"message": "titre ?"}
        LIVRES.append({"titre": titre, "id": 1 + max([0] + [l["id"] for l in LIVRES])}); garder()
        return 201, LIVRES[-1]
    return 200, LIVRES

async def client(lecteur, sortie):
    try:
        tete = (await lecteur.readuntil(b"\r\n\r\n")).decode("latin-1")
        methode, chemin, _ = tete.split("\r\n")[0].split(" ")
        taille = next((int(l.split(":")[1]) for l in tete.split("\r\n") if l.lower().startswith("content-length")), 0)
        corps = await lecteur.readexactly(taille) if taille < 10**6 else b""
        code, valeur = agir(methode, chemin, corps)
        texte = json.dumps(valeur).encode() if valeur is not None else b""
        sortie.write(f"HTTP/1.1 {code} -\r\nContent-Type: application/json\r\nContent-Length: {len(texte)}\r\nConnection: close\r\n\r\n".encode() + texte)
        await sortie.drain()
    finally:
        sortie.close()

async def main():
    async with await asyncio.start_server(client, "localhost", 8000) as s: await s.serve_forever()

asyncio.run(main())
