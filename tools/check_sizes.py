#!/usr/bin/env python3
"""Keeps files small: `check_sizes.py [ROOT]`.

STYLE: a file is one concept and mostly under 300 lines. So none may pass 500, and at most one in twenty may pass 300.
"""
import sys
from pathlib import Path

USUAL = 300
MOST = 500
SHARE = 20
SUFFIXES = {".cpp", ".hpp", ".ts", ".tsx", ".css", ".mjs", ".py", ".sh"}
SKIPPED = {"build", "node_modules", "dist", ".git", ".parlor", "test-results"}


def code_files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in SKIPPED and not path.is_symlink():
            found += code_files(path)
        elif path.suffix in SUFFIXES and "generated" not in path.name:
            found.append(path)
    return found


def check(root: Path) -> list[str]:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in code_files(root)}
    long = {path: count for path, count in lines.items() if count > USUAL}
    faults = [f"{path.relative_to(root)}: {count} lines, more than {MOST}" for path, count in long.items() if count > MOST]
    if len(long) * SHARE > len(lines) and len(long) > 1:
        faults.append(f"{len(long)} of {len(lines)} files have more than {USUAL} lines; at most one in {SHARE} may:")
        faults += [f"  {path.relative_to(root)}: {count}" for path, count in long.items()]
    return faults


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    faults = check(root)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
