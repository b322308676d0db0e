"""Tests that files generated from the table of verdicts are fresh and readable by clients."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest

from devtools.verdicts import conditions_page, page, table_json
from scrbrd.domain.playing_conditions import SETS
from scrbrd.domain.verdicts.table import NOT_JUDGED, ROWS, RULES
from scrbrd.domain.vocabulary import ActionType, LawsEdition

STALE = "stale: run functions/venv/bin/python -m devtools.datamodel"


@pytest.mark.parametrize("module", [page, table_json, conditions_page])
def test_a_generated_file_is_fresh(module: Any) -> None:
    assert module.PATH.read_text(encoding="utf-8") == module.page(), STALE


def json_table() -> dict[str, Any]:
    """Return the table as a client reads it."""
    table: dict[str, Any] = json.loads(table_json.PATH.read_text(encoding="utf-8"))
    return table


def test_the_json_file_agrees_with_the_table() -> None:
    table = json_table()
    assert (table["format"], table["version"]) == ("scrbrd-verdicts", 1)
    verdicts = [(each["row"], each["code"], each["outcome"]) for each in table["verdicts"]]
    assert verdicts == [(rule.row, rule.code, str(rule.outcome)) for rule in RULES]
    rows = {each["row"] for each in (*table["verdicts"], *table["notJudged"])}
    assert rows == set(range(1, ROWS + 1))


def test_a_client_can_fill_a_sentence_and_cite_the_law_of_an_edition() -> None:
    (rule,) = [each for each in json_table()["verdicts"] if each["code"] == "out_off_no_ball"]
    assert rule["sentence"].format(player="Roe", how="caught") == (
        "Roe cannot be out caught off a no-ball"
    )
    assert rule["law"]["2022"] == "Law 21.18"
    assert rule["law"]["2000"] == "Law 24"


def test_every_rule_of_the_json_file_is_complete() -> None:
    types, editions = set(ActionType), list(LawsEdition)
    for rule in json_table()["verdicts"]:
        assert set(rule["actionTypes"]) <= types
        assert list(rule["law"]) == editions
        names = [name for _, name, _, _ in string.Formatter().parse(rule["sentence"]) if name]
        assert all(name.isidentifier() for name in names)
        assert rule["remedy"]


def test_the_pages_name_every_rule_and_every_set() -> None:
    text = page.page()
    assert all(f"| `{rule.code}` |" in text for rule in RULES)
    assert all(each.reason in text for each in NOT_JUDGED)
    assert all(f"`{each.name}`" in conditions_page.page() for each in SETS)
