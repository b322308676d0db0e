"""Imports the policy tables, which are part of the tests: `tests/rules/policy.py`."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from typing import Any

from devtools.rules.build import ROOT


@cache
def policy_tables() -> Any:
    """Return the module of the tables; imported at the first call, because it takes a while."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return importlib.import_module("tests.rules.policy")
