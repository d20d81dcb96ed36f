#!/usr/bin/env python3
"""Tests of the quality test's machinery: the sandbox, the checks, the figures."""

from __future__ import annotations

import unittest
from typing import Any

import cases
import figures
import sandbox
from cases import Case
from fixture import Workshop


class Checks(unittest.TestCase):
    """Commands in the fixture `sample`."""

    workshop: Workshop

    @classmethod
    def setUpClass(cls) -> None:
        sandbox.check()
        cls.workshop = Workshop()

    def complaint(self, check: dict[str, Any], command: str, setup: str = "") -> str | None:
        case = Case(id="x", category="find", difficulty="easy", style="terse", part="final",
                    request="", fixture="sample", check=check, setup=setup)
        return cases.complaint(self.workshop, case, command)

    def passes(self, check: dict[str, Any], command: str, setup: str = "") -> None:
        self.assertIsNone(self.complaint(check, command, setup))

    def fails(self, check: dict[str, Any], command: str, words: str, setup: str = "") -> None:
        self.assertIn(words, self.complaint(check, command, setup) or "it passed")

    def test_sets_take_any_order_and_spelling_of_paths(self) -> None:
        check = {"out": {"kind": "set", "as": "paths",
                         "expect_py": "[p for p, e in files.items() if e.size < 1000]"}}
        self.passes(check, "find . -type f -size -1000c")
        self.passes(check, "printf '%s\\n' ~/notes.txt './my report.txt' logs/app.log")
        self.fails(check, "find . -type f", "printed")
        self.fails(check, "echo notes.txt", "printed")

    def test_lines_have_an_order(self) -> None:
        check = {"out": {"kind": "lines", "expect": ["gamma", "beta", "alpha"]}}
        self.passes(check, "sort -r notes.txt")
        self.fails(check, "sort notes.txt", "printed")

    def test_numbers_stand_alone(self) -> None:
        check = {"out": {"kind": "numbers", "expect": [3]}}
        self.passes(check, "wc -l notes.txt")
        self.passes(check, "wc -l < notes.txt")
        self.fails(check, "wc notes.txt", "numbers")
        self.fails(check, "echo 13; echo v3", "numbers")

    def test_mentions_look_for_whole_names(self) -> None:
        check = {"out": {"kind": "mentions", "expect": ["notes.txt"], "absent": "others"}}
        self.passes(check, "ls -l notes.txt")
        self.fails(check, "ls -l", "mentions")
        self.fails(check, "echo notes.txt.bak", "does not mention")

    def test_the_tree_stays_as_it_was_unless_it_is_named(self) -> None:
        check = {"tree": {"lacks": ["empty"]}}
        self.passes(check, "rmdir empty")
        self.fails(check, "rm -r empty big.bin", "big.bin is gone")
        self.fails(check, "rmdir empty; touch new", "new is new")
        self.fails(check, "rmdir empty; chmod 600 notes.txt", "notes.txt has changed")
        self.fails(check, "true", "still there")

    def test_archives_can_be_looked_into(self) -> None:
        check = {"tree": {"has": ["a.tgz"]}, "py": "after['a.tgz'].members == ['logs/', 'logs/app.log']"}
        self.passes(check, "tar czf a.tgz logs")
        self.fails(check, "tar czf a.tgz logs/app.log", "not so")
        self.fails(check, "touch a.tgz", "Error")

    def test_probes_see_what_runs(self) -> None:
        check = {"probe": {"sh": "pgrep -xc sleep", "expect": "0"}}
        self.passes(check, "pkill sleep", "sleep 100 &\nsleep 200 &")
        self.fails(check, "true", "probe", "sleep 100 &\nsleep 200 &")

    def test_limits_hold(self) -> None:
        empty = {"out": {"kind": "empty"}}
        self.fails(empty, "sleep 100", "in time")
        self.passes({"py": "status == 7"}, "exit 7")
        self.passes({"py": "status == 124"}, "timeout 0.1 sleep 5")
        self.passes({"py": "status != 0"}, "python3 -c 'x = bytearray(3 << 30)'")
        self.fails(empty, "bomb() { bomb | bomb & }; bomb; wait; sleep 20", "in time")
        self.passes({"py": "status != 0"}, "touch /usr/bin/x")
        self.passes({"py": "status != 0"}, "echo > /dev/tcp/192.0.2.1/80")

    def test_malformed_checks_are_refused(self) -> None:
        for check in ({}, {"output": 1}, {"tree": {"hass": []}}, {"out": {"kind": "sets"}}):
            with self.assertRaises((ValueError, KeyError)):
                self.complaint(check, "true")


class Figures(unittest.TestCase):
    def test_the_interval_is_wilsons(self) -> None:
        low, high = figures.wilson(8, 10)
        self.assertAlmostEqual(low, 0.4902, 3)
        self.assertAlmostEqual(high, 0.9433, 3)
        self.assertEqual(figures.wilson(0, 0), (0.0, 1.0))

    def test_pairs_are_tested_exactly(self) -> None:
        self.assertAlmostEqual(figures.paired_p(9, 1), 2 * 11 / 1024)
        self.assertEqual(figures.paired_p(3, 3), 1.0)
        self.assertEqual(figures.paired_p(0, 0), 1.0)


class Balance(unittest.TestCase):
    def test_categories_difficulties_and_parts_are_of_equal_size(self) -> None:
        every = cases.load()
        self.assertGreaterEqual(len(every), 300)
        for name, values in (("category", cases.CATEGORIES), ("difficulty", cases.DIFFICULTIES),
                             ("part", cases.PARTS)):
            counts = [sum(getattr(c, name) == value for c in every) for value in values]
            self.assertEqual(min(counts), max(counts), name)


if __name__ == "__main__":
    unittest.main()
