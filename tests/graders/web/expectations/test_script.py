"""The learner's functions on visible and hidden cases, however they are written and whatever the page redefines."""

import math
from random import Random
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Failure
from graders.web.expectations import script as expect
from graders.web.javascript import UNDEFINED, JsDate, JsMap, JsSet
from graders.web.page import Page
from tests.graders.exercises import a_page
from tests.graders.web.plays import played_out, rows, told, with_script

pytestmark = pytest.mark.browser

CASES = [((2, 3), 5), ((0, 0), 0), ((-1, 0.5), -0.5)]


def a_sum(random: Random) -> tuple[tuple[int, int], int]:
    """A case nobody can foresee."""
    one, other = random.randint(1, 999), random.randint(1, 999)
    return (one, other), one + other


def total(page: Any) -> None:
    """The check most tests make."""
    expect.expect_function(page, "total", CASES, a_sum)


RIGHT = {
    "declaration": "function total(a, b) { return a + b; }",
    "arrow": "const total = (a, b) => a + b;",
    "expression": "let total = function (a, b) { return a + b; };",
    "window": "window.total = (a, b) => a + b;",
    "defaults": "function total(a = 0, b = 0) { return a + b; }",
    "arguments": "function total() { return [...arguments].reduce((a, b) => a + b, 0); }",
    "rest": "const total = (...all) => all.reduce((a, b) => a + b, 0);",
    "rounding": "const total = (a, b) => a + b + 1e-13;",
    "also-printed": "function total(a, b) { console.log(a + b); return a + b; }",
    "onerror": "window.onerror = () => true; function total(a, b) { return a + b; }",
    "polyfilled": "Array.prototype.last = function () {}; function total(a, b) { return a + b; }",
}


@pytest.mark.parametrize("script", **rows(RIGHT))
async def test_any_way_to_write_it_is_right(checker: Checker, script: str):
    """Declarations, arrows, properties of window, any kind of parameters."""
    assert await told(checker, with_script(script), total) is None


async def test_a_module_exports_it(checker: Checker):
    """An export of a module that the page loads is called too, the default one as well."""
    page = a_page('<h1>a</h1><script type="module" src="calcul.js"></script>')
    for module in (b"export const total = (a, b) => a + b;", b"export default function total(a, b) { return a + b; }"):
        assert await told(checker, page, total, calcul_js=module) is None


async def test_a_method_is_called_on_its_object(checker: Checker):
    """`this` is the object before the dot."""
    page = with_script("const panier = { taux: 2, prix(n) { return n * this.taux; } };")
    assert await told(checker, page, lambda page: expect.expect_function(page, "panier.prix", [((4,), 8)])) is None


WRONG: dict[str, tuple[str, tuple[str, str | None, str | None, int | None]]] = {
    "other-result": ("const total = (a, b) => a * b;", ("wrong-result", "5", "6", None)),
    "a-text": ('const total = (a, b) => "" + a + b;', ("wrong-result", "5", '"23"', None)),
    "printed": ("function total(a, b) { console.log(a + b); }", ("result-printed", "5", None, None)),
    "nothing": ("function total(a, b) { a + b; }", ("no-result", "5", "undefined", None)),
    "no-parameter": ("const total = () => 6;", ("no-parameter", "5", "6", None)),
    "promise": ("const total = async (a, b) => a + b;", ("result-promise", "5", None, None)),
    "missing": ("const autre = 1;", ("name-missing", "total", None, None)),
    "near": ("const Total = (a, b) => a + b;", ("name-near", "total", "Total", None)),
    "no-function": ("const total = 5;", ("not-a-function", "total", "5", None)),
    "inside": (
        "{ let x; (() => { function total(a, b) { return a + b; } })(); }",
        ("name-missing", "total", None, None),
    ),
    "breaks-off": (
        "function total(a, b) {\n  return a + c;\n}",
        ("call-breaks-off", "5", "ReferenceError: c is not defined", 10),
    ),
    "endless": ("function total(a, b) { while (true) {} }", ("call-endless", "5", None, None)),
    "not-read": ("function total(a, b) { return a + b; ", ("script-unclosed-brace", None, "{", 9)),
    "broken-off-before": ("null.x; window.total = (a, b) => a + b;", ("fault-of-nothing", None, "null", 9)),
}


@pytest.mark.usefixtures("quiet_machine")
@pytest.mark.parametrize(("script", "failure"), **rows(WRONG))
async def test_what_is_not_right_has_its_cause(
    checker: Checker, script: str, failure: tuple[str, str | None, str | None, int | None]
):
    """Each common mistake has its own message, with both values in the notation of the lesson."""
    assert await told(checker, with_script(script), total) == failure


CHEATS = {
    "constants": "const total = (a, b) => ({ '2,3': 5, '0,0': 0, '-1,0.5': -0.5 })[[a, b]];",
    "value-of": "const total = (a, b) => ({ valueOf: () => 5, toString: () => '5', toJSON: () => 5 });",
    "to-primitive": "const total = () => ({ [Symbol.toPrimitive]: () => 5 });",
    "proxy": "const total = () => new Proxy({}, { get: () => 5 });",
    "number-object": "const total = (a, b) => new Number(a + b);",
    "prototypes": (
        "Array.prototype.every = () => true; Array.prototype.toJSON = Object.prototype.toJSON = () => 5;"
        "JSON.stringify = () => '5'; Object.is = () => true; const total = () => 4;"
    ),
    "call": "Function.prototype.call = Function.prototype.apply = () => 5; const total = () => 4;",
    "equals": "Number.prototype.valueOf = () => 5; Object.defineProperty(Object.prototype, 'value', { get: () => 5 });"
    "const total = () => 4;",
    "thenable": "const total = () => ({ then: (done) => done(5) });",
}


@pytest.mark.parametrize("script", **rows(CHEATS))
async def test_cheats_get_nothing(checker: Checker, script: str):
    """What is compared is what the browser says of the value; constants meet values they do not know."""
    failure = await told(checker, with_script(script), total)
    assert failure is not None
    assert failure[0] in {"wrong-result", "wrong-hidden-result", "no-result", "no-parameter"}


VALUES: dict[str, tuple[str, Any]] = {
    "nan": ("NaN", math.nan),
    "minus-zero": ("-0", 0),
    "one": ("1", 1),
    "text": ("'1'", "1"),
    "empty": ("({})", {}),
    "list": ("[]", []),
    "infinity": ("-Infinity", -math.inf),
    "undefined": ("undefined", UNDEFINED),
    "null": ("null", None),
    "nested": ("({ b: [1, { c: null }], a: 'é' })", {"a": "é", "b": [1, {"c": None}]}),
    "map": ("new Map([['a', 1], ['b', [2]]])", JsMap((("b", [2]), ("a", 1)))),
    "set": ("new Set([1, 2])", JsSet((2, 1))),
    "date": ("new Date('2027-03-15T10:00:00Z')", JsDate.of("2027-03-15T10:00:00+00:00")),
    "true": ("true", True),
}


async def test_values_are_compared_as_they_are(checker: Checker):
    """Deeply, keys and members in any order; and each of these values is itself alone."""
    functions = [f"const v{at} = () => {expression};" for at, (expression, _) in enumerate(VALUES.values())]

    def check(page: Page) -> Any:
        with page.played() as play:
            return [[_is(play, f"v{at}", value) for _, value in VALUES.values()] for at in range(len(VALUES))]

    (found,) = await played_out(checker, with_script("\n".join(functions)), check)
    assert found == [[one == other for other in range(len(VALUES))] for one in range(len(VALUES))]


def _is(page: Page, name: str, value: Any) -> bool:
    try:
        expect.expect_function(page, name, [((), value)])
    except Failure:
        return False
    return True


async def test_arguments_are_given_as_they_are(checker: Checker):
    """Odd numbers, undefined and nested values reach the function."""
    page = with_script("const v = (a, b, c, d) => [Object.is(a, -0), b !== b, c === undefined, d.a[1]];")
    check = lambda page: expect.expect_function(  # noqa: E731
        page, "v", [((-0.0, math.nan, UNDEFINED, {"a": [1, "é"]}), [True, True, True, "é"])]
    )
    assert await told(checker, page, check) is None


async def test_a_list_that_is_given_stays_as_it_was(checker: Checker):
    """sort() on the list itself is told, on a copy it is not."""
    check = lambda page: expect.expect_function(page, "v", [(([3, 1],), [1, 3])], keeps_arguments=True)  # noqa: E731
    assert [
        await told(checker, with_script(f"const v = (l) => {copy}.sort();"), check) for copy in ("l", "[...l]")
    ] == [("argument-changed", None, None, None), None]


@pytest.mark.usefixtures("quiet_machine")
async def test_a_promise_is_waited_for_in_the_pages_time(checker: Checker):
    """A function that waits an hour gives its value at once; one that never does is told."""
    check = lambda page: expect.expect_function(page, "v", [((2,), 4)], waited=True)  # noqa: E731
    slow = "const v = (n) => new Promise((done) => setTimeout(() => done(n * 2), 30000));"
    never = "const v = () => new Promise(() => {});"
    assert await told(checker, with_script(slow), check) is None
    assert await told(checker, with_script(never), check) == ("call-endless", "4", None, None)


async def test_a_variable_holds_a_value(checker: Checker):
    """A number is not its text."""
    check = lambda page: expect.expect_variable(page, "age", 18)  # noqa: E731
    assert [await told(checker, with_script(f"const age = {value};"), check) for value in ("18", '"18"')] == [
        None,
        ("wrong-variable", "18", '"18"', None),
    ]


UNREADABLE: dict[str, tuple[str, tuple[str, str | None, int | None]]] = {
    "parenthesis": ("\nalert('a';\n", ("script-missing-parenthesis", None, 10)),
    "brace": ("\nif (true) {\n  alert(1);\n\n", ("script-unclosed-brace", "{", 10)),
    "bracket": ("\nconst a = [1, 2;\n", ("script-unexpected-sign", ";", 10)),
    "quote": ("\nconst a = 'b;\n", ("script-missing-quote", None, 10)),
    "curly": ("\nconst a = “b”;\n", ("script-curly-quote", None, 10)),
    "backtick": ("\nconst a = `b;\n", ("script-missing-backtick", "`", 10)),
    "twice": ("\nlet a = 1;\nlet a = 2;", ("script-declared-twice", "a", 11)),
    "const": ("\nconst a;", ("script-const-without-value", None, 10)),
    "keyword": ("\nfonction a() {}", ("script-misspelled-word", "fonction", 10)),
    "plus": ("\nalert('a' 'b');", ("script-missing-parenthesis", None, 10)),
    "await": ("\nfunction a() { await b(); }", ("script-await-outside", None, 10)),
    "import": ("\nimport a from './a.js';", ("script-not-a-module", None, 10)),
    "stray": ("\nlet a = 1;\n}\n", ("script-stray-bracket", "}", 11)),
    "return": ("\nreturn 1;", ("script-return-outside", None, 10)),
    "equals": ("\nif (1 = 2) {}", ("script-wrong-equals", None, 10)),
}


@pytest.mark.parametrize(("script", "failure"), **rows(UNREADABLE))
async def test_a_script_that_cannot_be_read_has_its_usual_cause(
    checker: Checker, script: str, failure: tuple[str, str | None, int | None]
):
    """The line, and what is missing there."""
    told_of = await told(checker, with_script(script), expect.valid_script)
    assert told_of is not None
    assert (told_of[0], told_of[2], told_of[3]) == failure


async def test_a_file_of_its_own_has_its_own_lines(checker: Checker):
    """The line is that of the file, not of the page."""
    page = a_page('<h1>a</h1><script src="menu.js"></script>')
    assert await told(checker, page, expect.valid_script, menu_js=b"let a = 1;\nfonction b() {}\n") == (
        "script-misspelled-word",
        None,
        "fonction",
        2,
    )
    assert await told(checker, page, expect.valid_script, menu_js=b"let a = 1;\n") is None
