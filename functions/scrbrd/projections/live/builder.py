"""Makes the documents derived from the log during a match: `live/*`, the ticker.

All are functions of the state and the inputs. To add one, write a function that makes it and add it
to LIVE. The commit compares it with its last version, writes it, and deletes it when it is no
longer made. The store's `read_whole_documents` must read it, so that a rebuild can delete it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import Problem, shorten_message
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ActionId
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.feed.text import last_ball
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.innings_card import innings_cards
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.live.ticker import ticker, ticker_document
from scrbrd.projections.projection import Projection

SCORE, HEALTH, TICKER = "live/score", "live/health", "ticker"

MOST_LISTED = 200
"""Problems in the list; the count includes all. No text in them has more than 300 characters, so
the document stays below half of 1 MiB."""


@dataclass(frozen=True, slots=True)
class LiveDocuments(Projection[Json]):
    """The documents of a match after its last action, without the fields that only a commit sets.

    `feed` is the feed's state; `problems_beyond` counts problems of which only the number is kept.
    Innings with a number in `left_out` are unchanged, and get no card.
    """

    state: MatchState
    inputs: Inputs
    feed: FeedState
    problems: Sequence[Problem] = ()
    problems_beyond: int = 0
    last_action_id: ActionId | None = None
    left_out: Collection[int] = ()

    @property
    def problem_count(self) -> int:
        """The number of all problems, including those of which only the number is kept."""
        return len(self.problems) + self.problems_beyond

    def documents(self) -> dict[str, Json]:
        """Return the documents by key: `live/score`, `live/innings_1`, `ticker`."""
        return {key: each for make in LIVE for key, each in make(self).items()}


def score_and_ticker(live: LiveDocuments) -> dict[str, Json]:
    """Make `live/score`, without the cards of innings left out, and `tickers/{matchId}`.

    Both have the last ball in the same words.
    """
    state, inputs, feed = live.state, live.inputs, live.feed
    last = last_ball(feed, inputs)
    score = live_score(state, inputs, live.last_action_id, feed, live.left_out, last)
    short = ticker(state, inputs, feed, live.problem_count, in_words=last)
    return {SCORE: as_document(score), TICKER: ticker_document(short)}


def card_documents(live: LiveDocuments) -> dict[str, Json]:
    """Make `live/innings_{n}`, the cards of innings that are over."""
    cards = innings_cards(live.state, live.inputs, live.left_out).items()
    return {f"live/{name}": as_document(card) for name, card in cards}


def health_documents(live: LiveDocuments) -> dict[str, Json]:
    """Make `live/health`."""
    match_id = live.state.setup.match_id
    return {HEALTH: health_document(match_id, live.problems, live.problems_beyond)}


def health_document(match_id: str, problems: Sequence[Problem], beyond: int = 0) -> Json:
    """Return the problems of a match, those that made an action not count first.

    `beyond` counts problems of which only the number is kept.
    """
    ranked = sorted(problems, key=lambda problem: problem.severity != "error")
    return {
        "matchId": match_id,
        "problemCount": len(problems) + beyond,
        "problems": [problem_document(problem) for problem in ranked[:MOST_LISTED]],
    }


def problem_document(problem: Problem) -> Json:
    """Return one problem; `law` only if it has one."""
    document = {
        "actionId": shorten_message(problem.action_id),
        "code": str(problem.code),
        "severity": str(problem.severity),
        "message": shorten_message(problem.message),
    }
    return document | ({"law": shorten_message(problem.law)} if problem.law else {})


LIVE: Final[tuple[Callable[[LiveDocuments], Mapping[str, Json]], ...]] = (
    score_and_ticker,
    health_documents,
    card_documents,
)
"""Functions that make the documents of a match by their keys."""
