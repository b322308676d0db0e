"""Arguments that can name no match, and texts that are too long for a file's name."""

from __future__ import annotations

import pytest
from google.cloud.firestore import Client

from tests.admin.administration import here

NO_TEXT = "a\udce9b"
"""What Python makes of an argument typed in another encoding: `a\xe9b` in Latin-1."""

NO_IDS = ("", ".", "..", "a/b", "__x__", "x" * 1_600)
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
    "roles of": ("roles", NO_TEXT),
    "roles in": ("roles", "--match", NO_TEXT),
    "revoke": ("revoke", NO_TEXT, "scorer_home", "--match", "m1"),
    "notes": ("grant", "ann", "coach", "--team", "lions", "--notes", NO_TEXT),
    "jersey": ("grant", "ann", "player", "--team", "lions", "--jersey", NO_TEXT),
    "who grants": ("grant", "ann", "coach", "--team", "lions", "--by", NO_TEXT),
    "who revokes": ("revoke", "ann", "coach", "--team", "lions", "--by", NO_TEXT),
    "table": ("stats", "table", NO_TEXT),
    "figures": ("stats", "verify", NO_TEXT),
    "reason": ("rule", "m1", "1_3", "--none", "--method", "umpire", "--reason", NO_TEXT),
}


@pytest.mark.usefixtures("firestore_client")
@pytest.mark.parametrize("arguments", OTHER_VERBS.values(), ids=OTHER_VERBS)
def test_what_is_no_text_is_one_line(arguments: tuple[str, ...]) -> None:
    ran = here(*arguments)
    assert (ran.code, ran.out) == (2, "")
    [line] = ran.err.splitlines()
    assert "a\\udce9b" in line


@pytest.mark.usefixtures("firestore_client")
@pytest.mark.parametrize("project", ["demo-\u00fc", "demo-x y", "demo-\n", "demo-" + "x" * 200])
def test_what_is_no_project_id_is_told_at_once(project: str) -> None:
    ran = here("meter", "m1", "--project", project)
    assert (ran.code, ran.out) == (2, "")
    assert "is no project id" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("verb", VERBS)
def test_what_can_name_no_match_is_one_line(firestore_client: Client, verb: str) -> None:
    for odd in NO_IDS:
        ran = here(*VERBS[verb], odd)
        assert (ran.code, ran.out) == (2, ""), odd
        [line] = ran.err.splitlines()
        assert line.startswith("scrbrd: ")
        assert "projects/" not in line
        assert len(line) < 300
    assert not list(firestore_client.collections())
