"""The rules keep production's limits, and the lint would say if they did not."""

from __future__ import annotations

import pytest

from devtools.rules.build import Built
from devtools.rules.lint import access_calls, findings, functions


def made(text: str) -> Built:
    """A ruleset of one piece."""
    return Built(text, ())


def chain(length: int) -> str:
    """Functions that call one another."""
    last = f"function f{length}() {{ return true; }}"
    calls = [f"function f{n}() {{ return f{n + 1}(); }}" for n in range(length)]
    return "\n".join([*calls, last])


def test_the_rules_keep_the_limits_of_production(built: Built) -> None:
    assert findings(built) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("function f() { " + "let a = 1; " * 11 + "return a; }", "f has 11 let"),
        ("function f(a, b, c, d, e, g, h, i) { return a; }", "f has 8 arguments"),
        ("function f() { return f(); }", "f calls itself"),
        (chain(21), "calls 22 deep"),
        ("function f() { return 1; }\nfunction f() { return 2; }", "f is defined more than once"),
        ("//" + "x" * 2**18, "longer than"),
        ("allow create: if " + " && ".join(["exists(/a/b)"] * 11) + ";", "11 access calls"),
        ("allow write: if isAdmin();", "say which"),
        ("allow get, update: if isAdmin();", "reads apart from writes"),
        ("\n".join(f"{'  ' * n}match /a/{{b}} {{" for n in range(11)), "nested deeper"),
    ],
    ids=["lets", "arguments", "recursion", "depth", "twice", "size", "access", "write", "mixed",
         "nesting"],
)  # fmt: skip
def test_the_lint_finds(text: str, said: str) -> None:
    assert any(said in finding for finding in findings(made(text)))


def test_access_calls_are_counted_through_functions() -> None:
    known = functions(
        "function f() { return exists(/a/b) || g(); }\nfunction g() { return get(/a); }"
    )
    assert access_calls("f() && data.get('x', 1)", known) == 2
