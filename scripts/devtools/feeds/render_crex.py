"""Renders a match as CREX-like documents: the latest states sV3 and sC4, and the ball feeds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from devtools.feeds.broadcast import ShownEvent
from devtools.feeds.parts import RenderContext, words_of
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Batter, Bowler, Dismissal, Innings
from scrbrd_ingest.feeds.crex_parts import DISMISSALS, ENDS, EXTRAS, LISTS
from scrbrd_ingest.model import Phase

OVERS_SHOWN = 3
STATUS = {
    Phase.SCHEDULED: "0",
    Phase.LIVE: "1",
    Phase.FINISHED: "2",
    Phase.BREAK: "3",
    Phase.SUSPENDED: "4",
    Phase.CANCELLED: "5",
}
WORDS = words_of(DISMISSALS)
EXTRA_WORDS = words_of(EXTRAS)
END_WORDS = words_of(ENDS)


def score(context: RenderContext) -> Json:
    """Return sV3: the newest overs, the batters and bowler, and all notes."""
    events = context.view.events
    state = context.view.state
    innings_number = max(context.view.innings(), default=0)
    current = next((each for each in state.innings if each.number == innings_number), None)
    balls = [each for each in events if each.is_ball and each.place.innings == innings_number]
    shown = sorted({each.place.over for each in balls})[-OVERS_SHOWN:]
    found: Json = {
        "a": ".".join(context.ids.teams.values()),
        "wp": "",
        "s": STATUS[context.view.phase],
        "inning": innings_number,
        "ov": [
            text
            for over in shown
            for text in over_texts(
                context, over, [each for each in balls if each.place.over == over]
            )
        ],
        "n": [note_of(context, each) for each in events if not each.is_ball],
    }
    if current is not None:
        players = context.ids.players
        pair = [players.get(str(each), "") for each in (current.striker_id, current.non_striker_id)]
        bowler = players.get(str(current.bowler_id), "")
        found["p"] = ".".join([*pair, bowler])
        found["sc"] = f"{current.runs}/{current.wickets}"
    return found


def over_texts(context: RenderContext, over: int, balls: Iterable[ShownEvent]) -> list[str]:
    """Return an over as texts such as `O5-1AB.4.W.1lb`, one for each bowler."""
    texts: list[tuple[str, list[str]]] = []
    for event in balls:
        action = context.action(event)
        if not texts or texts[-1][0] != action["bowlerId"]:
            texts.append((action["bowlerId"], []))
        texts[-1][1].append(token_of(action))
    return [".".join([f"O{over + 1}-{bowler}", *tokens]) for bowler, tokens in texts]


def token_of(action: Json) -> str:
    """Return the token of a ball, such as `4`, `1lb` or `0W`."""
    runs, extras = action["runsOffBat"], action["extras"]
    parts = [f"{number}{EXTRA_WORDS[name]}" for name, number in extras.items()]
    if runs or not parts:
        parts.insert(0, str(runs))
    text = "+".join(parts) + ("W" if "wicket" in action else "")
    if "boundary" in action and action["boundary"] != (runs in (4, 6)):
        text += "B" if action["boundary"] else "r"
    if "runsRun" in action:
        text += f"@{action['runsRun']}"
    if action.get("notCounted"):
        text += "!"
    return text + (f"#{action['overBalls']}" if "overBalls" in action else "")


def note_of(context: RenderContext, event: ShownEvent) -> str:
    """Return an action other than a delivery as `2.18.3.1|batter_retired|playerId=1AB|as=hurt`."""
    place = event.place
    action = context.action(event)
    head = f"{place.innings}.{place.over}.{place.ball}.{place.part}"
    fields = [
        f"{name}={quote(text_of(name, value), safe=',')}"
        for name, value in action.items()
        if name != "type" and value is not None
    ]
    return "|".join([head, action["type"], *fields])


def text_of(name: str, value: Any) -> str:
    """Return one field of a note as text."""
    if name in LISTS:
        return ",".join(value)
    if name == "powerplays":
        return ",".join(span_text(each) for each in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def span_text(span: Json) -> str:
    """Return a powerplay as text, such as `mandatory:0:5`."""
    names = ("fromOver", "toOver", "fromBall", "toBall")
    return ":".join([span["type"], *(str(span.get(name, "")) for name in names)])


def card(context: RenderContext) -> list[Json]:
    """Return sC4: the card of each innings, with lines for batters and bowlers."""
    wickets = wickets_of(context)
    return [card_of(context, innings, wickets) for innings in context.view.state.innings]


def wickets_of(context: RenderContext) -> dict[tuple[int, str], Json]:
    """Return the wickets of deliveries, by innings and batter (our ids)."""
    return {
        (event.place.innings, event.action["wicket"]["dismissedPlayerId"]): event.action["wicket"]
        for event in context.view.events
        if event.is_ball and "wicket" in event.action
    }


def card_of(context: RenderContext, innings: Innings, wickets: dict[tuple[int, str], Json]) -> Json:
    """Return the card of one innings."""
    teams = [str(each) for each in (innings.batting_team_id, innings.bowling_team_id)]
    return {
        "i": innings.number,
        "t": ".".join(context.ids.teams.get(each, "") for each in teams),
        "sc": f"{innings.runs}/{innings.wickets}",
        "b": [batter_line(context, innings, each, wickets) for each in innings.batters.values()],
        "a": [bowler_line(context, each) for each in innings.bowlers.values()],
    }


def batter_line(
    context: RenderContext, innings: Innings, batter: Batter, wickets: dict[tuple[int, str], Json]
) -> str:
    """Return a batter's line: id, runs, balls, fours, sixes and the dismissal."""
    player = context.ids.players[str(batter.player_id)]
    wicket = wickets.get((innings.number, str(batter.player_id)))
    how = ""
    if batter.dismissal is not None:
        is_balls = wicket is not None and wicket["type"] == str(batter.dismissal.type)
        how = (
            how_out(context, wicket)
            if wicket and is_balls
            else unplayed_dismissal(batter.dismissal)
        )
    figures = (batter.runs, batter.balls_faced, batter.fours, batter.sixes)
    return ".".join([player, *map(str, figures), how])


def unplayed_dismissal(dismissal: Dismissal) -> str:
    """Return the feed's word for a dismissal that happened without a delivery."""
    return WORDS[str(dismissal.type)]


def how_out(context: RenderContext, wicket: Json) -> str:
    """Return a dismissal as `c/F1-F2/assists/substitutes/end/crossed`."""
    players = context.ids.players
    lists = [
        "-".join(players[each] for each in wicket.get(name, ()))
        for name in ("fielderIds", "assistFielderIds", "substituteIds")
    ]
    end = END_WORDS.get(wicket.get("end", ""), "")
    crossed = "" if wicket.get("crossed") is None else "x" if wicket["crossed"] else "o"
    return "/".join([WORDS[wicket["type"]], *lists, end, crossed])


def bowler_line(context: RenderContext, bowler: Bowler) -> str:
    """Return a bowler's line: id, balls that count, maidens, runs, wickets, wides, no-balls."""
    figures = (
        bowler.balls_bowled,
        bowler.maidens,
        bowler.runs_conceded,
        bowler.wickets,
        bowler.wides,
        bowler.no_balls,
    )
    return ".".join([context.ids.players[str(bowler.player_id)], *map(str, figures)])


def ball_feeds(context: RenderContext, innings: int, over: int | None = None) -> Json | None:
    """Return the ball feeds of an innings, or of one of its overs (0-based).

    Return None if that over has no balls.
    """
    balls = [
        each
        for each in context.view.events
        if each.is_ball
        and each.place.innings == innings
        and (over is None or each.place.over == over)
    ]
    if over is not None and not balls:
        return None
    feeds: list[Json] = []
    for event in balls:
        ball = 1 + sum(each["o"] == event.place.over + 1 for each in feeds)
        feeds.append(feed_of(context, event, ball))
    return {"feeds": context.make_untidy(feeds, f"feeds {innings}")}


def feed_of(context: RenderContext, event: ShownEvent, ball: int) -> Json:
    """Return one ball of the feeds."""
    action = context.action(event)
    people = [action["bowlerId"], action["strikerId"], action["nonStrikerId"]]
    item: Json = {
        "o": event.place.over + 1,
        "d": ball,
        "x": ".".join(people),
        "t": token_of(action),
    }
    if "wicket" in action:
        out = context.ids.players[event.action["wicket"]["dismissedPlayerId"]]
        item["w"] = f"{out}.{how_out(context, event.action['wicket'])}"
    return item
