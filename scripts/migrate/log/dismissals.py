"""Finds who was out when an old ball records only that somebody was (Laws 32 to 40).

Most dismissals can only be the striker's. Otherwise a batter who bats on was not out; if that does
not decide, the old card may. If nothing does, the dismissed player stays unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from migrate.log.stand_ins import StandIns, is_stand_in
from migrate.old.ball import OldBall
from migrate.old.totals import StatedBatter
from scrbrd.domain.laws import ONLY_THE_STRIKER
from scrbrd.domain.vocabulary import WicketType


@dataclass(frozen=True, slots=True)
class Fall:
    """Who was out and how; None if unknown. `how_known`: how the player was identified."""

    player_id: str | None
    type: WicketType | None
    how_known: str = ""


@dataclass(frozen=True, slots=True)
class WicketBall:
    """A ball with a wicket: the batters' ids in the fold, the later balls, and the old card."""

    ball: OldBall
    striker: str
    non_striker: str
    later: Sequence[OldBall]
    card: Mapping[str, StatedBatter]
    stand_ins: StandIns


def find_dismissed(scene: WicketBall) -> Fall:
    """Return who was out off a ball, and how."""
    kind = scene.ball.wicket_type
    named = named_in_ball(scene)
    if named is not None:
        return Fall(named, kind or how_on_card(scene, named), "named")
    if kind in ONLY_THE_STRIKER:
        return Fall(scene.striker, kind, "only the striker can be")
    if names_another(scene):
        return Fall(None, kind)
    found = who_bats_on(scene) or who_is_on_card(scene)
    if found is None or not found[0]:  # an empty id: it may be either of two batters
        return Fall(None, kind)
    player, how_known = found
    return Fall(player, kind or how_on_card(scene, player), how_known)


def named_in_ball(scene: WicketBall) -> str | None:
    """Return the batter whom the ball names as out, if that batter was in."""
    named = scene.ball.dismissed_id
    if named is None:
        return None
    player = scene.stand_ins.known_as(named)
    if player in (scene.striker, scene.non_striker):
        return player
    if scene.stand_ins.is_open(scene.non_striker):
        scene.stand_ins.bind(scene.non_striker, named)
        return scene.non_striker
    return None


def names_another(scene: WicketBall) -> bool:
    """Return True if a ball names as out somebody other than the two batters, whose names are
    both known."""
    names = (scene.stand_ins.names.get(each, each) for each in (scene.striker, scene.non_striker))
    return bool(scene.ball.dismissed_id) and all(name and not is_stand_in(name) for name in names)


def who_bats_on(scene: WicketBall) -> tuple[str, str] | None:
    """Return (who was out, how that is known) if just one of the two batters appears in later
    balls."""
    striker, other = (seen_later(scene, player) for player in (scene.striker, scene.non_striker))
    if striker and not other:
        return scene.non_striker, "the striker batted on"
    if other and not striker:
        return scene.striker, "the non-striker batted on"
    return None


def seen_later(scene: WicketBall, player: str) -> bool:
    """Return True if a batter is in at a later ball.

    A batter without a known name is never found.
    """
    name = scene.stand_ins.names.get(player, player)
    if not name or is_stand_in(name):
        return False
    return any(name in (ball.striker_id, ball.non_striker_id) for ball in scene.later)


def who_is_on_card(scene: WicketBall) -> tuple[str, str] | None:
    """Return (who was out, how that is known) if the old card has just one of the two batters as
    out."""
    out = [player for player in (scene.striker, scene.non_striker) if is_out_on_card(scene, player)]
    return (out[0], "the old card") if len(out) == 1 else None


def is_out_on_card(scene: WicketBall, player: str) -> bool:
    """Return True if the card has a batter as out, in the way of this wicket if both say how."""
    line = scene.card.get(scene.stand_ins.names.get(player, player))
    if line is None or not line.is_out:
        return False
    return None in (line.how, scene.ball.wicket_type) or line.how == scene.ball.wicket_type


def how_on_card(scene: WicketBall, player: str) -> WicketType | None:
    """Return how the old card says that a batter was out."""
    line = scene.card.get(scene.stand_ins.names.get(player, player))
    return line.how if line else None
