"""Checks the files to deploy and prints the problems as JSON: `python -m devtools.predeploy`.

These are the checks that `firebase deploy` runs first, and those of production's limits on rules.
They need Python alone, so that `scripts/scrbrd preflight` can run them.
"""

from __future__ import annotations

import json
import sys

from devtools.rules import build, coverage_record, lint
from devtools.toolchain import manifest


def complaints() -> dict[str, list[str]]:
    """Return the problems of each part as sentences; a part without problems has an empty list."""
    return {
        "rules_built": [f"{name} is stale" for name in build.stale_files()],
        "rules_limits": lint.findings(build.build()),
        "rules_measured": []
        if coverage_record.is_recorded()
        else [f"{coverage_record.FILE} does not match these rules"],
        "functions_manifest": [] if is_manifest_fresh() else ["functions.yaml is stale"],
    }


def is_manifest_fresh() -> bool:
    """Return True if functions.yaml is the manifest of main.py."""
    path = manifest.MANIFEST
    return path.is_file() and path.read_text(encoding="utf-8") == manifest.manifest()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(complaints()) + "\n")
