"""Players without a name in a Cricsheet file: the id stands in, and what a file gave comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from admin.cricsheet.exporter import NO_PLACE, Exported, export_log
from admin.cricsheet.importer import import_data
from admin.matchlog import MatchLog
from admin.scoring import score_log
from scrbrd.domain.json_types import Json
from tests.admin.files import ACES, BEES, SQUADS, imported, innings, match, out, over
from tests.admin.test_export import as_text, played, scored_here

BLANK = ["", " ", "\u00a0", "\u200b", None]


def named(log: MatchLog, **names: str | None) -> MatchLog:
    """The log with other names of some players, by their ids."""
    lineups = tuple(
        each.model_copy(update={"player_name": names.get(each.player_id, each.player_name)})
        for each in log.lineups
    )
    return replace(log, lineups=lineups)


def first_ball(exported: Exported) -> Json:
    """The first delivery of the file."""
    ball: Json = exported.data["innings"][0]["overs"][0]["deliveries"][0]
    return ball


@pytest.mark.parametrize("name", BLANK)
def test_the_id_stands_for_a_player_without_a_name_and_that_is_told(name: str | None) -> None:
    exported = export_log(named(scored_here(played()), a1=name, a2=name))
    assert exported.data["info"]["players"][ACES][:3] == ["a1", "a2", "A3"]
    assert (first_ball(exported)["batter"], first_ball(exported)["non_striker"]) == ("a1", "a2")
    assert exported.data["info"]["registry"]["people"]["a1"] == "a1"
    assert exported.omitted == (
        NO_PLACE,
        "players: a1 has no name; its id stands in the file",
        "players: a2 has no name; its id stands in the file",
    )


def test_a_player_without_a_name_is_the_same_player_when_the_file_is_imported() -> None:
    log = named(scored_here(played()), a1="", b2="")
    again = import_data(Path("odd.json"), export_log(log).data)
    assert [each.player_id for each in again.lineups] == [each.player_id for each in log.lineups]
    assert [each.runs for each in score_log(again).innings] == [4, 0]


def test_an_id_that_is_anothers_name_gets_a_number() -> None:
    exported = export_log(named(scored_here(played()), a1="a2", a2=""))
    assert exported.data["info"]["players"][ACES][:2] == ["a2", "a2 (2)"]


def of_no_name(name: str, **info: Json) -> Json:
    """A file in which a batter of Aces, who is caught and takes a catch, has an odd name."""
    squad = [name if each == "A1" else each for each in SQUADS[ACES]]
    batted = over(name, "A2", "B11", 4)
    batted[5]["wickets"] = [out(name, "caught", "B2")]
    bowled = over("B1", "B2", "A11")
    bowled[5]["wickets"] = [out("B1", "caught", name)]
    return match(
        innings(ACES, batted, over("A2", "A3", "B10")),
        innings(BEES, bowled, over("B2", "B3", "A10")),
        outcome={"winner": ACES, "by": {"runs": 4}},
        players={ACES: squad, BEES: SQUADS[BEES]},
        **info,
    )


@pytest.mark.parametrize("name", ["", " ", "???", "x"])
@pytest.mark.parametrize("has_registry", [True, False])
def test_a_name_that_a_file_gave_comes_back_as_it_was(name: str, has_registry: bool) -> None:
    registry: Json = {"registry": {"people": {name: "deadbeef"}}} if has_registry else {}
    source = of_no_name(name, **registry)
    exported = export_log(imported(json.loads(json.dumps(source))))
    assert as_text(exported.data) == as_text(source)
    assert exported.omitted == ()


def test_a_name_that_was_emptied_after_the_import_is_told() -> None:
    exported = export_log(named(played(), a1=""))
    assert first_ball(exported)["batter"] == "a1"
    assert exported.omitted == ("players: a1 has no name; its id stands in the file",)
