import tempfile
import unittest
from pathlib import Path

import check_includes


class Tree(unittest.TestCase):
    """A source tree of a few files."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, file: str, *includes: str) -> None:
        path = self.root / file if file.startswith("voicebot/") else self.root / "src" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#pragma once\n" + "".join(f'#include "{name}"\n' for name in includes))

    def faults(self) -> list[str]:
        return check_includes.check(self.root)


class Directions(Tree):
    def test_a_tree_that_keeps_to_them_has_no_faults(self) -> None:
        self.write("base/ids.hpp")
        self.write("domain/lobby/lobby.hpp", "base/ids.hpp")
        self.write("service/manager.cpp", "domain/lobby/lobby.hpp", "base/ids.hpp")

        self.assertEqual(self.faults(), [])

    def test_an_include_upwards_is_named_with_both_ends(self) -> None:
        self.write("service/ports.hpp")
        self.write("base/log.cpp", "service/ports.hpp")

        self.assertEqual(self.faults(), ['src/base/log.cpp: base/ must not include service/ ("service/ports.hpp")'])

    def test_technologies_never_see_each_other(self) -> None:
        for here, there in (("ws", "http"), ("http", "ws"), ("store", "http"), ("ws", "store")):
            self.write(f"{there}/thing.hpp")
            self.write(f"{here}/user.cpp", f"{there}/thing.hpp")

        self.assertEqual(len(self.faults()), 4)

    def test_the_domain_sees_no_protocol_and_net_sees_no_service(self) -> None:
        self.write("protocol/chat.hpp")
        self.write("service/ports.hpp")
        self.write("domain/entry.hpp", "protocol/chat.hpp")
        self.write("net/listener.cpp", "service/ports.hpp")

        self.assertEqual(len(self.faults()), 2)

    def test_the_voicebot_sees_the_client_in_its_bots_alone(self) -> None:
        self.write("client/client.hpp")
        self.write("voicebot/audio/pcm.hpp")
        self.write("voicebot/speech/vad.cpp", "voicebot/audio/pcm.hpp")
        self.write("voicebot/bots/bot.cpp", "client/client.hpp")
        self.write("voicebot/media/peer.cpp", "client/client.hpp")

        self.assertEqual(self.faults(),
                         ['voicebot/media/peer.cpp: voicebot/media/ must not include client/ ("client/client.hpp")'])

    def test_the_server_never_sees_the_voicebot(self) -> None:
        self.write("voicebot/audio/pcm.hpp")
        self.write("server/main.cpp", "voicebot/audio/pcm.hpp")

        self.assertEqual(len(self.faults()), 1)

    def test_a_missing_file_and_an_unknown_folder_are_faults(self) -> None:
        self.write("base/a.hpp", "base/missing.hpp")
        self.write("attic/b.hpp")

        self.assertEqual(
            self.faults(),
            ["src/attic/b.hpp: the folder attic/ has no place in tools/check_includes.py",
             'src/base/a.hpp: "base/missing.hpp" is no file in src/ or voicebot/'])


class Cycles(Tree):
    def test_folders_that_include_each_other_are_found(self) -> None:
        self.write("domain/lobby/a.hpp", "domain/session/b.hpp")
        self.write("domain/session/b.hpp")
        self.write("domain/session/c.hpp", "domain/lobby/a.hpp")

        self.assertEqual(self.faults(), ["folders include each other: domain/lobby → domain/session → domain/lobby"])

    def test_files_that_include_each_other_are_found(self) -> None:
        self.write("base/a.hpp", "base/b.hpp")
        self.write("base/b.hpp", "base/c.hpp")
        self.write("base/c.hpp", "base/a.hpp")

        self.assertEqual(self.faults(), ["files include each other: base/a.hpp → base/b.hpp → base/c.hpp → base/a.hpp"])

    def test_a_folder_and_its_own_sub_folder_are_one_family(self) -> None:
        self.write("ws/connection.hpp")
        self.write("ws/handlers/chat.hpp", "ws/connection.hpp")
        self.write("ws/router.cpp", "ws/handlers/chat.hpp")

        self.assertEqual(self.faults(), [])


class Targets(Tree):
    def test_a_target_links_only_what_its_folder_may_include(self) -> None:
        self.write("base/a.hpp")
        cmake = ("parlor_library(domain\n  SOURCES domain/a.cpp\n  LINK parlor_base parlor_store ICU::uc)\n"
                 "parlor_library(store_memory SOURCES store/b.cpp LINK parlor_store parlor_service)\n")
        (self.root / "src/CMakeLists.txt").write_text(cmake)

        self.assertEqual(self.faults(), ["src/CMakeLists.txt: parlor_domain must not link parlor_store"])


if __name__ == "__main__":
    unittest.main()
