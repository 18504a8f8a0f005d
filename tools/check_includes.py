#!/usr/bin/env python3
"""Checks that src/ and voicebot/ keep to the directions of ARCHITECTURE.md: `check_includes.py [ROOT]`.

1. A folder includes only what `MAY_INCLUDE` lets it include.
2. No two folders include each other, directly or around (a folder and its own sub-folders count as one family).
3. No header includes itself around.
4. Every include in quotes names a file in src/, or one in voicebot/ by its path from the root.
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
    "outbound": {"base"},
    "parlorctl": {"outbound", "protocol"},
    "server": {"ws", "http", "store", "outbound"},
    "voicebot/loop": {"base"},
    "voicebot/audio": {"base"},
    "voicebot/speech": {"voicebot/audio", "voicebot/loop"},
    "voicebot/turn": {"voicebot/audio", "voicebot/loop"},
    "voicebot/media": {"voicebot/audio", "voicebot/loop"},
    "voicebot/paint": {"voicebot/media"},
    "voicebot/brain": {"voicebot/loop"},
    "voicebot/engines": {"voicebot/speech", "voicebot/brain"},
    "voicebot/bots": {"voicebot/speech", "voicebot/turn", "voicebot/paint", "voicebot/brain", "client"},
    "voicebot/mcp": {"voicebot/brain"},
    "voicebot/host": {"voicebot/bots", "voicebot/engines", "voicebot/mcp"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
LIBRARY = re.compile(r"\b(parlor|voicebot)_library\(\s*(\w+)(.*?)\)", re.S)
LINKED = re.compile(r"\b(parlor|voicebot)_(\w+)")


def closure(may: dict[str, set[str]]) -> dict[str, set[str]]:
    """What each folder may include, directly or through others."""
    def reach(folder: str) -> set[str]:
        found: set[str] = set()
        for next_folder in may[folder]:
            found |= {next_folder} | reach(next_folder)
        return found

    return {folder: reach(folder) for folder in may}


def read_includes(root: Path) -> dict[str, list[str]]:
    """Every source file, by the path that others include it by, with the files that it includes in quotes."""
    includes: dict[str, list[str]] = {}
    for tree, base in ((root / "src", root / "src"), (root / "voicebot", root)):
        for file in sorted([*tree.rglob("*.hpp"), *tree.rglob("*.cpp")]):
            includes[str(file.relative_to(base))] = INCLUDE.findall(file.read_text(encoding="utf-8"))
    return includes


def folder_of(file: str) -> str:
    """The part of the tree that a file belongs to: `domain`, `voicebot/speech`."""
    parts = file.split("/")
    return "/".join(parts[:2]) if parts[0] == "voicebot" and len(parts) > 2 else parts[0]


def shown(file: str) -> str:
    return file if file.startswith("voicebot/") else f"src/{file}"


def check_directions(includes: dict[str, list[str]]) -> Iterable[str]:
    allowed = closure(MAY_INCLUDE)
    for file, targets in includes.items():
        folder = folder_of(file)
        if folder not in allowed:
            yield f"{shown(file)}: the folder {folder}/ has no place in tools/check_includes.py"
            continue
        for target in targets:
            other = folder_of(target)
            if target not in includes:
                yield f'{shown(file)}: "{target}" is no file in src/ or voicebot/'
            elif other != folder and other not in allowed[folder]:
                yield f'{shown(file)}: {folder}/ must not include {other}/ ("{target}")'


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


def check_links(cmake: str, name: str) -> Iterable[str]:
    """`name`: what faults call the file."""
    allowed = closure(MAY_INCLUDE)

    def folder(prefix: str, target: str) -> str:
        own = target.split("_")[0]
        return own if prefix == "parlor" else f"voicebot/{own}"

    for prefix, target, body in LIBRARY.findall(cmake):
        here = folder(prefix, target)
        for linked_prefix, linked in LINKED.findall(body):
            other = folder(linked_prefix, linked)
            if other in allowed and other != here and other not in allowed.get(here, set()):
                yield f"{name}: {prefix}_{target} must not link {linked_prefix}_{linked}"


def check(root: Path) -> list[str]:
    includes = read_includes(root)
    faults = [*check_directions(includes), *check_cycles(includes)]
    for tree in ("src", "voicebot"):
        cmake = root / tree / "CMakeLists.txt"
        if cmake.exists():
            faults += check_links(cmake.read_text(encoding="utf-8"), f"{tree}/CMakeLists.txt")
    return faults


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    faults = check(root)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
