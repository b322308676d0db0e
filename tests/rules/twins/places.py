"""Defines the hostile changes of people, places and squads, and of what the functions own."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rules import cast
from tests.rules.cast import (
    ADMIN,
    COACH_HOME,
    COACH_LAST_SEASON,
    DIRECTOR,
    HEAD_COACH,
    MATCH,
    PAST,
    PLANNED,
    PLAYER,
    SCORER,
    SEASON,
    UMPIRE,
)
from tests.rules.changes import born, signed
from tests.rules.twins.ask import Ask, Twin, changed, created, of_fields
from tests.rules.twins.deliveries import appended
from tests.rules.world import NOW, Delete, Fields, Put, Update, Write


def strangers_things() -> Iterator[Twin]:
    """People, schools, teams, squads, procedures."""
    person = created("people/scorer", SCORER, born(id="scorer", displayName="A. Scorer")(SCORER))
    changes: dict[str, Fields] = {
        "another id within": {"id": "another"},
        "no name": {"displayName": ""},
        "a public phone": {"phone": "1"},
        "an endless picture": {"photoUrl": "p" * 501},
        "an endless bat": {"battingStyle": "b" * 101},
        "an endless arm": {"bowlingStyle": "b" * 101},
        "written by another": {"updatedBy": "another"},
        "made in the past": {"createdAt": PAST},
        "unnoticed": {"updatedAt": PAST},
    }
    yield from of_fields("people", "person", person, changes)
    yield Twin(
        "person: another's", "people", person, person.at("people/player").having(id="player")
    )
    there = {"people/player": {"id": "player", "displayName": "P", "createdAt": PAST}}
    rename = changed("people/player", PLAYER, signed(displayName="Q")(PLAYER))
    aged: dict[str, Fields] = {
        "born anew": {"createdAt": NOW},
        "unnoticed": {"updatedAt": PAST},
        "with a public phone": {"phone": "1"},
    }
    yield from of_fields("people", "person changed", rename, aged, seeds=there)
    profile = created("people/player/private/profile", PLAYER, signed(email="e")(PLAYER))
    private: dict[str, Fields] = {
        "written by another": {"updatedBy": "another"},
        "in the past": {"updatedAt": PAST},
        "an endless address": {"address": "a" * 1001},
        "an endless mail": {"email": "e" * 321},
        "an endless phone": {"phone": "1" * 41},
        "an endless guardian": {"guardianName": "g" * 201},
        "an endless guardian's phone": {"guardianPhone": "1" * 41},
        "an endless illness": {"medicalNotes": "m" * 5001},
        "an extra field": {"iban": "x"},
    }
    yield from of_fields("people", "profile", profile, private)
    theirs = profile.by(SCORER).having(updatedBy=SCORER.person_id)
    yield Twin("profile: another's", "people", profile, theirs)
    kept = profile.by(ADMIN).having(updatedBy=ADMIN.person_id)
    yield Twin("profile: as the administrator", "people", kept, kept.by(SCORER))
    yield from of_places()
    yield from of_squads()
    paper = created(f"pre_match_procedures/{MATCH}", UMPIRE, signed(matchId=MATCH)(UMPIRE))
    papers: dict[str, Fields] = {
        "a selection": {"teamSelection": []},
        "another match within": {"matchId": PLANNED},
        "endless notes": {"notes": "n" * 5001},
        "written by another": {"updatedBy": "another"},
        "in the past": {"updatedAt": PAST},
    }
    yield from of_fields("pre_match_procedures", "procedure", paper, papers)
    kept = paper.by(ADMIN).having(updatedBy=ADMIN.person_id)
    nowhere = kept.at("pre_match_procedures/a b").having(matchId="a b")
    yield Twin("procedure: of no id", "pre_match_procedures", kept, nowhere)


def of_places() -> Iterator[Twin]:
    """Schools and teams."""
    school = created("schools/new", ADMIN, born(id="new", name="New")(ADMIN))
    changes: dict[str, Fields] = {
        "another id within": {"id": "another"},
        "no name": {"name": ""},
        "an extra field": {"fees": 1},
        "written by another": {"updatedBy": "another"},
        "made in the past": {"createdAt": PAST},
    }
    yield from of_fields("organisations", "school", school, changes)
    spaced = school.at("schools/a b").having(id="a b")
    yield Twin("school: of no id", "organisations", school, spaced)
    mine = school.by(DIRECTOR).having(updatedBy=DIRECTOR.person_id)
    yield Twin("school: by a director", "organisations", school, mine)
    rename = changed("schools/north", DIRECTOR, signed(name="N")(DIRECTOR))
    aged: dict[str, Fields] = {
        "born anew": {"createdAt": NOW},
        "unnoticed": {"updatedAt": PAST},
        "with an extra field": {"fees": 1},
    }
    yield from of_fields("organisations", "school changed", rename, aged)
    yield Twin("another's school", "organisations", rename, rename.at("schools/south"))
    new = born(id="north.2nd-XI", name="N", schoolId="north")
    team = created("teams/north.2nd-XI", DIRECTOR, new(DIRECTOR))
    more: dict[str, Fields] = {
        "of another school": {"schoolId": "south"},
        "of none": {"schoolId": ""},
    }
    yield from of_fields("organisations", "team", team, changes | more)
    former = team.by(cast.HAS_BEEN).having(updatedBy=cast.HAS_BEEN.person_id)
    yield Twin("team: by who was in office", "organisations", team, former)
    for name in ("new", "south.2nd", "northern", "north.", "north.2nd.XI", "northx2nd"):
        taken = team.at(f"teams/{name}").having(id=name)
        yield Twin(f"team: called {name}", "organisations", team, taken)
    dotted = {
        "schools/n.rth": {"id": "n.rth"},
        **cast.school_role("n.rth", DIRECTOR, "director_of_cricket"),
    }
    mine = team.at("teams/n.rth.2nd").having(id="n.rth.2nd", schoolId="n.rth")
    theirs = mine.at("teams/north.2nd").having(id="north.2nd")
    yield Twin("team: a dot for a letter", "organisations", mine, theirs, dotted)
    ghost = cast.school_role("ghost", DIRECTOR, "director_of_cricket")
    unseen = team.at("teams/ghost.2nd").having(id="ghost.2nd", schoolId="ghost")
    yield Twin("team: of a school that is not there", "organisations", team, unseen, ghost)
    anybody = team.by(ADMIN).having(updatedBy=ADMIN.person_id)
    yield Twin("team: by admin, of no id", "organisations", anybody,
               anybody.at("teams/a b").having(id="a b"))  # fmt: skip
    nowhere = anybody.having(schoolId="")
    yield Twin("team: by admin, of no school", "organisations", anybody, nowhere)
    renamed = changed("teams/north-1", HEAD_COACH, signed(name="N")(HEAD_COACH))
    moved: dict[str, Fields] = {"moved": {"schoolId": "south"}}
    yield from of_fields("organisations", "team changed", renamed, aged | moved)
    move = changed("teams/north-1", ADMIN, signed(schoolId="south")(ADMIN))
    yield Twin("team moved by who leads it", "organisations", move,
               changed("teams/north-1", DIRECTOR, signed(schoolId="south")(DIRECTOR)))  # fmt: skip


def of_squads() -> Iterator[Twin]:
    """Squads and the players in them."""
    pool = born(id="new", teamId="north-1", seasonId=SEASON)
    squad = created("squads/new", COACH_HOME, pool(COACH_HOME))
    changes: dict[str, Fields] = {
        "another id within": {"id": "another"},
        "of another team": {"teamId": "south-1"},
        "of no team": {"teamId": ""},
        "of no season": {"seasonId": ""},
        "an extra field": {"fees": 1},
        "of a season that is not there": {"seasonId": "season-9"},
        "a name that is a number": {"name": 1},
        "written by another": {"updatedBy": "another"},
        "made in the past": {"createdAt": PAST},
    }
    yield from of_fields("squads", "squad", squad, changes)
    spaced = squad.at("squads/a b").having(id="a b")
    yield Twin("squad: of no id", "squads", squad, spaced)
    theirs = squad.by(COACH_LAST_SEASON).having(updatedBy=COACH_LAST_SEASON.person_id)
    yield Twin("squad: by last season's coach", "squads", squad, theirs)
    former = squad.by(cast.HAS_BEEN).having(updatedBy=cast.HAS_BEEN.person_id)
    yield Twin("squad: by who was in office", "squads", squad, former)
    anybody = squad.by(ADMIN).having(updatedBy=ADMIN.person_id)
    yield Twin("squad: by admin, of no team", "squads", anybody, anybody.having(teamId=""))
    ahead = anybody.having(seasonId="season-9")
    yield Twin("squad: of a season to come, signed by another", "squads", ahead,
               ahead.having(updatedBy="another"))  # fmt: skip
    named = changed("squads/kept", COACH_HOME, signed(name="First")(COACH_HOME))
    kept = {
        "squads/kept": {"id": "kept", "teamId": "north-1", "seasonId": SEASON, "createdAt": PAST}
    }
    aged: dict[str, Fields] = {
        "of another season": {"seasonId": "season-0"},
        "of another team": {"teamId": "south-1"},
        "born anew": {"createdAt": NOW},
        "unnoticed": {"updatedAt": PAST},
        "with an extra field": {"fees": 1},
    }
    yield from of_fields("squads", "squad changed", named, aged, seeds=kept)
    player = created("squads/kept/players/p", COACH_HOME, signed(playerId="p")(COACH_HOME))
    more: dict[str, Fields] = {
        "another within": {"playerId": "q"},
        "a name that is a number": {"playerName": 1},
        "an endless number": {"jerseyNumber": "7" * 11},
        "an endless role": {"role": "r" * 101},
        "an extra field": {"fees": 1},
        "written by another": {"updatedBy": "another"},
        "in the past": {"updatedAt": PAST},
    }
    yield from of_fields("squads", "squad player", player, more, seeds=kept)


WITHIN_A_MATCH = ("live/score", "live/health", "live/state", "live/log_1_0",
                  "live/innings_1", "live/consensus", "live/consensus_state", "events/1_4",
                  "disputes/1_4", "notices/scorer",
                  "archive/x", "archive/replay_1", "ledger/x", "secrets/x")  # fmt: skip
STATS = ("player_match_stats/x", "team_match_stats/x", "player_season_stats/x",
         "team_season_stats/x", "player_h2h_stats/x", "stats_state/player_x")  # fmt: skip
TICKER = f"tickers/{MATCH}"
PRESENCE = f"presence/{MATCH}/shards/x"
PROVIDED = (f"matches/{MATCH}/provider_events/alpha:1", f"provider_feeds/{MATCH}",
            "provider_mappings/alpha:player:1",
            "provider_leases/leader", "provider_plans/current",
            "provider_plans/limits")  # fmt: skip
SCOREBOARDS = ("scoreboards/x", "scoreboards/x/timeline/1", "scoreboards/x/stats/home")
DERIVED = (
    *PROVIDED,
    *SCOREBOARDS,
    *(f"matches/{MATCH}/{name}" for name in WITHIN_A_MATCH),
    TICKER,
    PRESENCE,
    *STATS,
)


def owned_by_functions() -> Iterator[Twin]:
    """What the functions derive, beside the ball that brings it about."""
    good = appended()
    for path in DERIVED:
        both = Ask(SCORER, (*good.writes, Put(path, {"runs": 1})))
        yield Twin(f"the ball and {path}", source_of(path), good, both)
    yield from spoiled()
    yield from forged_by_admin()


def spoiled() -> Iterator[Twin]:
    """What the functions have written already, changed or deleted beside the next ball."""
    good = appended()
    there = {path: {"runs": 1} for path in DERIVED}
    for path in DERIVED:
        more: dict[str, Write] = {"changed": Update(path, {"runs": 2}), "deleted": Delete(path)}
        for how, write in more.items():
            both = Ask(SCORER, (*good.writes, write))
            yield Twin(f"the ball, and {path} {how}", source_of(path), good, both, there)


def forged_by_admin() -> Iterator[Twin]:
    """The same by an administrator, beside a ball of his; and table rules, which are his alone."""
    good = appended(actor=ADMIN, role="admin")
    for path in DERIVED:
        both = Ask(ADMIN, (*good.writes, Put(path, {"runs": 1})))
        yield Twin(f"the administrator's ball and {path}", source_of(path), good, both)
    rules = changed("competitions/cup", ADMIN, {"tableRules": {"win": 4}})
    there = {"competitions/cup": {"tableRules": {"win": 3}}}
    yield Twin("table rules by a director", "competitions", rules, rules.by(DIRECTOR), there)


def source_of(path: str) -> str:
    """The file of the rules that a derived document's rules are in."""
    if path == TICKER:
        return "tickers"
    if path == PRESENCE:
        return "presence"
    if path in PROVIDED:
        return "providers"
    if path in SCOREBOARDS:
        return "scoreboards"
    return "stats" if path in STATS else "live"
