#!/usr/bin/env python3
"""The stream of training pairs: a request, the platform, the command.

    training/pairs.py --count 20             prints pairs as JSON lines
    training/pairs.py --distinct 300000      counts the different pairs among so many draws

Pair number i depends on the seed and on i alone: the stream can be taken up anywhere.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

import families
import noise

NO_COMMAND = "none"
GNU, BSD, BUSYBOX = "gnu", *families.PLATFORMS
DEVELOPMENT_SHARE = 0.04  # of the families: never trained on


@dataclass(frozen=True)
class Pair:
    request: str
    command: str
    platform: str = GNU
    source: str = ""  # the family's id, or the raw row's


PARTS_WEIGHT = 8  # a family with parts stands for many tasks


def weight(family: families.Family, platform: str) -> int:
    """How often a family is drawn: everyday tasks have more wordings. Families with parts are
    written for GNU's tools, unless they say otherwise."""
    if not families.has_parts(family):
        return len(family.requests)
    known = platform == GNU or platform in family.variants
    return PARTS_WEIGHT * len(family.requests) if known else 0


@dataclass(frozen=True)
class Mix:
    """Shares of the stream; what is left are families in their GNU form."""
    none: float = 0.05
    bsd: float = 0.04
    busybox: float = 0.02
    raw: float = 0.0


def is_development(family_id: str) -> bool:
    """Whether a family is kept for measuring. By its id, so that nothing ever changes sides."""
    digest = hashlib.sha256(family_id.encode()).digest()
    return digest[0] < 256 * DEVELOPMENT_SHARE


class Stream:
    """Draws pairs. `raw`: pairs that were cleaned before (see raw_pairs.py)."""

    def __init__(self, mix: Mix, seed: int, folder: Path = families.FOLDER,
                 raw: list[Pair] | None = None, development: bool = False):
        self.mix, self.seed, self.raw = mix, seed, raw or []
        every = families.read(folder)
        self.families = [f for f in every if is_development(f.id) == development]
        self.weights = {platform: list(itertools.accumulate(weight(f, platform)
                                                            for f in self.families))
                        for platform in (GNU, BSD, BUSYBOX)}
        self.none = [text for text in families.read_without_command(folder)
                     if is_development(text) == development]
        self.differing = {name: [f for f in self.families if name in f.variants]
                          for name in families.PLATFORMS}
        if not self.families or not self.none:
            raise ValueError(f"there are no families in {folder}, or no requests without a command")

    def pair(self, index: int) -> Pair:
        random = Random(f"{self.seed}/{index}")
        share = random.random()
        mix = self.mix
        if share < mix.none:
            text = random.choice(self.none)
            platform = random.choices((GNU, BSD, BUSYBOX), (0.85, 0.1, 0.05))[0]
            return Pair(noise.disturb([families.Piece(text, False)], random), NO_COMMAND, platform,
                        "none")
        share -= mix.none
        if self.raw:
            if share < mix.raw:
                return random.choice(self.raw)
            share -= mix.raw
        platform = (BSD if share < mix.bsd else BUSYBOX if share < mix.bsd + mix.busybox else GNU)
        # Half of them where the platform's tools differ: its name has to matter.
        differing = self.differing.get(platform)
        if differing and random.random() < 0.5:
            family = random.choice(differing)
        else:
            family, = random.choices(self.families, cum_weights=self.weights[platform])
        return self.of_family(family, random, platform)

    def of_family(self, family: families.Family, random: Random, platform: str) -> Pair:
        wording = random.choice(family.requests)
        best = family.variants.get(platform, family.commands[0])
        names = family.slots_of(wording) | family.slots_of(best)
        values = families.draw_values(family, names, random)
        request = noise.disturb(families.render_request(wording, values), random)
        return Pair(request, families.render_command(best, family, values), platform, family.id)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--families", type=Path, default=families.FOLDER)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10, help="pairs to print")
    parser.add_argument("--distinct", type=int, help="count different pairs among so many draws")
    options = parser.parse_args()
    stream = Stream(Mix(), options.seed, options.families)
    if options.distinct:
        seen = {(p.request, p.command, p.platform)
                for p in map(stream.pair, range(options.distinct))}
        print(f"{options.distinct} draws, {len(seen)} different pairs")
        return 0
    for index in range(options.count):
        pair = stream.pair(index)
        print(json.dumps(vars(pair), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
