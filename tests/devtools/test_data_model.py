"""The data model's page and the TypeScript definitions are written from the models."""

from __future__ import annotations

import re

from devtools.datamodel import page, typescript
from devtools.datamodel.catalogue import COLLECTIONS
from devtools.toolchain.layout import ROOT
from scrbrd.adapters import paths
from scrbrd.projections.live.documents import LiveScore
from scrbrd.projections.live.lineups import LINEUP_FIELDS
from scrbrd.projections.live.match_status import MATCH_FIELDS

STALE = "stale: run functions/venv/bin/python -m devtools.datamodel"


def test_the_page_is_fresh() -> None:
    assert page.PATH.read_text(encoding="utf-8") == page.page(), STALE


def test_the_definitions_are_fresh() -> None:
    assert typescript.PATH.read_text(encoding="utf-8") == typescript.page(), STALE


def test_what_functions_own_is_what_they_write() -> None:
    by_path = {each.path: set(each.functions_own) for each in COLLECTIONS}
    assert by_path["matches/{matchId}"] == set(MATCH_FIELDS)
    assert by_path["matches/{matchId}/lineups/{teamId}_{playerId}"] == set(LINEUP_FIELDS)


def test_every_field_of_the_live_score_is_on_the_page() -> None:
    text = page.page()
    for name, field in LiveScore.model_fields.items():
        assert f"| `{field.alias or name}` |" in text


def test_the_fields_of_documents_without_a_model_are_those_that_the_rules_let_be_written() -> None:
    rules = (ROOT / "firestore.rules").read_text(encoding="utf-8")
    allowed = {
        frozenset(re.findall(r"'(\w+)'", fields))
        for fields in re.findall(r"keys\(\)\.hasOnly\(\[([^\]]*)\]\)", rules)
    }
    asked = r"hasOnlyRulingFieldsAnd\(ruling, '([\w,]+)'\)|ruling\.keys.+fields \+ ',([\w,]+)'"
    of_rulings = ["".join(parts) for parts in re.findall(asked, rules)]
    allowed.add(frozenset(name for names in of_rulings for name in names.split(",")))
    listed = [each for each in COLLECTIONS if each.fields]
    assert len(listed) == 8
    for each in listed:
        assert frozenset(name for name, _, _ in each.fields) in allowed, each.path


def test_every_collection_that_the_rules_know_and_something_writes_is_on_the_page() -> None:
    rules = (ROOT / "firestore.rules").read_text(encoding="utf-8")
    matched = set(re.findall(r"match /([a-z_0-9]+)/\{", rules))
    listed = {part for each in COLLECTIONS for part in each.path.split("/")[::2]}
    not_yet = {"scoring_events", "disputes"}
    assert matched - listed - not_yet <= {"databases", "history", "private"}


def test_every_collection_that_the_functions_write_is_on_the_page() -> None:
    listed = {each.path.partition("/")[0] for each in COLLECTIONS}
    assert listed >= {paths.PLAYER_MATCH_STATS, paths.TEAM_MATCH_STATS, paths.PLAYER_SEASON_STATS}
    assert listed >= {paths.TEAM_SEASON_STATS, paths.PLAYER_H2H_STATS, paths.STATS_STATE}
