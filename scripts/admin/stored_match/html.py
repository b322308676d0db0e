"""Owns the scorecard as a page of HTML that needs nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from admin.stored_match.read import StoredMatch
from admin.text_scorecard import (
    Heading,
    close_text,
    extras_text,
    fall_text,
    format_overs,
    innings_title,
)
from admin.visible_text import visible_html
from scrbrd.projections.documents import InningsProjection, LiveScore

STYLE = (
    "body{font:16px/1.4 system-ui,sans-serif;max-width:52em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}"
    "caption,th{text-align:left}caption{font-weight:bold}"
    "td,th{padding:.2em .6em;border-bottom:1px solid #ccc}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
)
NUMBER = ' class="n"'
BATTING_HEADS = ("R", "B", "4s", "6s", "SR")
BOWLING_HEADS = ("O", "M", "R", "W", "Econ", "WD", "NB")


def page(score: LiveScore, stored: StoredMatch) -> str:
    """The whole page; everything that people typed is escaped."""
    heading = Heading.of(stored.match, stored.lineups, stored.competition_name)
    title = f"{heading.home} v {heading.away}"
    cards = [score.innings1, score.innings2, score.innings3, score.innings4]
    innings = [card for card in cards if card is not None]
    body = [f"<h1>{visible_html(title)}</h1>"]
    body += [f"<p>{visible_html(line)}</p>" for line in heading.lines]
    for place, card in enumerate(innings):
        body += innings_html(heading, card, innings_title(heading, innings, place))
    for place, card in enumerate(score.super_overs or ()):
        named = f"Super Over {place // 2 + 1}: {card.batting_team}"
        body += innings_html(heading, card, named)
    if score.result_text:
        body.append(f"<p><strong>Result: {visible_html(score.result_text)}</strong></p>")
    if stored.attribution:
        body.append(f"<p><small>{visible_html(stored.attribution)}</small></p>")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{visible_html(title)}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def innings_html(heading: Heading, card: InningsProjection, title: str) -> Iterator[str]:
    """One innings: batting, total, fall of wickets, bowling."""
    yield table(title, ("", "", *BATTING_HEADS), 2, list(batting_rows(heading, card)))
    idle = [f"{each.player_name} ({each.description})" for each in card.did_not_bat]
    if idle:
        yield f"<p>{visible_html(', '.join(idle))}</p>"
    falls = [fall_text(heading, each) for each in card.fall_of_wickets]
    if falls:
        yield f"<p>Fall of wickets: {visible_html(', '.join(falls))}</p>"
    if card.bowlers:
        heads = ("Bowling", "B" if heading.counts_balls else "O", *BOWLING_HEADS[1:])
        yield table("", heads, 1, list(bowling_rows(heading, card)))


def batting_rows(heading: Heading, card: InningsProjection) -> Iterator[Sequence[str]]:
    """The batters, then extras and total."""
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
    """The bowlers."""
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


def table(caption: str, heads: Sequence[str], words: int, rows: Sequence[Sequence[str]]) -> str:
    """A table whose first `words` columns are words and the others numbers."""
    named = f"<caption>{visible_html(caption)}</caption>" if caption else ""
    lines = [cells("th", heads, words), *(cells("td", row, words) for row in rows)]
    return f"<table>{named}\n" + "\n".join(lines) + "\n</table>"


def cells(kind: str, row: Sequence[str], words: int) -> str:
    """A row of a table."""
    made = [
        f"<{kind}{NUMBER if place >= words else ''}>{visible_html(text)}</{kind}>"
        for place, text in enumerate(row)
    ]
    return f"<tr>{''.join(made)}</tr>"
