#!/usr/bin/env python3
"""Checks that src/ keeps to the directions of ARCHITECTURE.md: `check_includes.py [ROOT]`.

1. A folder includes only what `MAY_INCLUDE` lets it include.
2. No two folders include each other, directly or around (a folder and its own sub-folders count as one family).
3. No header includes itself around.
4. Every include in quotes names a file in src/.
5. A CMake target links no folder that its own folder may not include (`parlor_store_memory` is of the folder store).
"""
import re
import sys
from collections.abc import Iterable
from pathlib import Path

# Direct permissions; what a folder may include, it may include through (see `closure`).
MAY_INCLUDE: dict[str, set[str]] = {
    "base": set(),
    "protocol": {"base"},
    "domain": {"base"},
    "service": {"domain", "protocol"},
    "runtime": {"base"},
    "net": {"runtime"},
    "store": {"service"},
    "ws": {"service", "net"},
    "http": {"service", "net"},
    "client": {"net", "protocol"},
    "server": {"ws", "http", "store"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
LIBRARY = re.compile(r"parlor_library\(\s*(\w+)(.*?)\)", re.S)


def closure(may: dict[str, set[str]]) -> dict[str, set[str]]:
    """What each folder may include, directly or through others."""
    def reach(folder: str) -> set[str]:
        found: set[str] = set()
        for next_folder in may[folder]:
            found |= {next_folder} | reach(next_folder)
        return found

    return {folder: reach(folder) for folder in may}


def read_includes(src: Path) -> dict[str, list[str]]:
    """Every source file, by its path in src/, with the files that it includes in quotes."""
    files = sorted([*src.rglob("*.hpp"), *src.rglob("*.cpp")])
    return {str(file.relative_to(src)): INCLUDE.findall(file.read_text(encoding="utf-8")) for file in files}


def check_directions(includes: dict[str, list[str]]) -> Iterable[str]:
    allowed = closure(MAY_INCLUDE)
    for file, targets in includes.items():
        folder = file.split("/")[0]
        if folder not in allowed:
            yield f"src/{file}: the folder {folder}/ has no place in tools/check_includes.py"
            continue
        for target in targets:
            other = target.split("/")[0]
            if target not in includes:
                yield f'src/{file}: "{target}" is no file in src/'
            elif other != folder and other not in allowed[folder]:
                yield f'src/{file}: {folder}/ must not include {other}/ ("{target}")'


def find_cycle(graph: dict[str, set[str]]) -> list[str]:
    """Some cycle as a path that ends where it began; empty where there is none."""
    state: dict[str, str] = {}
    path: list[str] = []

    def visit(node: str) -> list[str]:
        state[node] = "open"
        path.append(node)
        for target in sorted(graph.get(node, ())):
            if state.get(target) == "open":
                return [*path[path.index(target):], target]
            if target not in state and (cycle := visit(target)):
                return cycle
        path.pop()
        state[node] = "done"
        return []

    for node in sorted(graph):
        if node not in state and (cycle := visit(node)):
            return cycle
    return []


def check_cycles(includes: dict[str, list[str]]) -> Iterable[str]:
    headers: dict[str, set[str]] = {}
    folders: dict[str, set[str]] = {}
    for file, targets in includes.items():
        here = file.rsplit("/", 1)[0]
        for target in targets:
            if target not in includes:
                continue
            headers.setdefault(file, set()).add(target)
            there = target.rsplit("/", 1)[0]
            family = here == there or here.startswith(there + "/") or there.startswith(here + "/")
            if not family:
                folders.setdefault(here, set()).add(there)
    if cycle := find_cycle(folders):
        yield "folders include each other: " + " → ".join(cycle)
    if cycle := find_cycle(headers):
        yield "files include each other: " + " → ".join(cycle)


def check_links(cmake: str) -> Iterable[str]:
    allowed = closure(MAY_INCLUDE)
    for target, body in LIBRARY.findall(cmake):
        folder = target.split("_")[0]
        for linked in re.findall(r"\bparlor_(\w+)", body):
            other = linked.split("_")[0]
            if other in allowed and other != folder and other not in allowed.get(folder, set()):
                yield f"src/CMakeLists.txt: parlor_{target} must not link parlor_{linked}"


def check(root: Path) -> list[str]:
    src = root / "src"
    includes = read_includes(src)
    faults = [*check_directions(includes), *check_cycles(includes)]
    cmake = src / "CMakeLists.txt"
    if cmake.exists():
        faults += check_links(cmake.read_text(encoding="utf-8"))
    return faults


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    faults = check(root)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
