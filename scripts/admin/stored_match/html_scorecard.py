"""Renders the scorecard of a match as an HTML page. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from admin.html_page import render
from admin.ledger.head import head_lines
from admin.rain.card_lines import rain_lines
from admin.stored_match.read import StoredMatch
from admin.text_scorecard import (
    Heading,
    close_text,
    extras_text,
    fall_text,
    format_overs,
    innings_title,
)
from scrbrd.projections.live.documents import InningsProjection, LiveScore

BATTING_HEADS = ("", "", "R", "B", "4s", "6s", "SR")
BOWLING_HEADS = ("M", "R", "W", "Econ", "WD", "NB")


@dataclass(frozen=True, slots=True)
class InningsTables:
    """The texts and tables of one innings; `did_not_bat` and `falls` may be empty."""

    title: str
    batting: Sequence[Sequence[str]]
    did_not_bat: str
    falls: str
    bowling_heads: Sequence[str]
    bowling: Sequence[Sequence[str]]
    batting_heads: Sequence[str] = BATTING_HEADS


def page(score: LiveScore, stored: StoredMatch) -> str:
    """Return the whole page; everything that people typed is escaped."""
    heading = Heading.of(stored.match, stored.lineups, stored.competition_name)
    return render(
        "scorecard.html.jinja",
        title=f"{heading.home} v {heading.away}",
        lines=heading.lines,
        innings=list(all_innings(heading, score)),
        result=score.result_text,
        rain=rain_lines(score.dls),
        ledger=head_lines(score.ledger),
        attribution=stored.attribution,
    )


def all_innings(heading: Heading, score: LiveScore) -> Iterator[InningsTables]:
    """Yield the tables of every innings in order, those of super overs last."""
    numbered = (score.innings1, score.innings2, score.innings3, score.innings4)
    cards = [card for card in numbered if card is not None]
    for place, card in enumerate(cards):
        yield innings_tables(heading, card, innings_title(heading, cards, place))
    for place, card in enumerate(score.super_overs or ()):
        title = f"Super Over {place // 2 + 1}: {card.batting_team}"
        yield innings_tables(heading, card, title)


def innings_tables(heading: Heading, card: InningsProjection, title: str) -> InningsTables:
    """Return the tables of batting and bowling, the fall of wickets, and who did not bat."""
    idle = [f"{each.player_name} ({each.description})" for each in card.did_not_bat]
    return InningsTables(
        title,
        list(batting_rows(heading, card)),
        ", ".join(idle),
        ", ".join(fall_text(heading, each) for each in card.fall_of_wickets),
        ("Bowling", "B" if heading.counts_balls else "O", *BOWLING_HEADS),
        list(bowling_rows(heading, card)),
    )


def batting_rows(heading: Heading, card: InningsProjection) -> Iterator[Sequence[str]]:
    """Yield a row for each batter, then extras and total."""
    for each in card.batsmen:
        yield (
            heading.name_with_marks(each.player_id, each.player_name),
            each.dismissal.description if each.dismissal else "not out",
            str(each.runs),
            str(each.balls_faced),
            str(each.fours),
            str(each.sixes),
            f"{each.strike_rate:.2f}" if each.balls_faced else "-",
        )
    yield "Extras", extras_text(card.extras), str(card.extras.total), "", "", "", ""
    length = f"({close_text(card)}{heading.length(card)})"
    yield "Total", length, f"{card.runs}/{card.wickets}", "", "", "", ""


def bowling_rows(heading: Heading, card: InningsProjection) -> Iterator[Sequence[str]]:
    """Yield a row for each bowler."""
    for each in card.bowlers:
        yield (
            each.player_name,
            str(each.balls_bowled) if heading.counts_balls else format_overs(each.overs),
            str(each.maidens),
            str(each.runs_conceded),
            str(each.wickets),
            f"{each.economy:.2f}" if each.balls_bowled else "-",
            str(each.wides),
            str(each.no_balls),
        )
