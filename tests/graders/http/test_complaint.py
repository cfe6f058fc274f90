"""The learner's own line and words are found in what a program prints."""

import pytest

from graders.http.complaint import Complaint, last_complaint

PYTHON = """\
Traceback (most recent call last):
  File "/usr/lib/python3.11/socketserver.py", line 316, in _handle_request_noblock
    self.process_request(request, client_address)
  File "/tmp/site/lib/outils.py", line 7, in lire
    return int(texte)
  File "/usr/lib/python3.11/json/decoder.py", line 355, in raw_decode
    raise JSONDecodeError("Expecting value", s, err.value) from None
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)
"""
NODE = """\
/tmp/site/server.js:3
  nom();
  ^

ReferenceError: nom is not defined
    at repond (/tmp/site/server.js:12:5)
    at Server.<anonymous> (/tmp/site/server.js:3:3)
    at Server.emit (node:events:524:28)

Node.js v20.20.2
"""
CASES = {
    "python": (PYTHON, Complaint("json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
                                 "lib/outils.py", 7)),
    "node": (NODE, Complaint("ReferenceError: nom is not defined", "server.js", 12)),
    "the last of two": (
        PYTHON + '  File "/tmp/site/server.py", line 9, in f\nKeyError: \'nom\'\n',
        Complaint("KeyError: 'nom'", "server.py", 9),
    ),
    "a syntax": ('  File "/tmp/site/server.py", line 2\n    x =\n       ^\nSyntaxError: invalid syntax\n',
                 Complaint("SyntaxError: invalid syntax", "server.py", 2)),
    "node with a code": (
        "node:events:1\nError [ERR_X]: oups\n    at /tmp/site/a.js:4:1\n", Complaint("Error [ERR_X]: oups", "a.js", 4)
    ),
    "php": (
        "PHP Parse error:  syntax error, unexpected end of file in /tmp/site/index.php on line 3\n",
        Complaint("PHP Parse error: syntax error, unexpected end of file in index.php on line 3", "index.php", 3),
    ),
    "no place": ("MemoryError\n", Complaint("MemoryError")),
    "a log": ("127.0.0.1 - - GET /\nException occurred during processing\nbonjour\n", None),
    "nothing": ("", None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_went_wrong_is_found(name: str):
    """In the learner's file, not in a library's; the last one counts."""
    said, expected = CASES[name]
    assert last_complaint(said) == expected
