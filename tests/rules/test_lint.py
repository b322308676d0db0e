"""Tests that the rules keep production's limits, and that the lint reports rules that do not."""

from __future__ import annotations

import pytest

from devtools.rules.build import Built
from devtools.rules.lint import access_calls, findings, functions


def ruleset(text: str) -> Built:
    """Return a ruleset without pieces."""
    return Built(text, ())


def call_chain(length: int) -> str:
    """Return functions of which each calls the next one."""
    last = f"function f{length}() {{ return true; }}"
    calls = [f"function f{n}() {{ return f{n + 1}(); }}" for n in range(length)]
    return "\n".join([*calls, last])


def test_the_rules_keep_the_limits_of_production(built: Built) -> None:
    assert findings(built) == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("function f() { " + "let a = 1; " * 11 + "return a; }", "f has 11 let"),
        ("function f(a, b, c, d, e, g, h, i) { return a; }", "f has 8 arguments"),
        ("function f() { return f(); }", "f calls itself"),
        (call_chain(21), "calls 22 deep"),
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
def test_the_lint_reports_each_limit_that_is_exceeded(text: str, part: str) -> None:
    assert any(part in finding for finding in findings(ruleset(text)))


def test_access_calls_in_called_functions_are_counted() -> None:
    known = functions(
        "function f() { return exists(/a/b) || g(); }\nfunction g() { return get(/a); }"
    )
    assert access_calls("f() && data.get('x', 1)", known) == 2
