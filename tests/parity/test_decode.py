"""Every photo that Pillow reads is read to the same bytes; every one that it refuses is rejected."""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path

import pytest
from galleries import GALLERIES
from sides import FILTERS, differ, needs_programs, pillow, verger

pytestmark = needs_programs


@cache
def gallery(format: str) -> list[tuple[str, bytes]]:
    return list(GALLERIES[format](random.Random(format)))


@pytest.mark.parametrize("format", GALLERIES)
@pytest.mark.parametrize("upright", [False, True])
def test_pixels(format: str, upright: bool) -> None:
    wrong = {}
    for name, data in gallery(format):
        difference = differ(verger(data, upright=upright), pillow(data, upright=upright))
        if difference:
            wrong[name] = difference
    assert not wrong


@pytest.mark.parametrize("format", GALLERIES)
def test_resized(format: str) -> None:
    rng = random.Random(4)
    wrong = {}
    for name, data in gallery(format):
        other = (rng.randint(1, 300), rng.randint(1, 300))
        for size, filter in (((224, 224), "bicubic"), (other, rng.choice(list(FILTERS)))):
            ours = verger(data, upright=True, size=size, filter=filter)
            difference = differ(ours, pillow(data, upright=True, size=size, filter=filter))
            if difference:
                wrong[f"{name} to {size} by {filter}"] = difference
    assert not wrong


def test_photographs() -> None:
    shared = Path(os.environ.get("VERGER_SHARED", Path(__file__).parents[3] / "shared"))
    photos = sorted(path for path in (shared / "data").rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not photos:
        pytest.skip(f"no photographs in {shared / 'data'}")
    wrong = []
    for path in random.Random(5).sample(photos, min(500, len(photos))):
        data = path.read_bytes()
        for size in ((0, 0), (224, 224)):
            if differ(verger(data, upright=True, size=size), pillow(data, upright=True, size=size)):
                wrong.append((path, size))
    assert not wrong


def test_leaves_nothing_behind() -> None:
    assert verger.close() == 0
