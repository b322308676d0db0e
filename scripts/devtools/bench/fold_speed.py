"""Measures the fold and the decoding of actions on one core, in deliveries a second."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import Progress

from admin.logfile import load_match
from admin.matchlog import MatchLog
from admin.scored_file import score_file
from devtools.toolchain.layout import ROOT
from scrbrd.domain.actions import Delivery, read_action
from scrbrd.domain.effective import effective_log
from scrbrd.domain.fold import fold, fold_log
from scrbrd.domain.state import MatchState
from scrbrd.handlers.snapshot.packed_actions import pack, unpack

COMMITTED = (ROOT / "scripts" / "matches", ROOT / "tests" / "data" / "matches")
SHARED = ROOT.parent / "shared" / "cricsheet"
RIVAL = Path(__file__).parent / "rival" / "run_cricketstats.py"
RIVAL_SECONDS = 300.0
NO_INTERPRETER = "not asked for: --cricketstats PYTHON names an interpreter that has it"


@dataclass(frozen=True, slots=True)
class FoldSpeed:
    """Deliveries a second on one core, each the median of several passes over all matches.

    `fold` folds an effective log; `fold_log` also computes the effective log first. `unpack`
    decodes packed actions, `read` decodes documents.
    """

    matches: int
    deliveries: int
    fold: float
    fold_log: float
    unpack: float
    read: float


def all_matches(progress: Progress, most: int | None = None) -> list[MatchLog]:
    """Return the matches of this repository and of ../shared/cricsheet, without duplicates.

    `most` limits the number of files; None reads all.
    """
    files = [file for folder in COMMITTED for file in sorted(folder.glob("*.log"))]
    files += sorted(SHARED.glob("*.json"))
    logs = [load_match(file) for file in progress.track(files[:most], description="reading logs")]
    return list({log.match_id: log for log in logs}.values())


def measure_fold_speed(logs: Sequence[MatchLog], passes: int, progress: Progress) -> FoldSpeed:
    """Fold, unpack and read every action of the logs in `passes` passes; return the medians."""
    deliveries = sum(count_deliveries(log) for log in logs)
    setups = [(log.inputs.setup, log.actions) for log in logs]
    effective = [(setup, effective_log(actions).actions) for setup, actions in setups]
    packed = [
        (log.match_id, (each.innings_number, each.sequence_number), pack(each, 0))
        for log in logs
        for each in log.actions
    ]
    documents = [each.to_document() for log in logs for each in log.actions]
    steps: dict[str, Callable[[], Any]] = {
        "fold": lambda: [fold(MatchState(setup), actions) for setup, actions in effective],
        "fold_log": lambda: [fold_log(*each) for each in setups],
        "unpack": lambda: [unpack(*each) for each in packed],
        "read": lambda: [read_action(each) for each in documents],
    }
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    gc.collect()
    gc.freeze()  # the garbage collector must not traverse the bench's own objects meanwhile
    for _ in progress.track(range(passes + 1), description="folding"):
        for name, step in steps.items():
            seconds[name].append(cpu_seconds(step))
    gc.unfreeze()
    # The first pass is a warm-up and is discarded.
    speeds = {name: deliveries / statistics.median(each[1:]) for name, each in seconds.items()}
    return FoldSpeed(len(logs), deliveries, **speeds)


def count_deliveries(log: MatchLog) -> int:
    """Return the number of deliveries in a log."""
    return sum(isinstance(action, Delivery) for action in log.actions)


def cpu_seconds(step: Callable[[], Any]) -> float:
    """Return the processor seconds that a step takes; other processes are not counted."""
    began = time.process_time()
    step()
    return time.process_time() - began


def compare_with_cricketstats(python: Path | None) -> dict[str, Any]:
    """Measure `cricketstats` and our code on the same files, from file to players' figures.

    It runs in the interpreter `python`. If it could not run, the result holds only the reason, as
    `why`.
    """
    if python is None:
        return {"why": NO_INTERPRETER}
    if not SHARED.is_dir():
        return {"why": "it reads Cricsheet files only, and ../shared/cricsheet is not there"}
    command = [str(python), str(RIVAL), str(SHARED)]
    try:
        ran = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=RIVAL_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"why": str(error)}
    if ran.returncode:
        return {"why": (ran.stderr.strip().splitlines() or ["it failed"])[-1]}
    rival: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    return rival | ours_from_files([SHARED / name for name in rival.pop("files")])


def ours_from_files(files: Sequence[Path]) -> dict[str, float]:
    """Return our deliveries a second on some files: read, import, fold, scorecards."""
    began = time.process_time()
    deliveries = sum(count_deliveries(score_file(file).log) for file in files)
    return {"ours_per_second": deliveries / (time.process_time() - began)}
