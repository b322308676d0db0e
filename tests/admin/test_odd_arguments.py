"""Tests arguments that are invalid as text, as a project id or as a match id."""

from __future__ import annotations

import pytest
from google.cloud.firestore import Client

from tests.admin.administration import run_in_process

INVALID_TEXT = "a\udce9b"
"""How Python decodes an argument typed in another encoding: `a\xe9b` in Latin-1."""

INVALID_IDS = ("", ".", "..", "a/b", "__x__", "x" * 1_600)
VERBS = {
    "meter": ("meter",),
    "verify": ("verify",),
    "scorecard": ("scorecard",),
    "judge": ("judge",),
    "editions": ("editions", "--as", "2000"),
    "ledger": ("ledger", "verify"),
    "feed": ("feed", "show"),
    "diff": ("migrate", "diff", "--match"),
    "run": ("migrate", "run", "--all", "--match"),
}

OTHER_VERBS = {
    "roles of a person": ("roles", INVALID_TEXT),
    "roles in a match": ("roles", "--match", INVALID_TEXT),
    "revoke": ("revoke", INVALID_TEXT, "scorer_home", "--match", "m1"),
    "notes": ("grant", "ann", "coach", "--team", "lions", "--notes", INVALID_TEXT),
    "jersey": ("grant", "ann", "player", "--team", "lions", "--jersey", INVALID_TEXT),
    "granting --by": ("grant", "ann", "coach", "--team", "lions", "--by", INVALID_TEXT),
    "revoking --by": ("revoke", "ann", "coach", "--team", "lions", "--by", INVALID_TEXT),
    "table": ("stats", "table", INVALID_TEXT),
    "figures": ("stats", "verify", INVALID_TEXT),
    "reason": ("rule", "m1", "1_3", "--none", "--method", "umpire", "--reason", INVALID_TEXT),
}


@pytest.mark.usefixtures("firestore_client")
@pytest.mark.parametrize("arguments", OTHER_VERBS.values(), ids=OTHER_VERBS)
def test_an_argument_that_is_no_valid_text_is_refused_with_one_line(
    arguments: tuple[str, ...],
) -> None:
    result = run_in_process(*arguments)
    assert (result.code, result.out) == (2, "")
    [line] = result.err.splitlines()
    assert "a\\udce9b" in line


@pytest.mark.usefixtures("firestore_client")
@pytest.mark.parametrize("project", ["demo-\u00fc", "demo-x y", "demo-\n", "demo-" + "x" * 200])
def test_an_invalid_project_id_is_refused_with_one_line(project: str) -> None:
    result = run_in_process("meter", "m1", "--project", project)
    assert (result.code, result.out) == (2, "")
    assert "is no project id" in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("verb", VERBS)
def test_an_invalid_match_id_is_refused_with_one_line(firestore_client: Client, verb: str) -> None:
    for invalid_id in INVALID_IDS:
        result = run_in_process(*VERBS[verb], invalid_id)
        assert (result.code, result.out) == (2, ""), invalid_id
        [line] = result.err.splitlines()
        assert line.startswith("scrbrd: ")
        assert "projects/" not in line
        assert len(line) < 300
    assert not list(firestore_client.collections())
