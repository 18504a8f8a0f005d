"""The list of what Parlor is made of."""
import re
import unittest
from datetime import datetime, timezone

import sbom


class LinkedFiles(unittest.TestCase):
    def test_are_all_libraries_that_ldd_has_found(self) -> None:
        listing = ("\tlinux-vdso.so.1 (0x00007ffd)\n\tlibnowhere.so.9 => not found\n"
                   "\tlibx.so.1 => /nowhere/libx.so.1 (0x00007f)\n\t/nowhere/ld-linux.so.2 (0x00007f)\n")

        self.assertEqual(sbom.linked_files(listing), {"/nowhere/libx.so.1", "/nowhere/ld-linux.so.2"})


class LoadedPackages(unittest.TestCase):
    def test_are_plugins_and_models(self) -> None:
        listing = "# gstreamer1.0-comment\ncmake\ngstreamer1.0-nice\npocketsphinx-en-us\ngit git\n"

        self.assertEqual(sbom.loaded_packages(listing), {"gstreamer1.0-nice", "pocketsphinx-en-us"})


class NpmParts(unittest.TestCase):
    def test_are_what_the_client_is_made_of_with_their_checksums(self) -> None:
        lock = {"packages": {"": {"name": "parlor"}, "node_modules/tool": {"version": "1.0.0", "dev": True},
                             "node_modules/a/node_modules/@scope/b": {"version": "2.1.0", "license": "MIT",
                                                                     "integrity": "sha512-AAEC"}}}

        self.assertEqual(sbom.npm_parts(lock), [sbom.Part("npm", "@scope/b", "2.1.0", "MIT", "000102")])


class Purl(unittest.TestCase):
    def test_escapes_what_would_mean_something(self) -> None:
        self.assertEqual(sbom.Part("deb", "libgmp10", "2:6.2+x", architecture="amd64").purl,
                         "pkg:deb/debian/libgmp10@2%3A6.2%2Bx?arch=amd64")
        self.assertEqual(sbom.Part("npm", "@scope/b", "1.0.0").purl, "pkg:npm/%40scope/b@1.0.0")


class Document(unittest.TestCase):
    """What SPDX 2.3 demands of a document, of its packages (clauses 6 and 7) and of relationships (clause 11)."""

    def setUp(self) -> None:
        parts = [sbom.Part("deb", "libx", "1"), sbom.Part("npm", "b", "2", "MIT", "00")]
        self.made = sbom.document("1.2.3", parts, datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc))

    def test_has_what_every_document_has(self) -> None:
        self.assertEqual(self.made["spdxVersion"], "SPDX-2.3")
        self.assertEqual(self.made["dataLicense"], "CC0-1.0")
        self.assertEqual(self.made["SPDXID"], "SPDXRef-DOCUMENT")
        self.assertRegex(self.made["documentNamespace"], r"^urn:uuid:[0-9a-f-]{36}$")
        self.assertEqual(self.made["creationInfo"]["created"], "2026-01-02T03:04:05Z")

    def test_names_each_package_once_and_well(self) -> None:
        identities = [package["SPDXID"] for package in self.made["packages"]]

        self.assertEqual(len(identities), len(set(identities)))
        for package in self.made["packages"]:
            self.assertTrue(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", package["SPDXID"]), package["SPDXID"])
            for needed in ("name", "downloadLocation", "licenseDeclared", "copyrightText"):
                self.assertTrue(package[needed])

    def test_says_of_each_package_that_parlor_needs_it(self) -> None:
        needed = {one["relatedSpdxElement"] for one in self.made["relationships"] if one["relationshipType"] == "DEPENDS_ON"}

        self.assertEqual(needed, {package["SPDXID"] for package in self.made["packages"]} - {"SPDXRef-parlor"})

    def test_has_the_same_name_for_the_same_parts(self) -> None:
        parts = [sbom.Part("npm", "b", "2", "MIT", "00"), sbom.Part("deb", "libx", "1")]
        again = sbom.document("1.2.3", parts, datetime(2027, 1, 1, tzinfo=timezone.utc))

        self.assertEqual(again["documentNamespace"], self.made["documentNamespace"])
        self.assertNotEqual(sbom.document("1.2.4", parts, datetime(2027, 1, 1, tzinfo=timezone.utc))["documentNamespace"],
                            again["documentNamespace"])


class Programs(unittest.TestCase):
    def test_need_what_everybody_knows_that_they_need(self) -> None:
        files = set().union(*(sbom.linked_files(sbom.output_of("ldd", program)) for program in sbom.PROGRAMS))

        names = {re.sub(r"[0-9.]+$", "", part.name) for part in sbom.debian_parts(sbom.packages_of(files))}

        for known in ("libc", "libssl", "libsqlite3-", "libsodium", "libboost-json", "libgstreamer"):
            self.assertTrue(any(name.startswith(known) for name in names), f"{known} is not in {sorted(names)}")
