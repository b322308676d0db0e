"""Imports run one way: no module comes back to itself by what it imports, in Python and TypeScript.

Imports for types alone count too: whoever reads a module follows them as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from devtools.toolchain.layout import ROOT

WEB = ROOT / "clients" / "web"
PACKAGES = ("scrbrd", "scrbrd_gateway", "scrbrd_ingest", "admin", "devtools", "migrate")
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
SUFFIXES = {".js": (".ts", ".tsx"), ".ts": (".ts",), ".tsx": (".tsx",)}
Imports = Mapping[str, Iterable[str]]


def circle_in(imports: Imports) -> list[str]:
    """Return modules each of which imports the next one, the first being the last; or none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[::-1]
    return []


def python_imports() -> Imports:
    """Return what each module of our packages imports of them."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    return {each: graph.find_modules_directly_imported_by(each) for each in graph.modules}


def typescript_imports(folder: Path) -> Imports:
    """Return what each source below a folder imports of the others, by their paths in it."""
    sources = [
        path
        for path in sorted(folder.rglob("*.ts*"))
        if path.suffix in (".ts", ".tsx") and not {"node_modules", "dist"} & {*path.parts}
    ]
    known = {path: str(path.relative_to(folder)) for path in sources}
    return {
        known[path]: [known[each] for each in imported(path) if each in known] for path in known
    }


def imported(path: Path) -> Iterable[Path]:
    """Yield the files that a source may mean by what it imports."""
    for said in IMPORTED.findall(path.read_text(encoding="utf-8")):
        meant = (path.parent / said).resolve()
        yield from (meant.with_suffix(each) for each in SUFFIXES.get(meant.suffix, ()))


def test_no_python_module_imports_itself_by_others() -> None:
    imports = python_imports()
    assert len(imports) > 500
    assert circle_in(imports) == []


def test_no_typescript_module_imports_itself_by_others() -> None:
    imports = typescript_imports(WEB)
    assert sum(len([*each]) for each in imports.values()) > 1000
    assert circle_in(imports) == []


@pytest.mark.parametrize("how", ['import type {{ A }} from "{}";', 'const a = await import("{}");'])
def test_a_circle_is_found(tmp_path: Path, how: str) -> None:
    (tmp_path / "a.ts").write_text('export { b } from "./inner/b.js";\n', encoding="utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "b.tsx").write_text(how.format("../c.ts"), encoding="utf-8")
    (tmp_path / "c.ts").write_text('import {\n  a,\n} from "./a.js";\n', encoding="utf-8")
    circle = circle_in(typescript_imports(tmp_path))
    assert circle in (
        ["a.ts", "inner/b.tsx", "c.ts", "a.ts"],
        ["inner/b.tsx", "c.ts", "a.ts", "inner/b.tsx"],
        ["c.ts", "a.ts", "inner/b.tsx", "c.ts"],
    )
