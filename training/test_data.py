#!/usr/bin/env python3
"""Tests of the training data and of what draws pairs from it. Needs no PyTorch."""

from __future__ import annotations

import itertools
import json
import subprocess
import unittest
from collections import Counter
from random import Random

import families
import noise
import pairs
import raw_pairs
import slots

CHECKS = families.FOLDER.parent / "checks"
N_PARSED = 600


def read_checks() -> dict[str, dict[str, object]]:
    rows = [json.loads(line) for path in sorted(CHECKS.glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row for row in rows}


def shape(request: str) -> str:
    return " ".join(request.lower().split()).rstrip(".?!")


class FamiliesTest(unittest.TestCase):
    """What data/README.md promises."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.families = families.read()

    def test_ids_are_unique_and_contrasts_exist(self) -> None:
        counts = Counter(f.id for f in self.families)
        self.assertEqual([i for i, n in counts.items() if n > 1], [])
        self.assertGreater(len(counts), 3000)

    def test_each_family_has_one_check_that_can_be_run_or_says_why_not(self) -> None:
        checks = read_checks()
        self.assertEqual({f.id for f in self.families}, set(checks))
        for row in checks.values():
            self.assertNotEqual("oracle" in row, "unrunnable" in row, row["id"])

    def test_every_slot_has_values_and_is_named_by_the_request(self) -> None:
        for family in self.families:
            needed = family.slots_of(family.commands[0])
            for name in needed | set().union(*map(family.slots_of, family.requests)):
                known = families.own_slot(family, name) or name.rstrip("0123456789") in slots.KINDS
                self.assertTrue(known, f"{family.id}: @{name}@")
            for wording in family.requests:
                self.assertLessEqual(needed, family.slots_of(wording), f"{family.id}: {wording}")

    def test_the_slots_of_parts_are_common_ones_that_the_request_names(self) -> None:
        for family in self.families:
            for part in itertools.chain(*family.own.values()):
                named, needed = family.slots_of(part.request), family.slots_of(part.command)
                for wording in family.requests:
                    self.assertLessEqual(needed, named | family.slots_of(wording),
                                         f"{family.id}: {part.request}")
                for name in named:
                    self.assertIn(name.rstrip("0123456789"), slots.KINDS, family.id)
                    self.assertIsNone(families.own_slot(family, name), family.id)

    def test_no_wording_asks_for_two_different_things(self) -> None:
        asked: dict[str, str] = {}
        for family in self.families:
            for wording in family.requests:
                shape = " ".join(wording.rstrip(".?!").split())
                other = asked.setdefault(shape, family.commands[0])
                self.assertEqual(other, family.commands[0], f"{family.id}: {wording}")


    def test_nothing_is_taken_from_the_quality_test(self) -> None:
        cases = families.FOLDER.parents[2] / "tests" / "quality" / "cases"
        asked = {shape(json.loads(line)["request"]) for path in cases.glob("*.jsonl")
                 for line in path.read_text(encoding="utf-8").splitlines()}
        self.assertGreater(len(asked), 300)
        wordings = [w for f in self.families for w in f.requests]
        wordings += families.read_without_command()
        self.assertEqual([w for w in wordings if shape(w) in asked], [])


class PairsTest(unittest.TestCase):

    def test_a_pair_depends_on_seed_and_number_alone(self) -> None:
        one, other = pairs.Stream(pairs.Mix(), 3), pairs.Stream(pairs.Mix(), 3)
        forwards = [one.pair(i) for i in range(50)]
        self.assertEqual(forwards, [other.pair(i) for i in reversed(range(50))][::-1])
        self.assertNotEqual(forwards, [pairs.Stream(pairs.Mix(), 4).pair(i) for i in range(50)])

    def test_pairs_rarely_repeat(self) -> None:
        stream = pairs.Stream(pairs.Mix(), 1)
        drawn = {(p.request, p.command, p.platform) for p in map(stream.pair, range(6000))}
        self.assertGreater(len(drawn), 5850)

    def test_families_for_measuring_are_never_trained_on(self) -> None:
        trained = pairs.Stream(pairs.Mix(), 1)
        held = pairs.Stream(pairs.Mix(), 1, development=True)
        self.assertFalse({f.id for f in trained.families} & {f.id for f in held.families})
        self.assertFalse(set(trained.none) & set(held.none))
        self.assertEqual(len(trained.families) + len(held.families), len(families.read()))

    def test_the_shares_are_those_of_the_mix(self) -> None:
        raw = [pairs.Pair("list files", "ls", source="raw:x")]
        stream = pairs.Stream(pairs.Mix(none=0.1, bsd=0.2, busybox=0.1, raw=0.3), 1, raw=raw)
        drawn = [stream.pair(i) for i in range(4000)]
        share = lambda test: sum(map(test, drawn)) / len(drawn)  # noqa: E731
        self.assertAlmostEqual(share(lambda p: p.command == pairs.NO_COMMAND), 0.1, delta=0.02)
        self.assertAlmostEqual(share(lambda p: p.source == "raw:x"), 0.3, delta=0.03)
        self.assertAlmostEqual(
            share(lambda p: p.platform == pairs.BSD and p.source != "none"), 0.2, delta=0.03)
        self.assertAlmostEqual(
            share(lambda p: p.platform == pairs.BUSYBOX and p.source != "none"), 0.1, delta=0.03)

    def test_without_raw_pairs_their_share_is_left_to_the_families(self) -> None:
        stream = pairs.Stream(pairs.Mix(none=0.1, bsd=0.0, busybox=0.0, raw=0.5), 1)
        drawn = [stream.pair(i) for i in range(500)]
        self.assertEqual({p.platform for p in drawn if p.source != "none"}, {pairs.GNU})

    def test_commands_are_one_line_that_bash_can_parse(self) -> None:
        stream = pairs.Stream(pairs.Mix(none=0.0), 9)
        commands = [stream.pair(i).command for i in range(N_PARSED)]
        self.assertFalse([c for c in commands if "\n" in c])
        for command in commands:
            run = subprocess.run(["bash", "-O", "extglob", "-n", "-c", command], check=False,
                                 capture_output=True, text=True, timeout=20)
            self.assertEqual((run.returncode, run.stderr), (0, ""), command)


class RenderTest(unittest.TestCase):

    def render(self, command: str, **values: str) -> str:
        family = families.Family("x", ("x",), (command,), ("x",))
        return families.render_command(
            command, family, {name: slots.Value(text, text) for name, text in values.items()})

    def test_values_are_quoted_where_the_shell_would_split_them(self) -> None:
        rows = (("cat @file@", "a b.txt", 'cat "a b.txt"'), ("cat @file@", "a.txt", "cat a.txt"),
                ("cat '@file@'", "a b", "cat 'a b'"), ('echo "$(cat @file@)"', "a b",
                                                        'echo "$(cat "a b")"'),
                ("cat ./@file@", "~/x", "cat ./$HOME/x"), ("cat @file@", "~/x", "cat ~/x"))
        for command, value, expected in rows:
            self.assertEqual(self.render(command, file=value), expected)

    def test_parts_bring_slots_of_their_own(self) -> None:
        size = [families.Part("larger than @n@ MB", "-size +@n@M", "size(p) > int(v['n']) * 2**20")]
        family = families.Family("x", ("find",), ("find @dir@ @big@",), ("files in @dir@ @big@",),
                                 own={"big": size})
        self.assertTrue(families.has_parts(family))
        values = families.draw_values(family, ("dir", "big"), Random(4))
        request = "".join(piece.text for piece in families.render_request(
            family.requests[0], values))
        number, place = values["n"], values["dir"]
        self.assertEqual(request, f"files in {place.request} larger than {number.request} MB")
        self.assertEqual(families.render_command(family.commands[0], family, values),
                         f"find {slots.quoted(place.command)} -size +{number.command}M")
        self.assertEqual(families.plain(values)["big"], f"-size +{number.command}M")

    def test_globs_stay_unquoted(self) -> None:
        self.assertEqual(self.render("ls @glob@", glob="*.txt"), "ls *.txt")

    def test_of_two_numbers_the_second_is_the_larger(self) -> None:
        family = families.Family("x", ("x",), ("head @n@ @n2@",), ("x",))
        for seed in range(50):
            values = families.draw_values(family, ("n", "n2"), Random(seed))
            self.assertLess(int(values["n"].command), int(values["n2"].command))


class NoiseTest(unittest.TestCase):

    def test_values_stay_as_they_are(self) -> None:
        pieces = [families.Piece("show the contents of ", False),
                  families.Piece("Quarterly_Report.TXT", True),
                  families.Piece(" and nothing else.", False)]
        texts = {noise.disturb(pieces, Random(seed), typos=1.0) for seed in range(300)}
        self.assertGreater(len(texts), 100)
        for text in texts:
            self.assertIn("Quarterly_Report.TXT", text)


class RawPairsTest(unittest.TestCase):

    def clean(self, request: str, command: str) -> tuple[list[pairs.Pair], dict[str, int]]:
        rows = [{"nl": request, "cmd": command, "src": source, "core": True}
                for source in ("a", "b")]
        return raw_pairs.clean(rows)

    def test_alternations_are_resolved(self) -> None:
        kept, _ = self.clean("List all files, long form.", "ls {{-l|--format=long}}")
        self.assertEqual([(p.request, p.command) for p in kept],
                         [("List all files, long form", "ls -l")])

    def test_the_request_names_what_fills_a_placeholder(self) -> None:
        kept, _ = self.clean("Count the lines of a file", "wc -l path/to/file")
        value = kept[0].command.removeprefix("wc -l ")
        self.assertNotIn("path/to", value)
        self.assertIn(value, kept[0].request)

    def test_what_can_not_be_right_is_dropped_and_counted(self) -> None:
        rows = (("see also", "ls -l", "no request"), ("show the files of it", "ls <dir>",
                                                      "placeholders"),
                ("say what is what", "echo “hello”", "typographic quotes"))
        for request, command, reason in rows:
            kept, dropped = self.clean(request, command)
            self.assertEqual((len(kept), dropped.get(reason)), (0, 2), request)


if __name__ == "__main__":
    unittest.main()
