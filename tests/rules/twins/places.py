"""Defines hostile changes of people, schools, teams and squads, and of derived documents."""

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
from tests.rules.changes import new_fields, signed_fields
from tests.rules.twins.commit import Commit, Twin, create_commit, field_twins, update_commit
from tests.rules.twins.deliveries import append_ball
from tests.rules.world import NOW, Delete, Fields, Put, Update, Write


def place_twins() -> Iterator[Twin]:
    """Yield hostile changes of people, schools, teams, squads and procedures."""
    person = create_commit(
        "people/scorer", SCORER, new_fields(id="scorer", displayName="A. Scorer")(SCORER)
    )
    changes: dict[str, Fields] = {
        "another id within": {"id": "another"},
        "no name": {"displayName": ""},
        "a public phone": {"phone": "1"},
        "an overlong picture": {"photoUrl": "p" * 501},
        "an overlong bat": {"battingStyle": "b" * 101},
        "an overlong arm": {"bowlingStyle": "b" * 101},
        "written by another": {"updatedBy": "another"},
        "made in the past": {"createdAt": PAST},
        "updated in the past": {"updatedAt": PAST},
    }
    yield from field_twins("people", "person", person, changes)
    yield Twin(
        "person: another's", "people", person, person.at("people/player").having(id="player")
    )
    existing = {"people/player": {"id": "player", "displayName": "P", "createdAt": PAST}}
    rename = update_commit("people/player", PLAYER, signed_fields(displayName="Q")(PLAYER))
    aged: dict[str, Fields] = {
        "created again": {"createdAt": NOW},
        "updated in the past": {"updatedAt": PAST},
        "with a public phone": {"phone": "1"},
    }
    yield from field_twins("people", "person changed", rename, aged, seeds=existing)
    profile = create_commit(
        "people/player/private/profile", PLAYER, signed_fields(email="e")(PLAYER)
    )
    private: dict[str, Fields] = {
        "written by another": {"updatedBy": "another"},
        "in the past": {"updatedAt": PAST},
        "an overlong address": {"address": "a" * 1001},
        "an overlong mail": {"email": "e" * 321},
        "an overlong phone": {"phone": "1" * 41},
        "an overlong guardian": {"guardianName": "g" * 201},
        "an overlong guardian's phone": {"guardianPhone": "1" * 41},
        "an overlong illness": {"medicalNotes": "m" * 5001},
        "an extra field": {"iban": "x"},
    }
    yield from field_twins("people", "profile", profile, private)
    theirs = profile.by(SCORER).having(updatedBy=SCORER.person_id)
    yield Twin("profile: another's", "people", profile, theirs)
    kept = profile.by(ADMIN).having(updatedBy=ADMIN.person_id)
    yield Twin("profile: as the administrator", "people", kept, kept.by(SCORER))
    yield from school_and_team_twins()
    yield from squad_twins()
    paper = create_commit(
        f"pre_match_procedures/{MATCH}", UMPIRE, signed_fields(matchId=MATCH)(UMPIRE)
    )
    papers: dict[str, Fields] = {
        "a selection": {"teamSelection": []},
        "another match within": {"matchId": PLANNED},
        "overlong notes": {"notes": "n" * 5001},
        "written by another": {"updatedBy": "another"},
        "in the past": {"updatedAt": PAST},
    }
    yield from field_twins("pre_match_procedures", "procedure", paper, papers)
    kept = paper.by(ADMIN).having(updatedBy=ADMIN.person_id)
    nowhere = kept.at("pre_match_procedures/a b").having(matchId="a b")
    yield Twin("procedure: of no id", "pre_match_procedures", kept, nowhere)


def school_and_team_twins() -> Iterator[Twin]:
    """Yield hostile changes of schools and teams."""
    school = create_commit("schools/new", ADMIN, new_fields(id="new", name="New")(ADMIN))
    changes: dict[str, Fields] = {
        "another id within": {"id": "another"},
        "no name": {"name": ""},
        "an extra field": {"fees": 1},
        "written by another": {"updatedBy": "another"},
        "made in the past": {"createdAt": PAST},
    }
    yield from field_twins("organisations", "school", school, changes)
    spaced = school.at("schools/a b").having(id="a b")
    yield Twin("school: of no id", "organisations", school, spaced)
    mine = school.by(DIRECTOR).having(updatedBy=DIRECTOR.person_id)
    yield Twin("school: by a director", "organisations", school, mine)
    rename = update_commit("schools/north", DIRECTOR, signed_fields(name="N")(DIRECTOR))
    aged: dict[str, Fields] = {
        "created again": {"createdAt": NOW},
        "updated in the past": {"updatedAt": PAST},
        "with an extra field": {"fees": 1},
    }
    yield from field_twins("organisations", "school changed", rename, aged)
    yield Twin("another's school", "organisations", rename, rename.at("schools/south"))
    new = new_fields(id="north.2nd-XI", name="N", schoolId="north")
    team = create_commit("teams/north.2nd-XI", DIRECTOR, new(DIRECTOR))
    more: dict[str, Fields] = {
        "of another school": {"schoolId": "south"},
        "of none": {"schoolId": ""},
    }
    yield from field_twins("organisations", "team", team, changes | more)
    former = team.by(cast.FORMER_OFFICIAL).having(updatedBy=cast.FORMER_OFFICIAL.person_id)
    yield Twin("team: by a former office-holder", "organisations", team, former)
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
    yield Twin("team: of a school that does not exist", "organisations", team, unseen, ghost)
    anybody = team.by(ADMIN).having(updatedBy=ADMIN.person_id)
    yield Twin("team: by admin, of no id", "organisations", anybody,
               anybody.at("teams/a b").having(id="a b"))  # fmt: skip
    nowhere = anybody.having(schoolId="")
    yield Twin("team: by admin, of no school", "organisations", anybody, nowhere)
    renamed = update_commit("teams/north-1", HEAD_COACH, signed_fields(name="N")(HEAD_COACH))
    moved: dict[str, Fields] = {"moved": {"schoolId": "south"}}
    yield from field_twins("organisations", "team changed", renamed, aged | moved)
    move = update_commit("teams/north-1", ADMIN, signed_fields(schoolId="south")(ADMIN))
    yield Twin("team moved by its school's director", "organisations", move,
               update_commit("teams/north-1", DIRECTOR,
                             signed_fields(schoolId="south")(DIRECTOR)))  # fmt: skip


def squad_twins() -> Iterator[Twin]:
    """Yield hostile changes of squads and their players."""
    pool = new_fields(id="new", teamId="north-1", seasonId=SEASON)
    squad = create_commit("squads/new", COACH_HOME, pool(COACH_HOME))
    changes: dict[str, Fields] = {
        "another id within": {"id": "another"},
        "of another team": {"teamId": "south-1"},
        "of no team": {"teamId": ""},
        "of no season": {"seasonId": ""},
        "an extra field": {"fees": 1},
        "of a season that does not exist": {"seasonId": "season-9"},
        "a name that is a number": {"name": 1},
        "written by another": {"updatedBy": "another"},
        "made in the past": {"createdAt": PAST},
    }
    yield from field_twins("squads", "squad", squad, changes)
    spaced = squad.at("squads/a b").having(id="a b")
    yield Twin("squad: of no id", "squads", squad, spaced)
    theirs = squad.by(COACH_LAST_SEASON).having(updatedBy=COACH_LAST_SEASON.person_id)
    yield Twin("squad: by last season's coach", "squads", squad, theirs)
    former = squad.by(cast.FORMER_OFFICIAL).having(updatedBy=cast.FORMER_OFFICIAL.person_id)
    yield Twin("squad: by a former office-holder", "squads", squad, former)
    anybody = squad.by(ADMIN).having(updatedBy=ADMIN.person_id)
    yield Twin("squad: by admin, of no team", "squads", anybody, anybody.having(teamId=""))
    ahead = anybody.having(seasonId="season-9")
    yield Twin("squad: of a season to come, signed by another", "squads", ahead,
               ahead.having(updatedBy="another"))  # fmt: skip
    named = update_commit("squads/kept", COACH_HOME, signed_fields(name="First")(COACH_HOME))
    kept = {
        "squads/kept": {"id": "kept", "teamId": "north-1", "seasonId": SEASON, "createdAt": PAST}
    }
    aged: dict[str, Fields] = {
        "of another season": {"seasonId": "season-0"},
        "of another team": {"teamId": "south-1"},
        "created again": {"createdAt": NOW},
        "updated in the past": {"updatedAt": PAST},
        "with an extra field": {"fees": 1},
    }
    yield from field_twins("squads", "squad changed", named, aged, seeds=kept)
    player = create_commit(
        "squads/kept/players/p", COACH_HOME, signed_fields(playerId="p")(COACH_HOME)
    )
    more: dict[str, Fields] = {
        "another within": {"playerId": "q"},
        "a name that is a number": {"playerName": 1},
        "an overlong number": {"jerseyNumber": "7" * 11},
        "an overlong role": {"role": "r" * 101},
        "an extra field": {"fees": 1},
        "written by another": {"updatedBy": "another"},
        "in the past": {"updatedAt": PAST},
    }
    yield from field_twins("squads", "squad player", player, more, seeds=kept)


WITHIN_A_MATCH = ("live/score", "live/health", "live/state", "live/log_1_0",
                  "live/innings_1", "live/consensus", "live/consensus_state", "events/1_4",
                  "disputes/1_4", "notices/scorer",
                  "archive/x", "archive/replay_1", "ledger/x", "secrets/x")  # fmt: skip
STATS = ("player_match_stats/x", "team_match_stats/x", "player_season_stats/x",
         "team_season_stats/x", "player_h2h_stats/x", "stats_state/player_x")  # fmt: skip
TICKER = f"tickers/{MATCH}"
PRESENCE = f"presence/{MATCH}/shards/x"
OF_PROVIDERS = (f"matches/{MATCH}/provider_events/alpha:1", f"provider_feeds/{MATCH}",
                "provider_mappings/alpha:player:1",
                "provider_leases/leader", "provider_plans/current",
                "provider_plans/limits")  # fmt: skip
SCOREBOARDS = ("scoreboards/x", "scoreboards/x/timeline/1", "scoreboards/x/stats/home")
DERIVED = (
    *OF_PROVIDERS,
    *SCOREBOARDS,
    *(f"matches/{MATCH}/{name}" for name in WITHIN_A_MATCH),
    TICKER,
    PRESENCE,
    *STATS,
)


def derived_document_twins() -> Iterator[Twin]:
    """Yield derived documents created in the same commit as a ball."""
    good = append_ball()
    for path in DERIVED:
        both = Commit(SCORER, (*good.writes, Put(path, {"runs": 1})))
        yield Twin(f"the ball and {path}", source_of(path), good, both)
    yield from changed_derived_document_twins()
    yield from admin_twins()


def changed_derived_document_twins() -> Iterator[Twin]:
    """Yield existing derived documents changed or deleted in the same commit as a ball."""
    good = append_ball()
    existing = {path: {"runs": 1} for path in DERIVED}
    for path in DERIVED:
        more: dict[str, Write] = {"changed": Update(path, {"runs": 2}), "deleted": Delete(path)}
        for how, write in more.items():
            both = Commit(SCORER, (*good.writes, write))
            yield Twin(f"the ball, and {path} {how}", source_of(path), good, both, existing)


def admin_twins() -> Iterator[Twin]:
    """Yield the same by an administrator; and table rules, which only administrators write."""
    good = append_ball(actor=ADMIN, role="admin")
    for path in DERIVED:
        both = Commit(ADMIN, (*good.writes, Put(path, {"runs": 1})))
        yield Twin(f"the administrator's ball and {path}", source_of(path), good, both)
    rules = update_commit("competitions/cup", ADMIN, {"tableRules": {"win": 4}})
    existing = {"competitions/cup": {"tableRules": {"win": 3}}}
    yield Twin("table rules by a director", "competitions", rules, rules.by(DIRECTOR), existing)


def source_of(path: str) -> str:
    """Return the file that has the rules of a derived document."""
    if path == TICKER:
        return "tickers"
    if path == PRESENCE:
        return "presence"
    if path in OF_PROVIDERS:
        return "providers"
    if path in SCOREBOARDS:
        return "scoreboards"
    return "stats" if path in STATS else "live"
