"""What a Cricsheet file says comes back from an export: metadata, and what is odd about balls."""

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
from tests.admin.committed import committed_logs
from tests.admin.files import ACES, BEES, SQUADS, ball, imported, innings, match, out, over
from tests.admin.test_importer_oddities import ACES_BY_8, FIRST, LOST, A, B

OFFICIALS = {"umpires": ["U One", "U Two"], "match_referees": ["R One"]}
PEOPLE = {"A1": "00000001", "U One": "00000002", "Nobody Else": "00000003"}


def as_text(data: Json) -> str:
    """A file as text, by which 5 is not 5.0."""
    return json.dumps(data, sort_keys=True, indent=1)


def stored(log: MatchLog) -> MatchLog:
    """The log as its documents bring it back from a project."""
    documents = [(each.path.split("/"), dict(each.fields)) for each in documents_of_log(log)]
    lineups, actions, matches = [], [], []
    for path, given in documents:
        fields = {name: each for name, each in given.items() if each is not SERVER_TIMESTAMP}
        if len(path) == 2:
            matches.append(read_match(path[1], fields))
        elif path[2] == "lineups":
            lineups.append(read_lineup(path[1], path[3], fields))
        else:
            actions.append(read_action(fields))
    [only] = matches
    return MatchLog(
        log.match_id,
        only,
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
        {"missing": ["umpires", {"powerplays": {"1": ["fielding"]}}], "supersubs": {ACES: "A11"}},
        {"toss": {"winner": ACES, "decision": "field", "uncontested": True}},
        {"toss": {"winner": "Nobody", "decision": "sleep"}},
        {"player_of_match": ["A1", "Somebody"], "balls_per_over": 6, "overs": 1},
        {"venue": "Oval", "lists": [[1, [2]], None], "nothing": None, "deep": {"a": {"b": [{}]}}},
        {"some": {"umpireId": "A B/C"}},
    ],
)
def test_what_a_file_says_of_the_match_comes_back(info: Json, tmp_path: Path) -> None:
    data = match(FIRST, LOST, outcome=ACES_BY_8, **info)
    before = as_text(data)
    log = imported(data)
    assert as_text(export_log(log).data) == before
    assert export_log(log).omitted == ()
    assert as_text(export_log(stored(log)).data) == before
    write_log(log, tmp_path / "odd.log")
    assert as_text(export_log(read_log(tmp_path / "odd.log")).data) == before


def test_facts_of_a_file_can_be_read_in_the_match_document() -> None:
    info = {"gender": "female", "city": "Leeds", "officials": OFFICIALS}
    facts = imported(match(FIRST, LOST, outcome=ACES_BY_8, **info)).match.source_facts
    assert facts is not None
    assert facts.name == "cricsheet"
    assert facts.facts == info


def test_a_bowl_out_comes_back_ball_by_ball() -> None:
    second = innings(BEES, over(*B, "A1", 4, 4), over("B2", "B1", "A2", 4))
    bowled = [{"bowler": "A1", "outcome": "miss"}, {"bowler": "B1", "outcome": "hit"}]
    data = match(FIRST, second, outcome={"result": "tie", "bowl_out": BEES}, bowl_out=bowled)
    assert as_text(export_log(imported(data)).data) == as_text(data)


@pytest.mark.parametrize(
    "second",
    [
        LOST | {"target": {"overs": 1.3, "runs": 13}},
        LOST | {"target": {"overs": "1.3", "runs": 13}},
        LOST | {"miscounted_overs": {"0": {"balls": 6, "umpire": "U One"}}},
        LOST | {"powerplays": [{"from": 0.1, "to": 0.6, "type": "mandatory"}, {"type": "batting"}]},
        LOST | {"penalty_runs": {"pre": 0}, "note": {"more": [1]}, "declared": False},
        {"team": BEES, "overs": [{"over": 3, "deliveries": over(*B, "A1", 4), "part": "b"}]},
        {"team": BEES, "overs": [{"over": 0, "deliveries": []}, *FIRST["overs"][:0]]},
        {"team": BEES},
    ],
)
def test_what_a_file_says_of_an_innings_comes_back(second: Json) -> None:
    data = json.loads(json.dumps(match(FIRST, second, outcome=ACES_BY_8)))
    assert as_text(export_log(imported(data)).data) == as_text(data)


def in_place(name: str, value: Any) -> list[Json]:
    """An over whose third ball has one more field."""
    balls = over(*A, "B1", 4, 4)
    balls[2] |= {name: value}
    return balls


ODD_OVERS: dict[str, list[Json]] = {
    "a field that nobody knows": in_place("speed", {"km": 140.5, "spin": None}),
    "runs that do not add up": in_place("runs", {"batter": 0, "extras": 0, "total": 1}),
    "runs with more to say": in_place("runs", {"batter": 0, "extras": 0, "total": 0, "x": []}),
    "an extra of nothing": in_place("extras", {"byes": 0}),
    "no review to speak of": in_place("review", None),
    "two out": in_place("wickets", [out("A2", "retired hurt"), out("A1", "bowled")]),
    "caught by the bowler": in_place("wickets", [out("A1", "caught", "B1")]),
    "a fielder of no side": in_place("wickets", [out("A1", "caught", "C7")]),
    "a bare fielder": in_place("wickets", [out("A1", "caught") | {"fielders": [{}]}]),
    "retired, and back at the next ball": in_place("wickets", [out("A2", "retired hurt")]),
    **{
        reason: in_place(
            "replacements", {"match": [{"in": "A11", "out": "A9", "reason": reason, "team": ACES}]}
        )
        for reason in ("national_release", "national_callup", "x_factor", "excluded - why", "new")
    },
    "a batter for a while": in_place(
        "replacements", {"role": [{"in": "A3", "out": "A2", "reason": "too hot", "role": "batter"}]}
    ),
    "nobody for nobody": in_place("replacements", {"role": [{"reason": "?", "role": "bowler"}]}),
}


@pytest.mark.parametrize("balls", ODD_OVERS.values(), ids=ODD_OVERS)
def test_what_is_odd_about_a_ball_comes_back(balls: list[Json]) -> None:
    first = innings(ACES, balls, over("A2", "A1", "B2", 4))
    data = json.loads(json.dumps(match(first, LOST, outcome=ACES_BY_8)))
    exported = export_log(imported(data))
    assert as_text(exported.data) == as_text(data)


def test_every_ball_has_its_place_again_where_newer_files_tell_it() -> None:
    data: Json = json.loads(json.dumps(match(FIRST, LOST, outcome=ACES_BY_8)))
    for each in data["innings"]:
        for one in each["overs"]:
            for number, delivery in enumerate(one["deliveries"], start=1):
                delivery |= {"over": one["over"], "place": float(f"{one['over']}.{number}")}
    log = imported(data)
    assert as_text(export_log(log).data) == as_text(data)
    facts = log.match.source_facts
    assert facts is not None
    assert len(facts.rest or "") < 500, "a rule is kept, not a value for every ball"


def test_balls_that_cannot_have_been_bowled_come_back_as_they_were() -> None:
    chase = innings(BEES, [ball(*B, "A1", 4)] * 4, over("B2", "B1", "A2", 1, 1))
    data = json.loads(json.dumps(match(FIRST, chase, outcome=ACES_BY_8)))
    exported = export_log(imported(data))
    assert as_text(exported.data) == as_text(data)


def test_balls_behind_one_that_cannot_have_been_bowled_stay_in_their_overs() -> None:
    first = over(*A, "B1")
    first[2]["wickets"] = [out("A1", "caught", "B4")]
    later = [over(*A, "B2"), over("A3", "A2", "B1", 4), over("A2", "A3", "B2", 4, 4)]
    bats = innings(ACES, first, *later)
    data = json.loads(json.dumps(match(bats, LOST, outcome=ACES_BY_8, overs=5)))
    assert as_text(export_log(imported(data)).data) == as_text(data)


def super_over(team: str, *balls: Json) -> Json:
    """A super over of a side."""
    return innings(team, [*balls], super_over=True)


def test_a_super_over_of_a_match_that_was_won_comes_back_beside_its_innings() -> None:
    extra = super_over(ACES, *over(*A, "B1", 4)), super_over(BEES, *over(*B, "A1"))
    data = json.loads(json.dumps(match(FIRST, LOST, *extra, outcome=ACES_BY_8)))
    exported = export_log(imported(data))
    assert as_text(exported.data) == as_text(data)
    assert [each.partition(":")[0] for each in exported.omitted] == ["3_1", "4_1"]


def test_a_super_over_that_a_correction_made_needless_does_not_go_into_the_chase() -> None:
    level = innings(BEES, *([ball(*B, bowler, hit) for hit in (4, 4, 0, 0, 0, 0)]
                            for bowler in ("A1", "A2")))  # fmt: skip
    chase = {"team": BEES, "overs": level["overs"]}
    bats = innings(ACES, over(*A, "B1", 4, 4), over(*A, "B2", 4, 4))
    extra = super_over(BEES, *over(*B, "A1", 4)), super_over(ACES, *over(*A, "B1"))
    log = imported(match(bats, chase, *extra, outcome={"result": "tie", "eliminator": BEES}))
    hit = next(each for each in log.actions if getattr(each, "runs_off_bat", 0))
    mended = tuple(
        each.model_copy(update={"runs_off_bat": 6}) if each is hit else each for each in log.actions
    )
    played = export_log(replace(log, actions=mended)).data["innings"]
    assert [each["team"] for each in played] == [ACES, BEES, BEES, ACES]
    assert as_text(played[1]["overs"]) == as_text(chase["overs"])


def test_a_match_that_was_corrected_is_not_told_with_the_words_of_its_file() -> None:
    first = innings(ACES, in_place("wickets", [out("A1", "caught", "B1")]), over("A2", "A3", "B2"))
    log = imported(match(first, LOST, outcome=ACES_BY_8, dates=["2023-05-01", "2023-05-02"]))
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
def test_names_in_other_scripts_have_ids_of_their_own(names: tuple[str, str]) -> None:
    first, second = map(slug, names)
    assert first != second
    assert first.isascii()
    squads = {ACES: [*names, *SQUADS[ACES][2:]], BEES: SQUADS[BEES]}
    text = json.dumps(match(FIRST, LOST, outcome=ACES_BY_8, players=squads), ensure_ascii=False)
    data = json.loads(text.replace('"A1"', f'"{names[0]}"').replace('"A2"', f'"{names[1]}"'))
    log = imported(data)
    assert {first, second} < {each.player_id for each in log.lineups}
    assert as_text(export_log(log).data) == as_text(data)


def test_latin_names_keep_the_ids_that_they_had() -> None:
    assert [slug("São Tomé"), slug("A B de Villiers"), slug("--")] == [
        "s-o-tom",
        "a-b-de-villiers",
        "x",
    ]


@pytest.mark.parametrize("log", committed_logs(), ids=lambda log: log.stem)
def test_a_committed_match_comes_back_from_its_own_export(log: Path) -> None:
    exported = export_log(read_log(log))
    again = export_log(import_data(log.with_suffix(".json"), exported.data))
    assert as_text(again.data) == as_text(exported.data)
    assert exported.omitted == ()
    assert {"city", "officials", "team_type", "gender"} & exported.data["info"].keys()


@pytest.mark.parametrize(
    ("ours", "is_the_same"),
    [
        ({"batter": 1, "total": 1}, True),
        ({"batter": 1.0, "total": 1}, False),
        ({"batter": True, "total": 1}, False),
        ({"batter": 1}, False),
    ],
    ids=["whole", "a float", "a truth", "a name less"],
)
def test_runs_are_the_same_only_where_json_writes_them_so(ours: Json, is_the_same: bool) -> None:
    stated = {"total": 1, "batter": 1}
    assert is_same(stated, ours) is is_the_same
    assert is_same(ours, stated) is is_the_same
