"""The readers that are sent into a page together."""

import re
from collections import Counter

from graders.web.tab import READERS

FUNCTION = re.compile(r"^    (?:async )?(\w+)(?:\(.*\) \{|: .*=>.*|: async .*)$", re.MULTILINE)


def test_no_two_readers_have_a_function_of_one_name():
    """The later file would replace the earlier one's in silence."""
    texts = [
        path.read_text(encoding="utf-8").partition("Object.assign(globalThis.reader")[2]
        for path in READERS.glob("*.js")
    ]
    names = Counter(name for text in texts for name in FUNCTION.findall(text))
    assert {"all", "addresses", "focusNow"} <= names.keys()
    assert [name for name, count in names.items() if count > 1] == []
