"""Runs the whole bench of the projection on one emulator and returns its results."""

from __future__ import annotations

import os
import platform
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from google.cloud.firestore import Client
from rich.progress import Progress

from admin.logfile import load_match
from devtools.bench.cold_start import ColdStart, measure_cold_start
from devtools.bench.constant_score_match import constant_score_match
from devtools.bench.contention import ContentionResult, measure_contention
from devtools.bench.costs import Cost, count_costs, forecast_prices
from devtools.bench.fold_speed import (
    COMMITTED,
    FoldSpeed,
    all_matches,
    compare_with_cricketstats,
    measure_fold_speed,
)
from devtools.bench.interleaved_runs import Depths, Spread, at_depth, running_servers, side_by_side
from devtools.bench.many_matches import ManyMatches, measure_many
from devtools.bench.match_end import MatchEndCost, measure_match_end
from devtools.emulators import FirestoreEmulator

PROJECT = "demo-bench"
T20 = COMMITTED[0] / "1386111.log"
ODI = COMMITTED[0] / "1206059.log"
TEST = COMMITTED[1] / "649089.log"
PACKAGES = (
    "google-cloud-firestore",
    "firebase-functions",
    "functions-framework",
    "grpcio",
    "protobuf",
    "pydantic",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size of a run: numbers of balls, runs and passes; None means all.

    Ordinary transactions are stopped after `transaction_seconds`.
    """

    balls: int
    depths: Depths
    depth_runs: int
    transaction_seconds: float
    matches: int | None
    fold_passes: int
    cost_balls: int | None
    cold_runs: int
    endings: int
    many: tuple[tuple[int, int], tuple[int, int]]
    """(matches, balls of each match), for one match alone and for many at once."""


FULL = Sizes(200, Depths(), 100, 60.0, None, 5, None, 11, 5, ((1, 40), (50, 20)))
QUICK = Sizes(8, Depths(late=320), 2, 3.0, 3, 1, 120, 1, 1, ((1, 3), (3, 3)))
OURS_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Measured:
    """All results of a run."""

    sizes: Sizes
    spreads: dict[str, Spread]
    contests: dict[str, ContentionResult]
    many: list[ManyMatches]
    fold: FoldSpeed
    cricketstats: dict[str, Any]
    cost: Cost
    ending: MatchEndCost
    forecast: dict[str, Any]
    cold: ColdStart
    versions: dict[str, Any]


def measure(sizes: Sizes, cricketstats: Path | None, progress: Progress) -> Measured:
    """Run the whole bench on a new emulator; a full run takes some minutes."""
    t20, test, odi = load_match(T20), load_match(TEST), load_match(ODI)
    with FirestoreEmulator() as emulator, tempfile.TemporaryDirectory() as folder:
        os.environ.update(emulator.env(PROJECT))
        client = Client(project=PROJECT)
        with running_servers(client, dict(os.environ), Path(folder), progress) as setup:
            spreads = side_by_side(setup, t20, sizes.balls, progress)
            spreads |= at_depth(
                setup, constant_score_match(test), test, sizes.depths, sizes.depth_runs, progress
            )
        contests = {}
        for way in progress.track(("ours", "transactions"), description="contention"):
            limit = OURS_SECONDS if way == "ours" else sizes.transaction_seconds
            contests[way] = measure_contention(client, t20, way, limit)
        many = measure_many(client, t20, dict(os.environ), sizes.many, progress)
        cost = count_costs(PROJECT, t20, sizes.cost_balls, progress)
        end = measure_match_end(PROJECT, odi, sizes.endings, progress)
        client.close()
    return Measured(
        sizes=sizes,
        spreads=spreads,
        contests=contests,
        many=many,
        fold=measure_fold_speed(all_matches(progress, sizes.matches), sizes.fold_passes, progress),
        cricketstats=compare_with_cricketstats(cricketstats),
        cost=cost,
        ending=end,
        forecast=forecast_prices(cost, {"T20": t20, "ODI": odi, "Test": test}),
        cold=measure_cold_start(sizes.cold_runs, progress),
        versions=versions(),
    )


def versions() -> dict[str, Any]:
    """Return the versions of Python and packages, the number of cores and the machine's load."""
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        **{name: version(name) for name in PACKAGES},
    }


def as_json(measured: Measured) -> dict[str, Any]:
    """Return the JSON of a run; ratios are of medians unless their name has p95."""
    spreads, fold, cost = measured.spreads, measured.fold, measured.cost
    transactions = asdict(measured.contests["transactions"])
    alone, many = measured.many
    return {
        **ratios(spreads),
        "many": round(many.p95 / alone.p95, 2),
        "many_lost": alone.lost + many.lost,
        "many_matches": [round_floats(asdict(each)) for each in measured.many],
        "ticker_bytes": cost.ticker_bytes,
        "milliseconds": {name: round_floats(asdict(each)) for name, each in spreads.items()},
        "contention": round_floats(asdict(measured.contests["ours"]))
        | {"transactions": round_floats(transactions)},
        "fold_per_second": round(fold.fold),
        "fold_log_per_second": round(fold.fold_log),
        "unpack_per_second": round(fold.unpack),
        "read_action_per_second": round(fold.read),
        "fold_matches": fold.matches,
        "fold_deliveries": fold.deliveries,
        "cricketstats": round_floats(measured.cricketstats),
        "cost": round_floats(asdict(cost)) | {"forecast": measured.forecast},
        "ending": round_floats(asdict(measured.ending)),
        "cold": round(measured.cold.ratio, 2),
        "cold_milliseconds": round_floats(asdict(measured.cold)),
        "runs": asdict(measured.sizes),
        "versions": measured.versions,
    }


def ratios(spreads: dict[str, Spread]) -> dict[str, float]:
    """Return the ratios between paths that have a goal or explain one."""
    ours, floor, late = spreads["ours"], spreads["floor"], spreads["ours_late"]
    of_medians = {
        "ours_over_floor_median": (ours, floor),
        "ours_over_bare_median": (ours, spreads["bare"]),
        "flat": (spreads["even_late"], spreads["even_early"]),
        "flat_test": (late, spreads["ours_early"]),
        "flat_test_ticker": (spreads["ticker_late"], spreads["ticker_early"]),
        "flat_test_floor": (spreads["floor_late"], spreads["floor_early"]),
        "ours_over_floor_1200": (late, spreads["floor_late"]),
        "undo": (spreads["undo"], late),
        "undo_oldest": (spreads["undo_oldest"], late),
        "naive_over_ours_300": (spreads["naive_middle"], spreads["ours_middle"]),
        "naive_over_ours_1200": (spreads["naive_late"], late),
    }
    return {name: round(a.median / b.median, 2) for name, (a, b) in of_medians.items()} | {
        "ours_over_floor_p95": round(ours.p95 / floor.p95, 2),
        "ours_over_floor_whole": round(ours.whole / floor.whole, 2),
        "cpu_ms_per_ball": round((ours.cpu or 0.0) / (floor.cpu or 1.0), 2),
    }


def round_floats(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields, floats rounded to two decimals."""
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in fields.items()
    }
