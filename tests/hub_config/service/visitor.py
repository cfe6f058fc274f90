"""What a person's browser reads of a page and sends with a form."""

import re
from urllib.parse import unquote, urlencode

import html5lib
from tornado.web import create_signed_value

from tests.hub_config.service.stand_in_hub import token_of

SPACE = "\N{NO-BREAK SPACE}"


def main_words(body: bytes) -> list[str]:
    """What one reads in <main>, block by block; without what only screen readers say."""
    tree = html5lib.parse(body.decode(), namespaceHTMLElements=False)
    for parent in tree.iter():
        for exercises in parent.findall("details[@class='exercises']"):  # test_mastery.py reads it
            parent.remove(exercises)
    blocks = []
    for element in tree.find(".//main").iter():
        if element.tag in {"h1", "h2", "h3", "p", "a", "button", "th", "td", "label", "li"}:
            own = [element.text or ""]
            for child in element:
                if child.tag in {"strong", "code", "b"}:
                    own.append(child.text or "")
                own.append(child.tail or "")
            text = " ".join("".join(own).replace(SPACE, " ").split())
            if text:
                blocks.append(text)
    return blocks


def cookies_of(name: str) -> str:
    """The cookie that the service gives somebody who signed in."""
    return f"service-atelier={create_signed_value(b'x' * 32, 'service-atelier', token_of(name)).decode()}"


async def form_of(stage, name: str, path: str) -> tuple[str, str]:
    """The cookies of a browser that shows this page, and the secret in its forms."""
    page = await stage.ask(None, path, headers={"Cookie": cookies_of(name)})
    xsrf = re.search(r'name="_xsrf" value="([^"]+)"', page.body.decode())[1]
    return f"{cookies_of(name)}; _xsrf={xsrf}", unquote(xsrf)


async def sent(stage, cookies: str, path: str, **fields: str):
    """The answer to a form."""
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Mode": "navigate"}
    return await stage.ask(None, path, method="POST", headers=headers, body=urlencode(fields))
