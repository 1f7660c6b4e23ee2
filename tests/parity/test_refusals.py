"""Damaged photos: what Pillow refuses is rejected, and what it reads is read to the same bytes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from galleries import GALLERIES
from sides import differ, needs_programs, pillow, verger

pytestmark = needs_programs

# Shares of photos with overwritten bytes on which the two may differ: they stand on other releases of libjpeg-turbo and
# libtiff, which smooth and check broken files in other ways. Seen: JPEG 0 to 2 of 2,940, TIFF 17 of 10,400, else none.
SPARE = {"jpeg": 0.003, "tiff": 0.003}
MAX_PIXELS = 20_000_000  # damage makes large sizes; no need to draw them


def cut(data: bytes) -> Iterator[bytes]:
    return (data[: len(data) * tenths // 10] for tenths in range(10))


def overwritten(data: bytes, rng: random.Random) -> Iterator[bytes]:
    """A byte or a few, more often in the header."""
    for _ in range(10):
        damaged = bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 5))):
            end = len(damaged) if rng.random() < 0.6 else min(len(damaged), 100)
            damaged[rng.randrange(end)] = rng.randrange(256)
        yield bytes(damaged)


def compare(format: str, damage: str) -> tuple[Counter[str], list[str]]:
    rng = random.Random(f"{format} {damage}")
    seen: Counter[str] = Counter()
    wrong = []
    for name, data in GALLERIES[format](random.Random(format)):
        for number, damaged in enumerate(cut(data) if damage == "cut" else overwritten(data, rng)):
            ours = verger(damaged, max_pixels=MAX_PIXELS)
            if isinstance(ours, str) and ours.startswith("too_many_pixels"):
                continue
            difference = differ(ours, pillow(damaged))
            seen["differ" if difference else "both refuse" if isinstance(ours, str) else "same"] += 1
            if difference:
                wrong.append(f"{name}, {damage} #{number}: {difference}")
    return seen, wrong


@pytest.mark.parametrize("format", GALLERIES)
def test_cut(format: str) -> None:
    seen, wrong = compare(format, "cut")
    assert not wrong, seen
    assert seen["both refuse"] > 100


@pytest.mark.parametrize("format", GALLERIES)
def test_overwritten(format: str) -> None:
    seen, wrong = compare(format, "overwritten")
    assert len(wrong) <= SPARE.get(format, 0) * seen.total(), (seen, wrong)
    assert seen["both refuse"] > 100
    assert seen["same"] > 50


def test_leaves_nothing_behind() -> None:
    assert verger.close() == 0
