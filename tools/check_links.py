#!/usr/bin/env python3
"""Checks the links between the documents: `check_links.py [ROOT]`.

Every relative link of a Markdown file names a file or folder that is there, and where it names a heading, that heading.
"""
import re
import sys
from pathlib import Path

SKIPPED = {"build", "node_modules", "dist", ".git", ".parlor"}
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.S | re.M)
HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.M)


def markdown_files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in SKIPPED and not path.is_symlink():
            found += markdown_files(path)
        elif path.suffix == ".md":
            found.append(path)
    return found


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    found: set[str] = set()
    for heading in HEADING.findall(text):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(plain.replace(" ", "-"))
    return found


def check_file(file: Path, root: Path) -> list[str]:
    faults: list[str] = []
    for link in LINK.findall(CODE.sub("", file.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (file.parent / name).resolve() if name else file
        if not target.exists():
            faults.append(f"{file.relative_to(root)}: {link}: there is no such file")
        elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
            faults.append(f"{file.relative_to(root)}: {link}: there is no such heading")
    return faults


def main() -> int:
    root = (Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent).resolve()
    faults = [fault for file in markdown_files(root) for fault in check_file(file, root)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
