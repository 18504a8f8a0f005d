"""How many members are let in, and what is made of the measurements."""
import unittest

import scale
from scale import Size


class SizeFor(unittest.TestCase):
    def test_puts_half_of_many_into_lobbies_of_1000(self) -> None:
        self.assertEqual(scale.size_for(100_000), Size(small_lobbies=5_000, large_lobbies=50, large_members=1_000))

    def test_makes_the_large_lobby_smaller_for_few(self) -> None:
        self.assertEqual(scale.size_for(500), Size(small_lobbies=25, large_lobbies=1, large_members=250))

    def test_lets_in_no_more_than_asked_for_and_nearly_all(self) -> None:
        for members in (100, 555, 1_999, 19_600, 100_000):
            self.assertLessEqual(scale.size_for(members).members, members)
            self.assertGreater(scale.size_for(members).members, members - 10)


class Extrapolation(unittest.TestCase):
    def test_counts_the_kernels_part_of_one_end_alone(self) -> None:
        text = scale.extrapolation({"empty_resident": 0, "resident": 4096, "slab": 6144, "sockets": 2048})

        self.assertIn("3.8 GiB in the server", text)
        self.assertIn("3.8 GiB in the kernel", text)
        self.assertIn("7.6 GiB, which fits", text)

    def test_says_so_where_a_million_does_not_fit(self) -> None:
        text = scale.extrapolation({"empty_resident": 0, "resident": 32768, "slab": 0, "sockets": 0})

        self.assertIn("which does not fit", text)


if __name__ == "__main__":
    unittest.main()
