"""Writes `functions/functions.yaml`, the manifest that Firebase reads before it loads functions.

The Python SDK cannot set `retry: true` for a Firestore trigger; this file can, and firebase-tools
prefers it to the SDK. It is generated from `main.py`, so that the two cannot differ.
"""

import argparse
import importlib.util
import os
import sys
from typing import Any

import yaml
from firebase_functions.private.serving import functions_as_yaml

from devtools.toolchain.layout import ROOT

FUNCTIONS = ROOT / "functions"
MANIFEST = FUNCTIONS / "functions.yaml"
HEADER = """\
# Generated from main.py by: python -m devtools.toolchain.manifest
# With retry, the platform calls again after a failure; without, it drops the event.
"""


def manifest() -> str:
    """Return the manifest of `main.py`, with `retry: true` for every Firestore trigger."""
    spec: dict[str, Any] = yaml.safe_load(functions_as_yaml(deployed_functions()))
    for endpoint in spec["endpoints"].values():
        if "eventTrigger" in endpoint:
            endpoint["eventTrigger"]["retry"] = True
    return f"{HEADER}{yaml.safe_dump(spec, sort_keys=True)}"


def deployed_functions() -> dict[str, Any]:
    """Return the functions of `main.py` by their entry points."""
    os.environ.setdefault("GCLOUD_PROJECT", "demo-scrbrd")
    spec = importlib.util.spec_from_file_location("deployed_main", FUNCTIONS / "main.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{FUNCTIONS / 'main.py'}: cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = (value for value in vars(module).values() if hasattr(value, "__firebase_endpoint__"))
    return {function.__firebase_endpoint__.entryPoint: function for function in found}


def main() -> int:
    """Write the manifest; with `--check` return 1 if the stored one is stale."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    wanted = manifest()
    if arguments.parse_args().check:
        if MANIFEST.is_file() and MANIFEST.read_text() == wanted:
            return 0
        sys.stderr.write("functions.yaml is stale: run python -m devtools.toolchain.manifest\n")
        return 1
    MANIFEST.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
