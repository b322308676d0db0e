"""Tests that an export has a Cricsheet file's facts again: metadata, and oddities of balls."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP

from admin.cricsheet.exporter import export_log
from admin.cricsheet.importer import import_data
from admin.cricsheet.people import slug
from admin.cricsheet.stated_values import is_same
from admin.logfile import read_log, write_log
from admin.matchlog import MatchLog
from admin.transfer.imports import documents_of_log
from scrbrd.domain.actions import read_action
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import read_lineup, read_match
from tests.admin.committed_matches import committed_logs
from tests.admin.files import (
    ACES,
    BEES,
    SQUADS,
    ball,
    imported_log,
    innings,
    match,
    over,
    wicket_of,
)
from tests.admin.test_importer_oddities import ACES_12, ACES_BY_8, BEES_4, A, B

OFFICIALS = {"umpires": ["U One", "U Two"], "match_referees": ["R One"]}
PEOPLE = {"A1": "00000001", "U One": "00000002", "Nobody Else": "00000003"}


def as_text(data: Json) -> str:
    """Return a file as text, in which 5 and 5.0 differ."""
    return json.dumps(data, sort_keys=True, indent=1)


def through_documents(log: MatchLog) -> MatchLog:
    """Return the log as it is read from the documents that an import writes."""
    documents = [(each.path.split("/"), dict(each.fields)) for each in documents_of_log(log)]
    lineups, actions, matches = [], [], []
    for path, stored_fields in documents:
        fields = {
            name: each for name, each in stored_fields.items() if each is not SERVER_TIMESTAMP
        }
        if len(path) == 2:
            matches.append(read_match(path[1], fields))
        elif path[2] == "lineups":
            lineups.append(read_lineup(path[1], path[3], fields))
        else:
            actions.append(read_action(fields))
    [stored_match] = matches
    return MatchLog(
        log.match_id,
        stored_match,
        (*lineups,),
        (*actions,),
        season_name=log.match.season_id,
        competition_name=log.match.competition_id,
    )


@pytest.mark.parametrize(
    "info",
    [
        {},
        {"gender": "male"},
        {"gender": "female", "team_type": "club", "city": "Leeds", "officials": OFFICIALS},
        {"event": {"name": "Cup", "match_number": 7, "group": "A", "sub_name": "Northern"}},
        {"event": {"name": "Cup", "stage": "Final"}, "season": "2023/24"},
        {"event": "Cup"},
        {"season": 2023},
        {"match_type": "ODM"},
        {"match_type": "IT20", "match_type_number": 1234},
        {"match_type": "MDM", "dates": [f"2023-05-0{day}" for day in range(1, 6)]},
        {"match_type": "Beach"},
        {"dates": ["2023-05-01", "2023-05-02"]},
        {"registry": {"people": PEOPLE}},
        {"registry": {"people": PEOPLE | {"A1": "é/1", "B2": "2023/24", "B3": "x" * 120}}},
        {"missing": ["umpires", {"powerplays": {"1": ["fielding"]}}], "supersubs": {ACES: "A11"}},
        {"toss": {"winner": ACES, "decision": "field", "uncontested": True}},
        {"toss": {"winner": "Nobody", "decision": "sleep"}},
        {"player_of_match": ["A1", "Somebody"], "balls_per_over": 6, "overs": 1},
        {"venue": "Oval", "lists": [[1, [2]], None], "nothing": None, "deep": {"a": {"b": [{}]}}},
        {"some": {"umpireId": "A B/C"}},
    ],
)
def test_facts_of_the_match_are_exported_unchanged(info: Json, tmp_path: Path) -> None:
    data = match(ACES_12, BEES_4, outcome=ACES_BY_8, **info)
    source_text = as_text(data)
    log = imported_log(data)
    assert as_text(export_log(log).data) == source_text
    assert export_log(log).omitted == ()
    assert as_text(export_log(through_documents(log)).data) == source_text
    write_log(log, tmp_path / "odd.log")
    assert as_text(export_log(read_log(tmp_path / "odd.log")).data) == source_text


def test_the_match_document_holds_the_facts_of_its_file() -> None:
    info = {"gender": "female", "city": "Leeds", "officials": OFFICIALS}
    facts = imported_log(match(ACES_12, BEES_4, outcome=ACES_BY_8, **info)).match.source_facts
    assert facts is not None
    assert facts.name == "cricsheet"
    assert facts.facts == info


def test_a_bowl_out_is_exported_ball_by_ball() -> None:
    second = innings(BEES, over(*B, "A1", 4, 4), over("B2", "B1", "A2", 4))
    bowl_out = [{"bowler": "A1", "outcome": "miss"}, {"bowler": "B1", "outcome": "hit"}]
    data = match(ACES_12, second, outcome={"result": "tie", "bowl_out": BEES}, bowl_out=bowl_out)
    assert as_text(export_log(imported_log(data)).data) == as_text(data)


@pytest.mark.parametrize(
    "second",
    [
        BEES_4 | {"target": {"overs": 1.3, "runs": 13}},
        BEES_4 | {"target": {"overs": "1.3", "runs": 13}},
        BEES_4 | {"miscounted_overs": {"0": {"balls": 6, "umpire": "U One"}}},
        BEES_4
        | {"powerplays": [{"from": 0.1, "to": 0.6, "type": "mandatory"}, {"type": "batting"}]},
        BEES_4 | {"penalty_runs": {"pre": 0}, "note": {"more": [1]}, "declared": False},
        {"team": BEES, "overs": [{"over": 3, "deliveries": over(*B, "A1", 4), "part": "b"}]},
        {"team": BEES, "overs": [{"over": 0, "deliveries": []}, *ACES_12["overs"][:0]]},
        {"team": BEES},
    ],
)
def test_facts_of_an_innings_are_exported_unchanged(second: Json) -> None:
    data = json.loads(json.dumps(match(ACES_12, second, outcome=ACES_BY_8)))
    assert as_text(export_log(imported_log(data)).data) == as_text(data)


def over_with_field(name: str, value: Any) -> list[Json]:
    """Return an over whose third ball has one more field."""
    balls = over(*A, "B1", 4, 4)
    balls[2] |= {name: value}
    return balls


ODD_OVERS: dict[str, list[Json]] = {
    "an unknown field": over_with_field("speed", {"km": 140.5, "spin": None}),
    "runs that do not add up": over_with_field("runs", {"batter": 0, "extras": 0, "total": 1}),
    "runs with an unknown part": over_with_field(
        "runs", {"batter": 0, "extras": 0, "total": 0, "x": []}
    ),
    "an extra of zero": over_with_field("extras", {"byes": 0}),
    "a review that is null": over_with_field("review", None),
    "two wickets": over_with_field(
        "wickets", [wicket_of("A2", "retired hurt"), wicket_of("A1", "bowled")]
    ),
    "caught by the bowler": over_with_field("wickets", [wicket_of("A1", "caught", "B1")]),
    "a fielder in neither side": over_with_field("wickets", [wicket_of("A1", "caught", "C7")]),
    "a fielder without a name": over_with_field(
        "wickets", [wicket_of("A1", "caught") | {"fielders": [{}]}]
    ),
    "retired, and back at the next ball": over_with_field(
        "wickets", [wicket_of("A2", "retired hurt")]
    ),
    **{
        reason: over_with_field(
            "replacements", {"match": [{"in": "A11", "out": "A9", "reason": reason, "team": ACES}]}
        )
        for reason in ("national_release", "national_callup", "x_factor", "excluded - why", "new")
    },
    "a batter replaced during the over": over_with_field(
        "replacements", {"role": [{"in": "A3", "out": "A2", "reason": "too hot", "role": "batter"}]}
    ),
    "a replacement without players": over_with_field(
        "replacements", {"role": [{"reason": "?", "role": "bowler"}]}
    ),
}


@pytest.mark.parametrize("balls", ODD_OVERS.values(), ids=ODD_OVERS)
def test_odd_fields_of_a_ball_are_exported_unchanged(balls: list[Json]) -> None:
    first = innings(ACES, balls, over("A2", "A1", "B2", 4))
    data = json.loads(json.dumps(match(first, BEES_4, outcome=ACES_BY_8)))
    exported = export_log(imported_log(data))
    assert as_text(exported.data) == as_text(data)


def test_places_of_balls_in_newer_files_are_exported_unchanged() -> None:
    data: Json = json.loads(json.dumps(match(ACES_12, BEES_4, outcome=ACES_BY_8)))
    for each in data["innings"]:
        for one_over in each["overs"]:
            for number, delivery in enumerate(one_over["deliveries"], start=1):
                delivery |= {
                    "over": one_over["over"],
                    "place": float(f"{one_over['over']}.{number}"),
                }
    log = imported_log(data)
    assert as_text(export_log(log).data) == as_text(data)
    facts = log.match.source_facts
    assert facts is not None
    assert len(facts.rest or "") < 500, "a rule is kept, not a value for every ball"


def test_balls_after_the_end_of_a_match_are_exported_unchanged() -> None:
    chase = innings(BEES, [ball(*B, "A1", 4)] * 4, over("B2", "B1", "A2", 1, 1))
    data = json.loads(json.dumps(match(ACES_12, chase, outcome=ACES_BY_8)))
    exported = export_log(imported_log(data))
    assert as_text(exported.data) == as_text(data)


def test_balls_after_an_impossible_one_are_exported_in_their_overs() -> None:
    first = over(*A, "B1")
    first[2]["wickets"] = [wicket_of("A1", "caught", "B4")]
    later = [over(*A, "B2"), over("A3", "A2", "B1", 4), over("A2", "A3", "B2", 4, 4)]
    aces_innings = innings(ACES, first, *later)
    data = json.loads(json.dumps(match(aces_innings, BEES_4, outcome=ACES_BY_8, overs=5)))
    assert as_text(export_log(imported_log(data)).data) == as_text(data)


def super_over(team: str, *balls: Json) -> Json:
    """Return a super over of a side."""
    return innings(team, [*balls], super_over=True)


def test_super_overs_of_a_match_that_was_won_are_exported_and_listed() -> None:
    super_overs = super_over(ACES, *over(*A, "B1", 4)), super_over(BEES, *over(*B, "A1"))
    data = json.loads(json.dumps(match(ACES_12, BEES_4, *super_overs, outcome=ACES_BY_8)))
    exported = export_log(imported_log(data))
    assert as_text(exported.data) == as_text(data)
    assert [each.partition(":")[0] for each in exported.omitted] == ["3_1", "4_1"]


def test_super_overs_made_needless_by_a_correction_stay_out_of_the_chase() -> None:
    level_innings = innings(BEES, *([ball(*B, bowler, hit) for hit in (4, 4, 0, 0, 0, 0)]
                            for bowler in ("A1", "A2")))  # fmt: skip
    chase = {"team": BEES, "overs": level_innings["overs"]}
    aces_innings = innings(ACES, over(*A, "B1", 4, 4), over(*A, "B2", 4, 4))
    super_overs = super_over(BEES, *over(*B, "A1", 4)), super_over(ACES, *over(*A, "B1"))
    log = imported_log(
        match(aces_innings, chase, *super_overs, outcome={"result": "tie", "eliminator": BEES})
    )
    hit = next(each for each in log.actions if getattr(each, "runs_off_bat", 0))
    corrected_actions = tuple(
        each.model_copy(update={"runs_off_bat": 6}) if each is hit else each for each in log.actions
    )
    exported_innings = export_log(replace(log, actions=corrected_actions)).data["innings"]
    assert [each["team"] for each in exported_innings] == [ACES, BEES, BEES, ACES]
    assert as_text(exported_innings[1]["overs"]) == as_text(chase["overs"])


def test_a_corrected_match_is_exported_without_outdated_facts_of_its_file() -> None:
    first = innings(
        ACES, over_with_field("wickets", [wicket_of("A1", "caught", "B1")]), over("A2", "A3", "B2")
    )
    log = imported_log(match(first, BEES_4, outcome=ACES_BY_8, dates=["2023-05-01", "2023-05-02"]))
    wicket = next(each for each in log.actions if getattr(each, "is_wicket", False))
    voided = tuple(
        each.model_copy(update={"is_voided": True}) if each is wicket else each
        for each in log.actions
    )
    later = log.match.model_copy(update={"scheduled_at": "2023-06-01"})
    data = export_log(replace(log, match=later, actions=voided)).data
    assert "wickets" not in as_text(data)
    assert data["info"]["dates"] == ["2023-06-01"]


@pytest.mark.parametrize("names", [("王伟", "李娜"), ("Дмитрий", "Сергей"), ("أحمد", "علي")])
def test_names_in_other_scripts_get_different_ids(names: tuple[str, str]) -> None:
    first, second = map(slug, names)
    assert first != second
    assert first.isascii()
    squads = {ACES: [*names, *SQUADS[ACES][2:]], BEES: SQUADS[BEES]}
    text = json.dumps(match(ACES_12, BEES_4, outcome=ACES_BY_8, players=squads), ensure_ascii=False)
    data = json.loads(text.replace('"A1"', f'"{names[0]}"').replace('"A2"', f'"{names[1]}"'))
    log = imported_log(data)
    assert {first, second} < {each.player_id for each in log.lineups}
    assert as_text(export_log(log).data) == as_text(data)


def test_the_ids_of_latin_names_stay_the_same() -> None:
    assert [slug("São Tomé"), slug("A B de Villiers"), slug("--")] == [
        "s-o-tom",
        "a-b-de-villiers",
        "x",
    ]


@pytest.mark.parametrize("log", committed_logs(), ids=lambda log: log.stem)
def test_a_committed_match_is_exported_the_same_after_a_second_import(log: Path) -> None:
    exported = export_log(read_log(log))
    second_export = export_log(import_data(log.with_suffix(".json"), exported.data))
    assert as_text(second_export.data) == as_text(exported.data)
    assert exported.omitted == ()
    assert {"city", "officials", "team_type", "gender"} & exported.data["info"].keys()


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ({"batter": 1, "total": 1}, True),
        ({"batter": 1.0, "total": 1}, False),
        ({"batter": True, "total": 1}, False),
        ({"batter": 1}, False),
    ],
    ids=["whole", "a float", "a boolean", "a field missing"],
)
def test_runs_are_equal_only_if_their_json_is(runs: Json, expected: bool) -> None:
    stated_runs = {"total": 1, "batter": 1}
    assert is_same(stated_runs, runs) is expected
    assert is_same(runs, stated_runs) is expected
