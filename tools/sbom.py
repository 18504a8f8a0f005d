#!/usr/bin/env python3
"""`./parlor sbom`: writes down as SPDX 2.3 (JSON) what a build is made of, to standard output.

The Debian packages of the libraries that the programs are linked to and of what they load while they run, and the npm packages
that end up in the web client. Building and testing tools are not part of what runs and are left out.
"""
import base64
import json
import re
import subprocess
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = [ROOT / "build/release/bin" / name for name in ("parlor-server", "parlor-voicebot", "parlorctl")]
#: Packages of which nothing is linked: plug-ins, and models of speech.
LOADED = re.compile(r"^(gstreamer1\.0-\S+|pocketsphinx-en-us)")


@dataclass(frozen=True, order=True)
class Part:
    """A package that Parlor does not work without."""

    kind: str  # deb or npm
    name: str
    version: str
    licence: str = "NOASSERTION"
    checksum: str = ""  # SHA-512 in hexadecimal
    architecture: str = ""

    @property
    def identity(self) -> str:
        return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", f"{self.kind}-{self.name}-{self.version}")

    @property
    def purl(self) -> str:
        """As https://github.com/package-url/purl-spec has it."""
        if self.kind == "deb":
            architecture = f"?arch={self.architecture}" if self.architecture else ""
            return f"pkg:deb/debian/{quote(self.name)}@{quote(self.version, safe='')}{architecture}"
        return f"pkg:npm/{self.name.replace('@', '%40', 1)}@{self.version}"

    def entry(self) -> dict:
        entry = {"SPDXID": self.identity, "name": self.name, "versionInfo": self.version, "downloadLocation": "NOASSERTION",
                 "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": self.licence,
                 "copyrightText": "NOASSERTION",
                 "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                                   "referenceLocator": self.purl}]}
        if self.checksum:
            entry["checksums"] = [{"algorithm": "SHA512", "checksumValue": self.checksum}]
        return entry


def output_of(*command: str | Path) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout


def linked_files(listing: str) -> set[str]:
    """Paths of libraries in what ldd prints."""
    return {str(Path(path).resolve()) for path in re.findall(r"(?:=> )?(/\S+) \(0x", listing)}


def debian_parts(names: Iterable[str]) -> list[Part]:
    found = output_of("dpkg-query", "-W", "-f=${Package}\t${Version}\t${Architecture}\n", *sorted(names))
    rows = (line.split("\t") for line in found.splitlines())
    return [Part("deb", name, version, architecture=architecture) for name, version, architecture in rows]


def packages_of(files: Iterable[str]) -> set[str]:
    """The Debian packages that these files belong to; what is installed otherwise belongs to none."""
    # Since /lib is a link into /usr, a package may know its files by either name.
    files = {name for file in files for name in (file, file.removeprefix("/usr"))}
    return {line.split(":")[0] for line in output_of("dpkg", "-S", *sorted(files)).splitlines() if ": /" in line}


def loaded_packages(listing: str) -> set[str]:
    return {line.split()[0] for line in listing.splitlines() if LOADED.match(line)}


def npm_parts(lock: dict) -> list[Part]:
    """What of a package-lock.json is not for development alone."""
    parts = []
    for place, package in lock["packages"].items():
        if not place or package.get("dev"):
            continue
        kind, _, digest = package.get("integrity", "").partition("-")
        checksum = base64.b64decode(digest).hex() if kind == "sha512" else ""
        parts.append(Part("npm", place.rpartition("node_modules/")[2], package["version"],
                          package.get("license", "NOASSERTION"), checksum))
    return parts


def document(version: str, parts: list[Part], made: datetime) -> dict:
    own = Part("generic", "parlor", version)
    parts = sorted(set(parts))
    # The same parts have the same name, whenever the document is made.
    name = uuid.uuid5(uuid.NAMESPACE_OID, "\n".join([version, *(part.purl for part in parts)]))
    main = own.entry() | {"SPDXID": "SPDXRef-parlor", "licenseDeclared": "Apache-2.0"}
    del main["externalRefs"]
    return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"parlor-{version}",
            "documentNamespace": f"urn:uuid:{name}",
            "creationInfo": {"created": made.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: parlor-sbom"]},
            "packages": [main, *(part.entry() for part in parts)],
            "relationships": [
                {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-parlor"},
                *({"spdxElementId": "SPDXRef-parlor", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": part.identity}
                  for part in parts)]}


def main() -> int:
    missing = [program.name for program in PROGRAMS if not program.exists()]
    if missing:
        print(f"sbom: {', '.join(missing)} must be built first: ./parlor build", file=sys.stderr)
        return 1
    files = set().union(*(linked_files(output_of("ldd", program)) for program in PROGRAMS))
    names = packages_of(files) | loaded_packages((ROOT / "tools/packages/build.txt").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "web/package-lock.json").read_text(encoding="utf-8"))
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    print(json.dumps(document(version, debian_parts(names) + npm_parts(lock), datetime.now(timezone.utc)), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
