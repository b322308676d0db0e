"""Defines hostile lineups: of the wrong side, confirmed by their selector, changed too late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.rules import cast
from tests.rules.cast import (
    ADMIN,
    ANONYMOUS,
    CAPTAIN,
    CAPTAIN_ELECT,
    COACH_AWAY,
    COACH_ENDED,
    COACH_HOME,
    COACH_LAST_SEASON,
    COACH_THIS_SEASON,
    DIRECTOR,
    DIRECTOR_AWAY,
    HEAD_COACH,
    MATCH,
    PAST,
    PLANNED,
    PLAYER,
    REFEREE,
    UMPIRE,
)
from tests.rules.changes import confirmation_fields, reselection_fields
from tests.rules.documents import as_stored, lineup
from tests.rules.scene import log_of, match_document
from tests.rules.twins.commit import Commit, Twin, create_commit, field_twins, update_commit
from tests.rules.world import NOW, Delete, Fields


def lineup_twins() -> Iterator[Twin]:
    """Yield lineups of the wrong side, confirmed by their selector, or changed too late."""
    source = "lineups"
    path = f"matches/{PLANNED}/lineups"
    good = create_commit(f"{path}/north-1_batter-2", COACH_HOME,
                         lineup(PLANNED, "north-1", "batter-2", COACH_HOME))  # fmt: skip
    changes: dict[str, Fields] = {
        "selected by another": {"selectedBy": CAPTAIN.person_id},
        "selected in the past": {"selectedAt": PAST},
        "another player within": {"playerId": "batter-3"},
        "another team within": {"teamId": "south-1"},
        "a team of no id": {"teamId": "a b"},
        "another match within": {"matchId": MATCH},
        "another id within": {"id": "another"},
        "an unknown role": {"role": "mascot"},
        "a captain in words": {"isCaptain": "yes"},
        "a vice-captain in words": {"isViceCaptain": "yes"},
        "a keeper in words": {"isWicketkeeper": "yes"},
        "position 31": {"battingPosition": 31},
        "a name that is a number": {"playerName": 1},
        "confirmed at birth": {"confirmedAt": NOW, "confirmedBy": COACH_HOME.person_id},
        "substituted at birth": {"substitutedFor": "batter-1"},
        "batted at birth": {"battedAt": 1},
        "made in the past": {"createdAt": PAST},
    }
    yield from field_twins(source, "lineup", good, changes)
    for actor in (COACH_AWAY, COACH_ENDED, COACH_LAST_SEASON, PLAYER, CAPTAIN_ELECT, DIRECTOR,
                  cast.STAFF_FORGED_PERSON, cast.STAFF_FORGED_PLACE):  # fmt: skip
        bad = good.by(actor).having(selectedBy=actor.person_id)
        yield Twin(f"lineup: selected by {actor.name}", source, good, bad)
    this = good.by(COACH_THIS_SEASON).having(selectedBy=COACH_THIS_SEASON.person_id)
    yield Twin("lineup: by nobody", source, this, this.by(ANONYMOUS))
    third = lineup(PLANNED, "north-2", "batter-2", COACH_HOME, isGuest=True)
    seeds = cast.team_role("north-2", COACH_HOME, "coach")
    elsewhere = create_commit(f"{path}/north-2_batter-2", COACH_HOME, third)
    yield Twin("lineup: of a team that does not play", source, good, elsewhere, seeds)
    admin = create_commit(f"{path}/north-1_batter-2", ADMIN,
                          lineup(PLANNED, "north-1", "batter-2", ADMIN))  # fmt: skip
    yield Twin("lineup: admin, batted at birth", source, admin, admin.having(battedAt=1))
    yield Twin("lineup: admin, selected by another", source, admin, admin.having(selectedBy="x"))
    yield Twin("lineup: admin, a guest in words", source, admin, admin.having(isGuest="yes"))
    yield from confirmation_twins(
        source, admin.having(**confirmation_fields(ADMIN)), "lineup: admin"
    )
    yield from membership_twins(source, path)
    yield from reselection_twins(source, f"{path}/north-1_batter-1")


def confirmation_twins(
    source: str, good: Commit, name: str, seeds: Mapping[str, Fields] | None = None
) -> Iterator[Twin]:
    """Yield an administrator's confirmations in another's name or of another time."""
    changes: dict[str, Fields] = {
        "confirmed by another": {"confirmedBy": REFEREE.person_id},
        "confirmed in the past": {"confirmedAt": PAST},
        "confirmed in words": {"confirmedAt": "today"},
    }
    yield from field_twins(source, name, good, changes, seeds=seeds or {})
    yield Twin(
        f"{name}, confirmed at no time", source, good, good.without("confirmedAt"), seeds or {}
    )


def membership_twins(source: str, path: str) -> Iterator[Twin]:
    """Yield players who belong neither to the team nor to its squad and are no guests."""
    good = create_commit(f"{path}/north-1_batter-2", COACH_HOME,
                         lineup(PLANNED, "north-1", "batter-2", COACH_HOME))  # fmt: skip
    seeds: dict[str, Fields] = {
        **cast.team_role("south-1", cast.STRANGER, "player"),
        **cast.team_role("north-1", cast.STRANGER, "analyst"),
        **cast.team_role("north-1", cast.SCORER_NO_SHOW, "player", endDate=PAST),
        **cast.team_role("north-1", cast.SCORER_NOT_STARTED, "player", seasonId="season-0"),
        "squads/kept/players/pooled": {"playerId": "pooled"},
        "squads/kept/players/a_b": {"playerId": "a_b"},
        "squads/south": {"id": "south", "teamId": "south-1"},
        "squads/south/players/pooled": {"playerId": "pooled"},
    }

    def selected(player: str, **changes: object) -> Commit:
        fields = lineup(PLANNED, "north-1", player, COACH_HOME, **changes)
        key = player.replace("_", "~")
        return create_commit(
            f"{path}/north-1_{key}", COACH_HOME, {**fields, "id": f"north-1_{key}"}
        )

    for actor in (cast.STRANGER, cast.SCORER_NO_SHOW, cast.SCORER_NOT_STARTED):
        bad = selected(actor.person_id)
        yield Twin(f"lineup: {actor.name} of another side", source, good, bad, seeds)
    guest = selected(cast.STRANGER.person_id, isGuest=True)
    more: dict[str, Fields] = {
        "no guest": {"isGuest": False},
        "a guest in words": {"isGuest": "yes"},
        "a squad of no id": {"squadId": "a b"},
    }
    yield from field_twins(source, "lineup of a guest", guest, more, seeds=seeds)
    pooled = selected("pooled", squadId="kept")
    others: dict[str, Fields] = {
        "the other side": {"squadId": "south"},
        "nobody": {"squadId": "none"},
    }
    yield from field_twins(source, "lineup of a squad of", pooled, others, seeds=seeds)
    stranger = selected("stranger", squadId="kept")
    yield Twin("lineup: not in the squad", source, pooled, stranger, seeds)
    joined = selected("a_b", squadId="kept")
    old = joined.at(f"{path}/north-1_a_b").having(id="north-1_a_b")
    yield Twin("lineup: under the old key", source, joined, old, seeds)
    odd = selected("a b", isGuest=True)
    yield Twin("lineup: of no id", source, guest, odd, seeds)
    yield from voided_opening_twins(source)


def voided_opening_twins(source: str) -> Iterator[Twin]:
    """Yield lineups of matches in play; those of matches with a voided opening are accepted."""
    seeds = {"matches/undone": match_document(), **log_of("undone", length=1)}
    fields = lineup("undone", "north-1", "batter-2", COACH_HOME)
    good = create_commit("matches/undone/lineups/north-1_batter-2", COACH_HOME, fields)
    late = good.at("matches/empty-match/lineups/north-1_batter-2").having(matchId="empty-match")
    yield Twin("lineup: of a live match without a log", source, good, late, seeds)
    rain = {
        "matches/rain": match_document(),
        "matches/rain/scoring_actions/1_1": {"type": "play_stopped"},
    }
    wet = good.at("matches/rain/lineups/north-1_batter-2").having(matchId="rain")
    yield Twin("lineup: after rain before play, or in play", source, wet, late, rain)
    chosen = as_stored(lineup(PLANNED, "north-1", "visitor", COACH_HOME, isGuest=True))
    lineup_path = f"matches/{PLANNED}/lineups/north-1_visitor"
    move = update_commit(lineup_path, COACH_HOME, reselection_fields(COACH_HOME))
    kept = {lineup_path: chosen}
    mine = {"isGuest": False}
    yield from field_twins(source, "guest", move, {"no more": mine}, seeds=kept)
    left = {lineup_path: as_stored(lineup(PLANNED, "north-1", "visitor", COACH_HOME))}
    order = update_commit(lineup_path, COACH_HOME, reselection_fields(COACH_HOME))
    theirs = order.by(COACH_AWAY).having(selectedBy=COACH_AWAY.person_id)
    yield Twin("player who left the team: moved by the other side", source, order, theirs, left)
    squad = {"squadId": "kept"}
    pooled = kept | {"squads/kept/players/visitor": {"playerId": "visitor"}}
    good = move.having(**mine, **squad)
    bad = move.having(**mine, squadId="none")
    yield Twin("guest: no more, in no squad", source, good, bad, pooled)


def reselection_twins(source: str, lineup_path: str) -> Iterator[Twin]:
    """Yield changes of an existing lineup."""
    chosen = as_stored(lineup(PLANNED, "north-1", "batter-1", COACH_HOME))
    final = {**chosen, "confirmedAt": PAST, "confirmedBy": REFEREE.person_id}
    seeds, done = {lineup_path: chosen}, {lineup_path.replace("batter-1", "batter-5"): final}
    move = update_commit(lineup_path, COACH_HOME, reselection_fields(COACH_HOME))
    changes: dict[str, Fields] = {
        "by another": {"selectedBy": CAPTAIN.person_id},
        "in the past": {"selectedAt": PAST},
        "updated in the past": {"updatedAt": PAST},
        "another player": {"playerId": "batter-9"},
        "confirmed too": {"confirmedAt": NOW, "confirmedBy": COACH_HOME.person_id},
        "an unknown role": {"role": "mascot"},
        "position 0": {"battingPosition": 0},
        "batted": {"battedAt": 1},
    }
    yield from field_twins(source, "reselected", move, changes, seeds=seeds)
    closed = lineup_path.replace("batter-1", "batter-5")
    yield Twin("reselected: after confirmation", source, move, move.at(closed), seeds | done)
    gone = Commit(COACH_HOME, (Delete(lineup_path),))
    yield Twin("deleted after confirmation", source, gone, gone.at(closed), seeds | done)
    begun = f"matches/{MATCH}/lineups/north-1_batter-1"
    played = seeds | {begun: {**chosen, "matchId": MATCH}}
    yield Twin("reselected: after the first ball", source, move, move.at(begun), played)
    yield Twin("deleted after the first ball", source, gone, gone.at(begun), played)
    confirm = update_commit(lineup_path, HEAD_COACH, confirmation_fields(HEAD_COACH))
    more: dict[str, Fields] = {
        "by another": {"confirmedBy": REFEREE.person_id},
        "in the past": {"confirmedAt": PAST},
        "with another role": {"role": "reserve"},
        "updated in the past": {"updatedAt": PAST},
    }
    yield from field_twins(source, "confirmed", confirm, more, seeds=seeds)
    yield Twin("confirmed twice", source, confirm, confirm.at(closed), seeds | done)
    own = {closed: {**chosen, "selectedBy": HEAD_COACH.person_id}}
    yield Twin("confirmed by the selector", source, confirm, confirm.at(closed), seeds | own)
    away = update_commit(lineup_path, DIRECTOR_AWAY, confirmation_fields(DIRECTOR_AWAY))
    yield Twin("confirmed by the other side", source, confirm, away, seeds)
    for actor in (REFEREE, UMPIRE):
        official = update_commit(lineup_path, actor, confirmation_fields(actor))
        yield Twin(f"confirmed by {actor.name} in the past", source, official,
                   official.having(confirmedAt=PAST), seeds)  # fmt: skip
    former = update_commit(
        lineup_path, cast.FORMER_OFFICIAL, confirmation_fields(cast.FORMER_OFFICIAL)
    )
    yield Twin("confirmed by a former office-holder", source, confirm, former, seeds)
    admin_change = update_commit(lineup_path, ADMIN, {"isCaptain": True, "updatedAt": NOW})
    yield Twin(
        "changed by admin: sent by the coach",
        source,
        admin_change,
        admin_change.by(COACH_HOME),
        seeds,
    )
    signed = admin_change.having(**{**reselection_fields(ADMIN), **confirmation_fields(ADMIN)})
    yield from confirmation_twins(source, signed, "changed by admin", seeds)
    again: dict[str, Fields] = {
        "selected by another": {"selectedBy": CAPTAIN.person_id},
        "selected in the past": {"selectedAt": PAST},
    }
    yield from field_twins(source, "changed by admin", signed, again, seeds=seeds)
    opened = update_commit(
        closed, ADMIN, {"confirmedAt": None, "confirmedBy": None, "updatedAt": NOW}
    )
    for left in ("confirmedBy", "confirmedAt"):
        yield Twin(f"opened again: except {left}", source, opened, opened.without(left), done)
    later = admin_change.at(closed)
    yield Twin(
        "changed by admin after confirmation: sent by the coach",
        source,
        later,
        later.by(COACH_HOME),
        done,
    )
    whose = opened.having(confirmedBy="another")
    yield Twin("opened again: and confirmed by another", source, opened, whose, done)
    yield Twin(
        "changed by admin: batted", source, admin_change, admin_change.having(battedAt=1), seeds
    )
    yield Twin(
        "changed by admin: replaced",
        source,
        admin_change,
        admin_change.having(substitutedFor="batter-7"),
        seeds,
    )
