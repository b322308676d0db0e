"""Defines the hostile values beside the log: plans, competitions, places, people, findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.cast import ADMIN, COACH_HOME, DIRECTOR, MATCH, PLANNED, REFEREE, SEASON, UMPIRE
from tests.rules.changes import born, new_match, signed, signed_match, voided
from tests.rules.documents import lineup
from tests.rules.twins.ask import LATER, Twin, changed, created, of_fields
from tests.rules.twins.values import DATES, NO_IDS, ODD, UNSEEN
from tests.rules.world import NO_FIELD, Fields


def odd_documents() -> Iterator[Twin]:
    """The whole table."""
    yield from of_plans()
    yield from of_competitions()
    yield from of_the_rest()


def of_plans() -> Iterator[Twin]:
    """Conditions, names, dates, ids and awards of a match."""
    conditions: dict[str, Any] = {
        "ballsPerOver": 6, "oversPerInnings": 20, "inningsPerSide": 1, "playersPerSide": 11,
        "noBallRuns": 1, "wideRuns": 1, "maxOversPerBowler": 4, "freeHit": True,
        "lastManStands": False, "graceMinutes": 120, "lawsEdition": "2017",
        "minimumOvers": 5, "g50": 245, "rainMethod": "vjd", "followOnLead": 100,
        "powerplays": [{"fromOver": 0, "toOver": 5}],
    }  # fmt: skip
    good = created("matches/new", DIRECTOR, {**new_match(DIRECTOR), "conditions": conditions})
    for name in conditions:
        wrong = {**ODD, "in words": "x"}
        if name not in {"graceMinutes"}:
            wrong.pop("nothing")
        bad: dict[str, Fields] = {
            f"{name} {what}": {"conditions": {**conditions, name: value}}
            for what, value in wrong.items()
        }
        yield from of_fields("matches", "conditions", good, bad)
    ranges = {"noBallRuns": 21, "wideRuns": -1, "maxOversPerBowler": 0, "lawsEdition": "1744",
              "minimumOvers": 0, "g50": 1000, "rainMethod": "guess", "followOnLead": 0,
              "powerplays": [{"fromOver": 0, "toOver": 5}] * 4, "ballsPerOver": "6",
              "freeHit": "true"}  # fmt: skip
    beyond: dict[str, Fields] = {
        name: {"conditions": {**conditions, name: value}} for name, value in ranges.items()
    }
    yield from of_fields("matches", "conditions beyond", good, beyond)
    nothing = {name: None for name in conditions if name != "graceMinutes"}
    as_the_format_has_it = good.having(conditions=nothing)
    one_wrong: dict[str, Fields] = {
        name: {"conditions": {**nothing, name: "guess"}} for name in ("rainMethod", "lawsEdition")
    }
    yield from of_fields("matches", "conditions of nothing", as_the_format_has_it, one_wrong)
    nameless = good.having(homeTeamName=NO_FIELD, awayTeamName=NO_FIELD, venue=NO_FIELD)
    yield from of_fields("matches", "plan without names", nameless, {"": {"format": "T7"}})
    named = good.having(venue="Oval", scheduledAt="2026-11-21", seasonId=SEASON, competitionId="c")
    for what, text in UNSEEN.items():
        fields = ("homeTeamName", "awayTeamName", "venue")
        names: dict[str, Fields] = {f"{field} {what}": {field: text} for field in fields}
        yield from of_fields("matches", "plan", named, names)
    endless: dict[str, Fields] = {
        field: {field: "n" * 201} for field in ("homeTeamName", "awayTeamName", "venue")
    }
    yield from of_fields("matches", "plan, endless", named, endless)
    for what, text in NO_IDS.items():
        fields_of_ids = ("homeTeamId", "awayTeamId", "seasonId", "competitionId")
        ids: dict[str, Fields] = {f"{field} {what}": {field: text} for field in fields_of_ids}
        yield from of_fields("matches", "plan, no id", named, ids)
    dates: dict[str, Fields] = {what: {"scheduledAt": value} for what, value in DATES.items()}
    yield from of_fields("matches", "plan in", named, dates)
    yield Twin("plan: under no id", "matches", good, good.at("matches/spiel-m\u00fcnchen"))
    awards = {"awards": {"playerOfMatchIds": ["batter-1"]}}
    award = changed(f"matches/{MATCH}", REFEREE, signed_match(**awards)(REFEREE))
    for what, item in {**NO_IDS, "a number": 7, "no name": ""}.items():
        given: Fields = {"awards": {"playerOfMatchIds": [item]}}
        yield from of_fields("matches", "award", award, {what: given})


def of_competitions() -> Iterator[Twin]:
    """Table rules, owners and ids of competitions and seasons."""
    rules = {"win": 2, "tie": 1, "draw": 0.5, "noResult": -1, "loss": 0}
    more = {"tableRules": rules, "ownerIds": ["director"], "seasonId": SEASON, "name": "Cup",
            "format": "T20", "startDate": "2026-09-01", "endDate": LATER}  # fmt: skip
    cup = created("competitions/cup", ADMIN, born(id="cup", **more)(ADMIN))
    wrong: dict[str, Fields] = {
        f"{name} {what}": {"tableRules": {**rules, name: value}}
        for name in rules
        for what, value in {**ODD, "a text": "3", "a flag": True, "too much": 1001}.items()
    }
    yield from of_fields("competitions", "table rules", cup, wrong)
    read: dict[str, Fields] = {
        f"{name} {what}": {name: value}
        for name in ("id", "name", "ownerIds", "seasonId", "format", "startDate", "endDate")
        for what, value in ODD.items()
        if what not in {"nothing", "a list"}
    }
    yield from of_fields("competitions", "competition", cup, read)
    others: dict[str, Fields] = {
        "unknown rules": {"tableRules": {"bonus": 1}},
        "rules in a list": {"tableRules": [3]},
        "eleven owners": {"ownerIds": ["a"] * 11},
        "an owner of no id": {"ownerIds": ["."]},
        "a season of no id": {"seasonId": "2023/24"},
        "no name": {"name": ""},
        "an endless name": {"name": "n" * 201},
        "a format in words": {"format": "a few overs"},
        "another id": {"id": "another"},
    }
    for name, fields in others.items():
        yield Twin(f"competition: {name}", "competitions", cup, cup.having(**fields))
    yield Twin("competition: under no id", "competitions", cup,
               cup.at("competitions/a b").without("id"))  # fmt: skip
    bare = created("competitions/cup", ADMIN, born(name="Cup")(ADMIN))
    yield Twin("competition: bare", "competitions", bare, bare.having(tableRules=3))
    many = {f"f{number}": number for number in range(36)}
    for path in ("competitions/full", "seasons/full"):
        full = created(path, ADMIN, born(name="Full", **many)(ADMIN))
        yield Twin(f"{path}: 41 fields", "competitions", full, full.having(f36=36))
    season = created("seasons/new", ADMIN, born(id="new", name="Summer")(ADMIN))
    unfit: dict[str, Fields] = {
        "no name": {"name": ""},
        "another id": {"id": "another"},
    }
    for end in ("startDate", "endDate"):
        unfit |= {f"{end} {what}": {end: value} for what, value in DATES.items()}
    yield Twin("season: by a director", "competitions", season, season.by(DIRECTOR))
    for name, fields in unfit.items():
        yield Twin(f"season: {name}", "competitions", season, season.having(**fields))
    yield Twin(
        "season: under no id", "competitions", season, season.at("seasons/a b").without("id")
    )


def of_the_rest() -> Iterator[Twin]:
    """Names and ids of schools, teams, squads, people, players; findings of officials."""
    school = born(id="new", name="New", shortName="N", city="C", country="C", website="w",
                  logoUrl="l", colours=["red", "white"])  # fmt: skip
    new = created("schools/new", ADMIN, school(ADMIN))
    for field in ("name", "shortName", "city", "country", "website", "logoUrl", "colours"):
        bad: dict[str, Fields] = {
            f"{field} {what}": {field: value}
            for what, value in ODD.items()
            if what not in {"nothing", "a list"} or field == "name"
        }
        yield from of_fields("organisations", "school", new, bad)
    endless: dict[str, Fields] = {
        "website": {"website": "w" * 501},
        "logo": {"logoUrl": "l" * 501},
        "colour": {"colours": "c" * 201},
        "colours": {"colours": ["c" * 100] * 3},
        "colours of numbers": {"colours": [1]},
        "colours turned round": {"colours": ["red", "\u202ewhite"]},
    }
    yield from of_fields("organisations", "school, endless", new, endless)
    yield Twin("school: under no id", "organisations", new, new.at("schools/a b").having(id="a b"))
    side = born(id="new", name="N", schoolId="north", shortName="N", ageGroup="u19", division="1",
                homeVenue="Oval", logoUrl="l", colours="red")  # fmt: skip
    team = created("teams/new", ADMIN, side(ADMIN))
    for field in ("name", "shortName", "ageGroup", "division", "homeVenue"):
        seen: dict[str, Fields] = {
            f"{field} {what}": {field: text} for what, text in UNSEEN.items()
        }
        yield from of_fields("organisations", "team", team, seen)
    odd: dict[str, Fields] = {"logo": {"logoUrl": 1}, "colours": {"colours": 1},
                              "school": {"schoolId": "."}}  # fmt: skip
    yield from of_fields("organisations", "team, odd", team, odd)
    yield Twin("team: under no id", "organisations", team, team.at("teams/a b").having(id="a b"))
    pool = born(id="new", teamId="north-1", seasonId=SEASON, competitionId="cup")
    squad = created("squads/new", COACH_HOME, pool(COACH_HOME))
    ids = {field: {field: "a/b"} for field in ("seasonId", "competitionId")}
    yield from of_fields("squads", "squad, no id", squad, ids)
    yield Twin("squad: under no id", "squads", squad, squad.at("squads/a b").having(id="a b"))
    first = created("squads/kept/players/p", COACH_HOME, signed(playerId="p")(COACH_HOME))
    other = first.at("squads/kept/players/a b").having(playerId="a b")
    yield Twin("squad player: under no id", "squads", first, other)
    person = created("people/new", ADMIN, born(id="new", displayName="A. Scorer")(ADMIN))
    names = {what: {"displayName": text} for what, text in UNSEEN.items()}
    yield from of_fields("people", "person", person, names)
    yield Twin("person: under no id", "people", person, person.at("people/a b").having(id="a b"))
    profile = created("people/player/private/profile", ADMIN,
                      signed(dateOfBirth="2010-01-01", address="Street\nTown")(ADMIN))  # fmt: skip
    yield from of_fields(
        "people",
        "born in",
        profile,
        {what: {"dateOfBirth": value} for what, value in DATES.items()},
    )
    yield from of_fields("people", "lives in", profile, {"bytes": {"address": ODD["bytes"]}})
    found = {"pitchInspection": {"grass": "dry"}, "groundInspection": {"fit": True},
             "weather": {"sky": "blue"}, "checklist": {"bails": True}}  # fmt: skip
    paper = created(f"pre_match_procedures/{MATCH}", UMPIRE, signed(matchId=MATCH, **found)(UMPIRE))
    for field in found:
        finds: dict[str, Fields] = {
            f"{field} {what}": {field: {"a": value}} for what, value in ODD.items()
        }
        finds[f"{field} in words"] = {field: "fine"}
        finds[f"{field} unseen"] = {field: {"a": UNSEEN["no width"]}}
        finds[f"{field} endless"] = {field: {"a": "a" * 2001}}
        finds[f"{field} of endless names"] = {field: {f"p{n}" + "a" * 120: True for n in range(50)}}
        finds[f"{field} of many parts"] = {field: {f"p{number}": True for number in range(51)}}
        yield from of_fields("pre_match_procedures", "finding", paper, finds)
    questions = {f"Are the lines of crease {n} white?".ljust(99, "?"): "yes" for n in range(10, 60)}
    asked = paper.having(checklist=questions)
    longer: dict[str, Fields] = {
        "a letter more": {"checklist": {f"{name}?": "yes" for name in questions}}
    }
    yield from of_fields("pre_match_procedures", "fifty questions", asked, longer)
    chosen = created(f"matches/{PLANNED}/lineups/north-1_batter-2", COACH_HOME,
                     lineup(PLANNED, "north-1", "batter-2", COACH_HOME))  # fmt: skip
    labels = {what: {"playerName": text} for what, text in UNSEEN.items()}
    yield from of_fields("lineups", "player's name", chosen, labels)
    void = changed(f"matches/{MATCH}/scoring_actions/1_2", ADMIN, voided(ADMIN))
    why = {what: {"voidReason": value} for what, value in ODD.items() if what != "nothing"}
    yield from of_fields("scoring_actions", "void for", void, why)
