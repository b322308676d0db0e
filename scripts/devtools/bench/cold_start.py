"""Measures the cold start: the import of the deployed functions, compared with an empty one."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass

from rich.progress import Progress

from devtools.bench.interleaved_runs import in_random_order
from devtools.toolchain.layout import ROOT

TIMED = "import time\nbegan = time.process_time()\n{}\nprint(time.process_time() - began)"
OURS = "import main"
BARE = """from firebase_functions.firestore_fn import on_document_written
@on_document_written(document="things/{thing}")
def on_thing_written(event): pass"""


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Median processor time of an import in a fresh interpreter, in milliseconds.

    Files are already compiled and cached by the system. Other processes are not counted.
    """

    ours: float
    bare: float
    runs: int

    @property
    def ratio(self) -> float:
        """The import time of our functions divided by that of the empty one."""
        return self.ours / self.bare


def measure_cold_start(runs: int, progress: Progress) -> ColdStart:
    """Measure both imports in fresh interpreters, interleaved; the first of each is discarded."""
    codes = {"ours": OURS, "bare": BARE}
    taken: dict[str, list[float]] = {name: [] for name in codes}
    for _ in progress.track(range(runs + 1), description="cold starts"):
        for name in in_random_order([*codes]):
            taken[name].append(milliseconds(codes[name]))
    medians = {name: statistics.median(each[1:]) for name, each in taken.items()}
    return ColdStart(medians["ours"], medians["bare"], runs)


def milliseconds(code: str) -> float:
    """Return the processor time in milliseconds of some code in an interpreter of its own."""
    command = [sys.executable, "-c", TIMED.format(code)]
    env = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ran = subprocess.run(
        command, cwd=ROOT / "functions", env=env, capture_output=True, text=True, check=True
    )
    return float(ran.stdout) * 1000
