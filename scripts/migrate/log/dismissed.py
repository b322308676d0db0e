"""Finds who was out where the old documents only record that somebody was (Laws 32 to 40).

Most dismissals only the striker can suffer. Of the others, the one who bats on was not out; where
neither does, the old card may tell. Else nobody can.
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
    """Who was out and how; None where it is unknown. `how_known` says what showed it."""

    player_id: str | None
    type: WicketType | None
    how_known: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A wicket ball: its pair as the fold knows them, what comes after, and the old card."""

    ball: OldBall
    striker: str
    non_striker: str
    later: Sequence[OldBall]
    card: Mapping[str, StatedBatter]
    stand_ins: StandIns


def fall_of(scene: Scene) -> Fall:
    """Return who was out off a ball."""
    kind = scene.ball.wicket_type
    named = named_in_ball(scene)
    if named is not None:
        return Fall(named, kind or how_on_card(scene, named), "named")
    if kind in ONLY_THE_STRIKER:
        return Fall(scene.striker, kind, "only the striker can be")
    if names_another(scene):
        return Fall(None, kind)
    found = who_bats_on(scene) or who_is_on_card(scene)
    if found is None or not found[0]:  # an empty name is one of two whom nothing tells apart
        return Fall(None, kind)
    player, how_known = found
    return Fall(player, kind or how_on_card(scene, player), how_known)


def named_in_ball(scene: Scene) -> str | None:
    """Return the batter that the ball names as out, if they were in."""
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


def names_another(scene: Scene) -> bool:
    """Return whether a ball names as out somebody who is neither of two whose names are known."""
    names = (scene.stand_ins.names.get(each, each) for each in (scene.striker, scene.non_striker))
    return bool(scene.ball.dismissed_id) and all(name and not is_stand_in(name) for name in names)


def who_bats_on(scene: Scene) -> tuple[str, str] | None:
    """Return (who was out, how that is known) where only one of the two is seen again."""
    striker, other = (seen_later(scene, player) for player in (scene.striker, scene.non_striker))
    if striker and not other:
        return scene.non_striker, "the striker batted on"
    if other and not striker:
        return scene.striker, "the non-striker batted on"
    return None


def seen_later(scene: Scene, player: str) -> bool:
    """Return whether a batter is in at a later ball; one whose name is not known is not seen."""
    name = scene.stand_ins.names.get(player, player)
    if not name or is_stand_in(name):
        return False
    return any(name in (ball.striker_id, ball.non_striker_id) for ball in scene.later)


def who_is_on_card(scene: Scene) -> tuple[str, str] | None:
    """Return the only one of the two whom the old card has as out, if it has."""
    out = [player for player in (scene.striker, scene.non_striker) if is_out_on_card(scene, player)]
    return (out[0], "the old card") if len(out) == 1 else None


def is_out_on_card(scene: Scene, player: str) -> bool:
    """Return whether the card has a batter as out, in the way of this wicket where both say how."""
    line = scene.card.get(scene.stand_ins.names.get(player, player))
    if line is None or not line.is_out:
        return False
    return None in (line.how, scene.ball.wicket_type) or line.how == scene.ball.wicket_type


def how_on_card(scene: Scene, player: str) -> WicketType | None:
    """Return how the old card says a batter was out."""
    line = scene.card.get(scene.stand_ins.names.get(player, player))
    return line.how if line else None
