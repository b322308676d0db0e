"""Makes `matches/{matchId}/live/innings_{n}`: the card of an innings that is over.

It changes only if the innings does: later penalty runs, an undone ball, another name.
"""

from collections.abc import Collection

from scrbrd.domain.match import Inputs
from scrbrd.domain.state import FallOfWicket, Innings, MatchState, Partnership
from scrbrd.projections.live.documents import (
    FallOfWicketEntry,
    InningsProjection,
    PartnershipProjection,
)
from scrbrd.projections.live.scorecard import fall, innings_projection, partnership


class NamedFall(FallOfWicketEntry):
    """A wicket, with the name of its bowler."""

    bowler_name: str | None = None


class NamedPartnership(PartnershipProjection):
    """A partnership with the names of its batters."""

    batsman_a_name: str
    batsman_b_name: str | None = None


class InningsCard(InningsProjection):
    """A finished innings as `live/score` has it, with names beside all ids.

    Only a dismissal has none, because its description contains them.
    """

    match_id: str
    bowling_team_id: str | None = None
    bowling_team: str | None = None
    fall_of_wickets: tuple[NamedFall, ...]
    partnerships: tuple[NamedPartnership, ...]


def innings_cards(
    state: MatchState, inputs: Inputs, left_out: Collection[int] = ()
) -> dict[str, InningsCard]:
    """Return the cards of all innings that are over, including super overs: `innings_1`,
    `innings_2`.

    An innings that continues again has none. Innings in `left_out` are unchanged, and get none.
    """
    return {
        f"innings_{innings.number}": innings_card(state, innings, inputs)
        for innings in state.innings
        if not innings.is_open and innings.number not in left_out
    }


def innings_card(state: MatchState, innings: Innings, inputs: Inputs) -> InningsCard:
    """Return the card of one innings."""
    card = innings_projection(state, innings, inputs)
    fields = {name: getattr(card, name) for name in InningsProjection.model_fields}
    return InningsCard(
        **fields
        | {
            "match_id": state.setup.match_id,
            "bowling_team_id": innings.bowling_team_id,
            "bowling_team": inputs.team_name(innings.bowling_team_id) or None,
            "fall_of_wickets": tuple(named_fall(each, inputs) for each in innings.fall_of_wickets),
            "partnerships": tuple(named_partnership(each, inputs) for each in innings.partnerships),
        }
    )


def named_fall(fallen: FallOfWicket, inputs: Inputs) -> NamedFall:
    """Return one fall of wicket with names."""
    name = inputs.player_name(fallen.bowler_id) if fallen.bowler_id else None
    return NamedFall(**dict(fall(fallen, inputs)), bowler_name=name)


def named_partnership(stand: Partnership, inputs: Inputs) -> NamedPartnership:
    """Return one partnership with names."""
    other_id = stand.batter_b_id
    return NamedPartnership(
        **dict(partnership(stand)),
        batsman_a_name=inputs.player_name(stand.batter_a_id),
        batsman_b_name=inputs.player_name(other_id) if other_id else None,
    )
