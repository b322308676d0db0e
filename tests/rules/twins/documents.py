"""Defines hostile values outside the log: plans, competitions, schools, people, findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.cast import ADMIN, COACH_HOME, DIRECTOR, MATCH, PLANNED, REFEREE, SEASON, UMPIRE
from tests.rules.changes import (
    match_fields,
    new_fields,
    new_match_fields,
    signed_fields,
    void_fields,
)
from tests.rules.documents import lineup
from tests.rules.twins.commit import LATER, Twin, create_commit, field_twins, update_commit
from tests.rules.twins.values import INVALID_IDS, INVISIBLE_TEXTS, ODD_VALUES, WRONG_DATES
from tests.rules.world import NO_FIELD, Fields


def document_value_twins() -> Iterator[Twin]:
    """Yield the whole table."""
    yield from plan_twins()
    yield from competition_twins()
    yield from other_document_twins()


def plan_twins() -> Iterator[Twin]:
    """Yield wrong conditions, names, dates, ids and awards of a match."""
    conditions: dict[str, Any] = {
        "ballsPerOver": 6, "oversPerInnings": 20, "inningsPerSide": 1, "playersPerSide": 11,
        "noBallRuns": 1, "wideRuns": 1, "maxOversPerBowler": 4, "freeHit": True,
        "lastManStands": False, "graceMinutes": 120, "lawsEdition": "2017",
        "minimumOvers": 5, "g50": 245, "rainMethod": "vjd", "followOnLead": 100,
        "powerplays": [{"fromOver": 0, "toOver": 5}],
    }  # fmt: skip
    good = create_commit(
        "matches/new", DIRECTOR, {**new_match_fields(DIRECTOR), "conditions": conditions}
    )
    for name in conditions:
        wrong = {**ODD_VALUES, "in words": "x"}
        if name not in {"graceMinutes"}:
            wrong.pop("nothing")
        bad: dict[str, Fields] = {
            f"{name} {what}": {"conditions": {**conditions, name: value}}
            for what, value in wrong.items()
        }
        yield from field_twins("matches", "conditions", good, bad)
    ranges = {"noBallRuns": 21, "wideRuns": -1, "maxOversPerBowler": 0, "lawsEdition": "1744",
              "minimumOvers": 0, "g50": 1000, "rainMethod": "guess", "followOnLead": 0,
              "powerplays": [{"fromOver": 0, "toOver": 5}] * 4, "ballsPerOver": "6",
              "freeHit": "true"}  # fmt: skip
    out_of_range: dict[str, Fields] = {
        name: {"conditions": {**conditions, name: value}} for name, value in ranges.items()
    }
    yield from field_twins("matches", "conditions beyond", good, out_of_range)
    nothing = {name: None for name in conditions if name != "graceMinutes"}
    with_null_conditions = good.having(conditions=nothing)
    one_wrong: dict[str, Fields] = {
        name: {"conditions": {**nothing, name: "guess"}} for name in ("rainMethod", "lawsEdition")
    }
    yield from field_twins("matches", "conditions of nothing", with_null_conditions, one_wrong)
    without_names = good.having(homeTeamName=NO_FIELD, awayTeamName=NO_FIELD, venue=NO_FIELD)
    yield from field_twins("matches", "plan without names", without_names, {"": {"format": "T7"}})
    named = good.having(venue="Oval", scheduledAt="2026-11-21", seasonId=SEASON, competitionId="c")
    for what, text in INVISIBLE_TEXTS.items():
        fields = ("homeTeamName", "awayTeamName", "venue")
        names: dict[str, Fields] = {f"{field} {what}": {field: text} for field in fields}
        yield from field_twins("matches", "plan", named, names)
    too_long: dict[str, Fields] = {
        field: {field: "n" * 201} for field in ("homeTeamName", "awayTeamName", "venue")
    }
    yield from field_twins("matches", "plan, endless", named, too_long)
    for what, text in INVALID_IDS.items():
        fields_of_ids = ("homeTeamId", "awayTeamId", "seasonId", "competitionId")
        ids: dict[str, Fields] = {f"{field} {what}": {field: text} for field in fields_of_ids}
        yield from field_twins("matches", "plan, no id", named, ids)
    dates: dict[str, Fields] = {what: {"scheduledAt": value} for what, value in WRONG_DATES.items()}
    yield from field_twins("matches", "plan in", named, dates)
    yield Twin("plan: under no id", "matches", good, good.at("matches/spiel-m\u00fcnchen"))
    awards = {"awards": {"playerOfMatchIds": ["batter-1"]}}
    award = update_commit(f"matches/{MATCH}", REFEREE, match_fields(**awards)(REFEREE))
    for what, item in {**INVALID_IDS, "a number": 7, "no name": ""}.items():
        given: Fields = {"awards": {"playerOfMatchIds": [item]}}
        yield from field_twins("matches", "award", award, {what: given})


def competition_twins() -> Iterator[Twin]:
    """Yield wrong table rules, owners and ids of competitions and seasons."""
    rules = {"win": 2, "tie": 1, "draw": 0.5, "noResult": -1, "loss": 0}
    more = {"tableRules": rules, "ownerIds": ["director"], "seasonId": SEASON, "name": "Cup",
            "format": "T20", "startDate": "2026-09-01", "endDate": LATER}  # fmt: skip
    cup = create_commit("competitions/cup", ADMIN, new_fields(id="cup", **more)(ADMIN))
    wrong: dict[str, Fields] = {
        f"{name} {what}": {"tableRules": {**rules, name: value}}
        for name in rules
        for what, value in {**ODD_VALUES, "a text": "3", "a flag": True, "too much": 1001}.items()
    }
    yield from field_twins("competitions", "table rules", cup, wrong)
    read: dict[str, Fields] = {
        f"{name} {what}": {name: value}
        for name in ("id", "name", "ownerIds", "seasonId", "format", "startDate", "endDate")
        for what, value in ODD_VALUES.items()
        if what not in {"nothing", "a list"}
    }
    yield from field_twins("competitions", "competition", cup, read)
    others: dict[str, Fields] = {
        "unknown rules": {"tableRules": {"bonus": 1}},
        "rules in a list": {"tableRules": [3]},
        "eleven owners": {"ownerIds": ["a"] * 11},
        "an owner of no id": {"ownerIds": ["."]},
        "a season of no id": {"seasonId": "2023/24"},
        "no name": {"name": ""},
        "an overlong name": {"name": "n" * 201},
        "a format in words": {"format": "a few overs"},
        "another id": {"id": "another"},
    }
    for name, fields in others.items():
        yield Twin(f"competition: {name}", "competitions", cup, cup.having(**fields))
    yield Twin("competition: under no id", "competitions", cup,
               cup.at("competitions/a b").without("id"))  # fmt: skip
    bare = create_commit("competitions/cup", ADMIN, new_fields(name="Cup")(ADMIN))
    yield Twin("competition: bare", "competitions", bare, bare.having(tableRules=3))
    many = {f"f{number}": number for number in range(36)}
    for path in ("competitions/full", "seasons/full"):
        full = create_commit(path, ADMIN, new_fields(name="Full", **many)(ADMIN))
        yield Twin(f"{path}: 41 fields", "competitions", full, full.having(f36=36))
    season = create_commit("seasons/new", ADMIN, new_fields(id="new", name="Summer")(ADMIN))
    wrong_seasons: dict[str, Fields] = {
        "no name": {"name": ""},
        "another id": {"id": "another"},
    }
    for end in ("startDate", "endDate"):
        wrong_seasons |= {f"{end} {what}": {end: value} for what, value in WRONG_DATES.items()}
    yield Twin("season: by a director", "competitions", season, season.by(DIRECTOR))
    for name, fields in wrong_seasons.items():
        yield Twin(f"season: {name}", "competitions", season, season.having(**fields))
    yield Twin(
        "season: under no id", "competitions", season, season.at("seasons/a b").without("id")
    )


def other_document_twins() -> Iterator[Twin]:
    """Yield wrong names and ids of schools, teams, squads, people and players; wrong findings."""
    school = new_fields(id="new", name="New", shortName="N", city="C", country="C", website="w",
                        logoUrl="l", colours=["red", "white"])  # fmt: skip
    new = create_commit("schools/new", ADMIN, school(ADMIN))
    for field in ("name", "shortName", "city", "country", "website", "logoUrl", "colours"):
        bad: dict[str, Fields] = {
            f"{field} {what}": {field: value}
            for what, value in ODD_VALUES.items()
            if what not in {"nothing", "a list"} or field == "name"
        }
        yield from field_twins("organisations", "school", new, bad)
    too_long: dict[str, Fields] = {
        "website": {"website": "w" * 501},
        "logo": {"logoUrl": "l" * 501},
        "colour": {"colours": "c" * 201},
        "colours": {"colours": ["c" * 100] * 3},
        "colours of numbers": {"colours": [1]},
        "colours with a bidi character": {"colours": ["red", "\u202ewhite"]},
    }
    yield from field_twins("organisations", "school, endless", new, too_long)
    yield Twin("school: under no id", "organisations", new, new.at("schools/a b").having(id="a b"))
    side = new_fields(id="new", name="N", schoolId="north", shortName="N", ageGroup="u19",
                      division="1",
                      homeVenue="Oval", logoUrl="l", colours="red")  # fmt: skip
    team = create_commit("teams/new", ADMIN, side(ADMIN))
    for field in ("name", "shortName", "ageGroup", "division", "homeVenue"):
        wrong_texts: dict[str, Fields] = {
            f"{field} {what}": {field: text} for what, text in INVISIBLE_TEXTS.items()
        }
        yield from field_twins("organisations", "team", team, wrong_texts)
    odd: dict[str, Fields] = {"logo": {"logoUrl": 1}, "colours": {"colours": 1},
                              "school": {"schoolId": "."}}  # fmt: skip
    yield from field_twins("organisations", "team, odd", team, odd)
    yield Twin("team: under no id", "organisations", team, team.at("teams/a b").having(id="a b"))
    pool = new_fields(id="new", teamId="north-1", seasonId=SEASON, competitionId="cup")
    squad = create_commit("squads/new", COACH_HOME, pool(COACH_HOME))
    ids = {field: {field: "a/b"} for field in ("seasonId", "competitionId")}
    yield from field_twins("squads", "squad, no id", squad, ids)
    yield Twin("squad: under no id", "squads", squad, squad.at("squads/a b").having(id="a b"))
    first = create_commit(
        "squads/kept/players/p", COACH_HOME, signed_fields(playerId="p")(COACH_HOME)
    )
    other = first.at("squads/kept/players/a b").having(playerId="a b")
    yield Twin("squad player: under no id", "squads", first, other)
    person = create_commit(
        "people/new", ADMIN, new_fields(id="new", displayName="A. Scorer")(ADMIN)
    )
    names = {what: {"displayName": text} for what, text in INVISIBLE_TEXTS.items()}
    yield from field_twins("people", "person", person, names)
    yield Twin("person: under no id", "people", person, person.at("people/a b").having(id="a b"))
    profile = create_commit("people/player/private/profile", ADMIN,
                            signed_fields(dateOfBirth="2010-01-01",
                                          address="Street\nTown")(ADMIN))  # fmt: skip
    yield from field_twins(
        "people",
        "born in",
        profile,
        {what: {"dateOfBirth": value} for what, value in WRONG_DATES.items()},
    )
    yield from field_twins(
        "people", "lives in", profile, {"bytes": {"address": ODD_VALUES["bytes"]}}
    )
    sections = {"pitchInspection": {"grass": "dry"}, "groundInspection": {"fit": True},
                "weather": {"sky": "blue"}, "checklist": {"bails": True}}  # fmt: skip
    procedure = create_commit(
        f"pre_match_procedures/{MATCH}", UMPIRE, signed_fields(matchId=MATCH, **sections)(UMPIRE)
    )
    for field in sections:
        findings: dict[str, Fields] = {
            f"{field} {what}": {field: {"a": value}} for what, value in ODD_VALUES.items()
        }
        findings[f"{field} in words"] = {field: "fine"}
        findings[f"{field} unseen"] = {field: {"a": INVISIBLE_TEXTS["no width"]}}
        findings[f"{field} endless"] = {field: {"a": "a" * 2001}}
        findings[f"{field} of endless names"] = {
            field: {f"p{n}" + "a" * 120: True for n in range(50)}
        }
        findings[f"{field} of many parts"] = {field: {f"p{number}": True for number in range(51)}}
        yield from field_twins("pre_match_procedures", "finding", procedure, findings)
    questions = {f"Are the lines of crease {n} white?".ljust(99, "?"): "yes" for n in range(10, 60)}
    with_questions = procedure.having(checklist=questions)
    one_letter_more: dict[str, Fields] = {
        "a letter more": {"checklist": {f"{name}?": "yes" for name in questions}}
    }
    yield from field_twins(
        "pre_match_procedures", "fifty questions", with_questions, one_letter_more
    )
    chosen = create_commit(f"matches/{PLANNED}/lineups/north-1_batter-2", COACH_HOME,
                           lineup(PLANNED, "north-1", "batter-2", COACH_HOME))  # fmt: skip
    labels = {what: {"playerName": text} for what, text in INVISIBLE_TEXTS.items()}
    yield from field_twins("lineups", "player's name", chosen, labels)
    void = update_commit(f"matches/{MATCH}/scoring_actions/1_2", ADMIN, void_fields(ADMIN))
    why = {what: {"voidReason": value} for what, value in ODD_VALUES.items() if what != "nothing"}
    yield from field_twins("scoring_actions", "void for", void, why)
