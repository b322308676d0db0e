"""Tests that names in the code are not verbs of speech such as `told`."""

import ast
import re
from collections.abc import Iterator

import pytest

from devtools.toolchain.layout import ROOT
from tests.repository.test_repository import committed_files

PACKAGES = ("functions/", "services/", "scripts/", "verifier/", "tests/")
SPEECH = {"told", "tell", "tells", "teller", "telling", "hear", "heard", "heed", "said", "says"}
PUBLIC = {
    "said_at": "`saidAt` of provider_feeds/{matchId}",
    "STATE_TOLD": "the value `told` of an event's `state`",
    "ErrorTold": "a type of the package for apps",
}
"""Names that come from documents or from the published types, with their source."""


def test_no_name_is_a_verb_of_speech() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in committed_files()
        if path.suffix == ".py" and str(path.relative_to(ROOT)).startswith(PACKAGES)
        for line, name in assigned_names(path.read_text())
        if name not in PUBLIC and SPEECH & set(words_of(name))
    ]
    remedy = "use the noun that it holds, or the verb for what it does:"
    assert not found, "\n".join([remedy, *found])


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("told = []", "told"),
        ("def f(what_was_said): ...", "what_was_said"),
        ("class HeardEvent: ...", "HeardEvent"),
        ("self.told_before = 1", "told_before"),
        ("for heard in []: ...", "heard"),
    ],
)
def test_a_verb_of_speech_is_found_in_every_kind_of_definition(source: str, name: str) -> None:
    assert name in [found for _, found in assigned_names(source)]
    assert SPEECH & set(words_of(name))


def assigned_names(source: str) -> Iterator[tuple[int, str]]:
    """Yield each name that code defines or assigns, with its line (1-based)."""
    if not any(word in source.lower() for word in SPEECH):
        return  # parsing every file takes seconds
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr


def words_of(name: str) -> list[str]:
    """Return the words of a name in snake case or camel case, in lower case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")
