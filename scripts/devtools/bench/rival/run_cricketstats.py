"""Runs `cricketstats` over a folder of Cricsheet files: run_cricketstats.py FOLDER.

Prints one line of JSON. Each match is run alone, because a match that fails ends the whole search.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

FROM, UNTIL = (2000, 1, 1), (2100, 1, 1)
KINDS = ["Test", "MDM", "ODI", "ODM", "T20", "IT20"]


def deliveries(path: Path) -> int:
    """Return the number of deliveries in a Cricsheet file."""
    innings = json.loads(path.read_text(encoding="utf-8"))["innings"]
    return sum(len(over["deliveries"]) for each in innings for over in each.get("overs", ()))


def seconds_for(path: Path) -> float:
    """Return the processor seconds for the figures of every player in one match, from its file."""
    from cricketstats import cricketstats  # type: ignore[import-not-found]

    with tempfile.TemporaryDirectory() as folder:
        database, index = Path(folder, "database"), Path(folder, "index")
        database.mkdir()
        index.mkdir()
        shutil.copy(path, database)
        search = cricketstats.search(allplayers=True)
        began = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            search.stats(str(database), FROM, UNTIL, KINDS, matchindexfile=str(index))
        return time.process_time() - began


def main(folder: Path) -> dict[str, Any]:
    """Return deliveries a second, the files that were read, and errors by the name of the file."""
    took, balls, failed = 0.0, 0, {}
    files = []
    for path in sorted(folder.glob("*.json")):
        try:
            took += seconds_for(path)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            failed[path.stem] = repr(error)[:120]
            continue
        balls += deliveries(path)
        files.append(path.name)
    return {
        "version": version("cricketstats"),
        "per_second": balls / took,
        "matches": len(files),
        "failed": failed,
        "files": files,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))) + "\n")
