"""Tests players without a name in a Cricsheet export: the id replaces it, a file's names stay."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from admin.cricsheet.exporter import NO_PLACE, Exported, export_log
from admin.cricsheet.importer import import_data
from admin.matchlog import MatchLog
from admin.scored_file import score_log
from scrbrd.domain.json_types import Json
from tests.admin.files import ACES, BEES, SQUADS, imported_log, innings, match, over, wicket_of
from tests.admin.test_export import as_text, short_match, without_source

BLANK_NAMES = ["", " ", "\u00a0", "\u200b", None]


def with_player_names(log: MatchLog, **names: str | None) -> MatchLog:
    """Return the log with other names for some players, by their ids."""
    lineups = tuple(
        each.model_copy(update={"player_name": names.get(each.player_id, each.player_name)})
        for each in log.lineups
    )
    return replace(log, lineups=lineups)


def first_ball(exported: Exported) -> Json:
    """Return the first delivery of the file."""
    ball: Json = exported.data["innings"][0]["overs"][0]["deliveries"][0]
    return ball


@pytest.mark.parametrize("name", BLANK_NAMES)
def test_a_player_without_a_name_is_exported_by_id_and_listed(name: str | None) -> None:
    exported = export_log(with_player_names(without_source(short_match()), a1=name, a2=name))
    assert exported.data["info"]["players"][ACES][:3] == ["a1", "a2", "A3"]
    assert (first_ball(exported)["batter"], first_ball(exported)["non_striker"]) == ("a1", "a2")
    assert exported.data["info"]["registry"]["people"]["a1"] == "a1"
    assert exported.omitted == (
        NO_PLACE,
        "players: a1 has no name; its id stands in the file",
        "players: a2 has no name; its id stands in the file",
    )


def test_a_player_without_a_name_keeps_the_id_when_the_file_is_imported() -> None:
    log = with_player_names(without_source(short_match()), a1="", b2="")
    reimported = import_data(Path("odd.json"), export_log(log).data)
    assert [each.player_id for each in reimported.lineups] == [
        each.player_id for each in log.lineups
    ]
    assert [each.runs for each in score_log(reimported).innings] == [4, 0]


def test_an_id_that_equals_another_players_name_gets_a_number() -> None:
    exported = export_log(with_player_names(without_source(short_match()), a1="a2", a2=""))
    assert exported.data["info"]["players"][ACES][:2] == ["a2", "a2 (2)"]


def file_with_name(name: str, **info: Json) -> Json:
    """Return a file in which a batter of Aces with this name is caught and takes a catch."""
    squad = [name if each == "A1" else each for each in SQUADS[ACES]]
    aces_over = over(name, "A2", "B11", 4)
    aces_over[5]["wickets"] = [wicket_of(name, "caught", "B2")]
    bees_over = over("B1", "B2", "A11")
    bees_over[5]["wickets"] = [wicket_of("B1", "caught", name)]
    return match(
        innings(ACES, aces_over, over("A2", "A3", "B10")),
        innings(BEES, bees_over, over("B2", "B3", "A10")),
        outcome={"winner": ACES, "by": {"runs": 4}},
        players={ACES: squad, BEES: SQUADS[BEES]},
        **info,
    )


@pytest.mark.parametrize("name", ["", " ", "???", "x"])
@pytest.mark.parametrize("has_registry", [True, False])
def test_an_odd_name_from_a_file_is_exported_unchanged(name: str, has_registry: bool) -> None:
    registry: Json = {"registry": {"people": {name: "deadbeef"}}} if has_registry else {}
    source = file_with_name(name, **registry)
    exported = export_log(imported_log(json.loads(json.dumps(source))))
    assert as_text(exported.data) == as_text(source)
    assert exported.omitted == ()


def test_a_name_emptied_after_the_import_is_listed() -> None:
    exported = export_log(with_player_names(short_match(), a1=""))
    assert first_ball(exported)["batter"] == "a1"
    assert exported.omitted == ("players: a1 has no name; its id stands in the file",)
