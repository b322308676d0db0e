"""Says in JSON what is wrong with what is deployed: `python -m devtools.predeploy`.

The same checks that `firebase deploy` runs before it deploys, and those on production's limits of
rules; they need Python alone, so that `scripts/scrbrd preflight` can ask for them.
"""

from __future__ import annotations

import json
import sys

from devtools.rules import build, covered, lint
from devtools.toolchain import manifest


def complaints() -> dict[str, list[str]]:
    """Return what is wrong with each part, as sentences; an empty list where nothing is."""
    return {
        "rules_built": [f"{name} is stale" for name in build.stale_files()],
        "rules_limits": lint.findings(build.build()),
        "rules_measured": [] if covered.is_noted() else [f"{covered.FILE} is of other rules"],
        "functions_manifest": [] if is_manifest_fresh() else ["functions.yaml is stale"],
    }


def is_manifest_fresh() -> bool:
    """Return whether functions.yaml is what main.py makes."""
    path = manifest.MANIFEST
    return path.is_file() and path.read_text(encoding="utf-8") == manifest.manifest()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(complaints()) + "\n")
