"""Builds the pages and their client by npm: each package that is older than its sources."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout
from devtools.toolchain.lock import exclusive
from devtools.toolchain.run import logged

WEB = Path("clients/web")
SITE = WEB / "site"
CLIENT = "clients/web/client"
"""What the pages are built on: they are stale when it has changed."""

SETTINGS = "config.json"
MADE = frozenset({"dist", "site", "node_modules"})
PINS = ("package.json", "package-lock.json")

NPM = "install Node.js 20.19 or newer with npm, then run scripts/setup"
AGAIN = "mend what it names, then try again"

Say = Callable[[str], None]


def build(layout: Layout, say: Say) -> None:
    """Build every package that is stale; a second process meanwhile waits and finds it done.

    Raises MissingToolError where npm is missing or a package does not compile.
    """
    _build(layout, say, packages(layout))


def build_client(layout: Layout, say: Say) -> Path:
    """Build the client alone where it is stale, as `build`; return its `dist`."""
    _build(layout, say, [CLIENT])
    return layout.root / CLIENT / "dist"


def stale(layout: Layout) -> list[str]:
    """Return the folders of the packages that are not there as their sources make them."""
    done = _stamps(layout)
    return [folder for folder in packages(layout) if not _is_fresh(layout, done, folder)]


def packages(layout: Layout) -> list[str]:
    """Return the folders of the workspaces that have sources, in the order of building."""
    manifest = json.loads((layout.root / "package.json").read_text(encoding="utf-8"))
    folders = [str(folder) for folder in manifest["workspaces"]]
    return [folder for folder in folders if (layout.root / folder / "src").is_dir()]


def pages(layout: Layout) -> list[Path]:
    """Return every built file of HTML, sorted."""
    return sorted((layout.root / SITE).rglob("*.html"))


def _build(layout: Layout, say: Say, folders: list[str]) -> None:
    if not set(stale(layout)) & set(folders):
        return
    if not shutil.which("npm"):
        raise MissingToolError("no npm, which builds the pages", NPM)
    with exclusive(layout.tools / "pages.lock"):
        for place, folder in enumerate(folders, 1):
            # Asked one by one: the first page's build empties the folder of all pages.
            if not _is_fresh(layout, _stamps(layout), folder):
                say(f"Building the pages: {folder} ({place} of {len(folders)}) ...")
                _build_one(layout, folder)


def _build_one(layout: Layout, folder: str) -> None:
    sources, began = _digest(layout, folder), time.time()
    logged(
        ["npm", "run", "build", "--if-present", "--workspace", folder],
        log=layout.tools / f"build-{Path(folder).name}.log",
        cwd=layout.root,
        remedy=AGAIN,
    )
    stamp = {"sources": sources, "built": sorted(_made_since(layout, began))}
    stamps = _stamps(layout) | {folder: stamp}
    _record(layout).write_text(json.dumps(stamps, indent=1), encoding="utf-8")


def _is_fresh(layout: Layout, stamps: dict[str, Any], folder: str) -> bool:
    stamp = stamps.get(folder)
    return (
        stamp is not None
        and all((layout.root / name).exists() for name in stamp["built"])
        and stamp["sources"] == _digest(layout, folder)
    )


def _made_since(layout: Layout, began: float) -> Iterator[str]:
    """Yield what was built since a time; whole seconds, as some file systems keep them."""
    for name in ("site", "*/dist"):
        for path in (layout.root / WEB).glob(f"{name}/**/*"):
            if path.is_file() and path.stat().st_mtime >= int(began):
                yield str(path.relative_to(layout.root))


def _digest(layout: Layout, folder: str) -> str:
    """Return the fingerprint of what a package is made of: its own files, the client's, the shared
    ones beside them, and the pinned packages."""
    web = layout.root / WEB
    shared = [path for path in web.iterdir() if path.is_file()]
    own = {path for name in (folder, CLIENT) for path in _sources(layout.root / name)}
    digest = hashlib.sha256()
    for path in [*(layout.root / name for name in PINS), *sorted([*shared, *own])]:
        digest.update(f"{path.relative_to(layout.root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in MADE]
        yield from (Path(parent) / name for name in names)


def _stamps(layout: Layout) -> dict[str, Any]:
    """Return what was built, of what, by package; nothing when the record is unreadable."""
    try:
        stamps: dict[str, Any] = json.loads(_record(layout).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps


def _record(layout: Layout) -> Path:
    return layout.tools / "pages.json"
