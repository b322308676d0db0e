"""Defines the paths in a clone, and the record of the tools that `scripts/setup` has found."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from devtools.toolchain.errors import MissingToolError

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Layout:
    """The paths of one clone; git ignores everything that setup writes."""

    root: Path = ROOT

    @property
    def tools(self) -> Path:
        """The folder for setup's files and records."""
        return self.root / ".tools"

    @property
    def venv(self) -> Path:
        """The developers' virtual environment, at the path that the functions emulator requires."""
        return self.root / "functions" / "venv"

    @property
    def python(self) -> Path:
        """The interpreter with the runtime and the development dependencies."""
        return self.venv / "bin" / "python"

    @property
    def admin_venv(self) -> Path:
        """The operators' virtual environment: the runtime's packages and the command line's."""
        return self.tools / "admin"

    @property
    def firebase(self) -> Path:
        """The firebase-tools command of the lock file."""
        return self.root / "node_modules" / ".bin" / "firebase"

    @property
    def record(self) -> Path:
        """The record of the tools that setup found; see Tools."""
        return self.tools / "tools.json"


@dataclass(frozen=True)
class Tools:
    """The absolute paths of the programs outside the clone that the emulators need."""

    java: str
    firestore_jar: str

    def save(self, path: Path) -> None:
        """Write the record that `load_tools` reads."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    def present(self) -> bool:
        """Return True if both files still exist."""
        return Path(self.java).exists() and Path(self.firestore_jar).exists()


def load_tools(layout: Layout | None = None) -> Tools:
    """Read the record of setup. Raises MissingToolError if it is missing or a tool has moved."""
    path = (layout or Layout()).record
    try:
        tools = Tools(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise MissingToolError("the emulators are not set up", "run scripts/setup") from error
    if not tools.present():
        raise MissingToolError("Java or the Firestore emulator has moved", "run scripts/setup")
    return tools
