"""Lists the matches kept in the repository and writes their files again.

`python -m tests.admin.committed_matches` rewrites the logs from ../shared/cricsheet, where that is
there, and then the goldens. Read the difference before committing it: the goldens are the expected
cards.
Data: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from admin.commands.score import text_card
from admin.cricsheet.importer import import_match
from admin.logfile import write_log
from admin.scored_file import ScoredMatch, score_file

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "cricsheet"
GOLDENS = ROOT / "tests" / "data" / "goldens"
DEMO_LOGS = ROOT / "scripts" / "matches"
TEST_LOGS = ROOT / "tests" / "data" / "matches"
DEMO_MATCHES = ("1386111", "1355625", "1206059")
TEST_MATCHES = (
    "1216517",  # two super overs
    "1417850",  # the Hundred, retired out
    "1370352",  # impact player, concussion, a batter replaced who came back
    "649089",  # a Test won by an innings, absent hurt, penalty runs on a ball
    "1205779",  # VJD, its target not stated
    "237242",  # a bowl-out
    "1273144",  # awarded
    "1410196",  # miscounted overs, a nameless substitute
    "1348326",  # D/L with a revised target, retired hurt
)


def committed_logs() -> list[Path]:
    """Return the path of every log in the repository."""
    return sorted([*DEMO_LOGS.glob("*.log"), *TEST_LOGS.glob("*.log")], key=lambda log: log.stem)


def golden_path(log: Path) -> Path:
    """Return the path of the printed card of a log."""
    return GOLDENS / f"{log.stem}.txt"


@cache
def score_file_once(path: Path) -> ScoredMatch:
    """Score a match file; the result is cached, for tests that use the same match often."""
    return score_file(path)


def rewrite_logs() -> None:
    """Import the matches again from ../shared/cricsheet."""
    for folder, matches in ((DEMO_LOGS, DEMO_MATCHES), (TEST_LOGS, TEST_MATCHES)):
        for match in matches:
            write_log(import_match(SHARED / f"{match}.json"), folder / f"{match}.log")


def rewrite_goldens() -> None:
    """Write the printed cards again."""
    for log in committed_logs():
        golden_path(log).write_text(text_card(score_file(log)), encoding="utf-8")


if __name__ == "__main__":
    if SHARED.is_dir():
        rewrite_logs()
    rewrite_goldens()
