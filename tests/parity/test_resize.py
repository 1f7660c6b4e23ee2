"""Verger's resize against Pillow's: not one byte may differ."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

FILTERS = ("nearest", "box", "bilinear", "bicubic", "lanczos")
EXTREMES = [
    ((1, 1), (1, 1)),
    ((1, 1), (224, 224)),
    ((300, 200), (1, 1)),
    ((1, 997), (224, 224)),
    ((997, 1), (224, 224)),
    ((1, 50), (50, 1)),
    ((224, 224), (224, 224)),
    ((224, 100), (224, 224)),
    ((100, 224), (224, 224)),
    ((224, 1), (224, 7)),
    ((60000, 3), (2, 5)),
    ((3, 60000), (5, 2)),
    ((3000, 2000), (224, 224)),
    ((2, 3), (1000, 1500)),
    ((223, 225), (224, 224)),
    ((255, 257), (64, 63)),
    ((400, 576), (224, 224)),
    ((400, 577), (224, 224)),
    ((100, 225), (224, 224)),
    ((60, 40000), (40, 100)),
    ((300000, 3), (5, 2)),
    ((3, 300000), (2, 5)),
]


def random_sizes(count: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Sizes in and out, spread evenly over the orders of magnitude, sometimes equal in one dimension."""
    rng = random.Random(20)

    def side(largest: int) -> int:
        return int(largest ** rng.random())

    for _ in range(count):
        size_in = (side(1200), side(1200))
        size_out = [side(700), side(700)]
        if rng.random() < 0.2:
            axis = rng.randrange(2)
            size_out[axis] = size_in[axis]
        yield size_in, (size_out[0], size_out[1])


def pictures(size: tuple[int, int], seed: int) -> np.ndarray:
    """Noise, black-and-white noise (which overshoots the most), or a gradient."""
    rng = np.random.default_rng(seed)
    shape = (size[1], size[0], 3)
    kind = seed % 3
    if kind == 0:
        return rng.integers(0, 256, shape, dtype=np.uint8)
    if kind == 1:
        return rng.integers(0, 2, shape, dtype=np.uint8) * np.uint8(255)
    ramp = np.add.outer(np.arange(size[1]), np.arange(size[0]))[..., None] * np.array([1, 2, 3])
    return (ramp % 256).astype(np.uint8)


class Verger:
    """Verger's resize in a process of its own: one resizer a size and filter, so that what it keeps would show."""

    def __init__(self, program: str) -> None:
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def resize(self, pixels: np.ndarray, size: tuple[int, int], name: str) -> np.ndarray:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout
        height, width, _ = pixels.shape
        stdin.write(f"{name} {width} {height} {size[0]} {size[1]}\n".encode() + pixels.tobytes())
        stdin.flush()
        count = size[0] * size[1] * 3
        out = stdout.read(count)
        assert len(out) == count
        return np.frombuffer(out, np.uint8).reshape(size[1], size[0], 3)

    def close(self) -> int:
        assert self._process.stdin
        self._process.stdin.close()
        return self._process.wait()


@pytest.fixture(scope="module")
def verger() -> Iterator[Verger]:
    program = os.environ.get("VERGER_PARITY_RESIZE")
    if not program:
        pytest.skip("VERGER_PARITY_RESIZE is not set: run by ctest, or name build/.../tests/parity/resize")
    process = Verger(program)
    yield process
    assert process.close() == 0


def check(verger: Verger, size_in: tuple[int, int], size_out: tuple[int, int], name: str, seed: int) -> None:
    pixels = pictures(size_in, seed)
    expected = np.asarray(Image.fromarray(pixels).resize(size_out, Image.Resampling[name.upper()]))
    different = np.count_nonzero(verger.resize(pixels, size_out, name) != expected)
    assert different == 0, f"{size_in} to {size_out}, {name}: {different} of {expected.size} bytes differ"


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize(("size_in", "size_out"), EXTREMES)
def test_extremes(verger: Verger, size_in: tuple[int, int], size_out: tuple[int, int], name: str) -> None:
    for seed in range(3):
        check(verger, size_in, size_out, name, seed)


@pytest.mark.parametrize("name", FILTERS)
def test_random_sizes(verger: Verger, name: str) -> None:
    for seed, (size_in, size_out) in enumerate(random_sizes(400)):
        check(verger, size_in, size_out, name, seed)


def test_one_size_out(verger: Verger) -> None:
    for seed, (size_in, _) in enumerate(random_sizes(100)):
        check(verger, size_in, (224, 224), "bicubic", seed)
