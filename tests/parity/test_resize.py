"""Verger's resize against Pillow's: not one byte may differ."""

from __future__ import annotations

import ctypes
import os
import random
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


@pytest.fixture(scope="module")
def library() -> ctypes.CDLL:
    path = os.environ.get("VERGER_PARITY_RESIZE")
    if not path:
        pytest.skip("VERGER_PARITY_RESIZE is not set: run by ctest, or name build/.../verger_parity_resize.so")
    lib = ctypes.CDLL(path)
    lib.resizer_new.restype = ctypes.c_void_p
    lib.resizer_new.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p]
    lib.resizer_free.argtypes = [ctypes.c_void_p]
    lib.resizer_run.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
    return lib


def resize(lib: ctypes.CDLL, pixels: np.ndarray, size: tuple[int, int], name: str) -> np.ndarray:
    out = np.empty((size[1], size[0], 3), np.uint8)
    resizer = lib.resizer_new(size[0], size[1], name.encode())
    assert resizer
    try:
        height, width, _ = pixels.shape
        assert lib.resizer_run(resizer, pixels.ctypes.data, width, height, out.ctypes.data) == 0
    finally:
        lib.resizer_free(resizer)
    return out


def check(lib: ctypes.CDLL, size_in: tuple[int, int], size_out: tuple[int, int], name: str, seed: int) -> None:
    pixels = pictures(size_in, seed)
    expected = np.asarray(Image.fromarray(pixels).resize(size_out, Image.Resampling[name.upper()]))
    actual = resize(lib, pixels, size_out, name)
    different = np.count_nonzero(actual != expected)
    assert different == 0, f"{size_in} to {size_out}, {name}: {different} of {expected.size} bytes differ"


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize(("size_in", "size_out"), EXTREMES)
def test_extremes(library: ctypes.CDLL, size_in: tuple[int, int], size_out: tuple[int, int], name: str) -> None:
    for seed in range(3):
        check(library, size_in, size_out, name, seed)


@pytest.mark.parametrize("name", FILTERS)
def test_random_sizes(library: ctypes.CDLL, name: str) -> None:
    for seed, (size_in, size_out) in enumerate(random_sizes(400)):
        check(library, size_in, size_out, name, seed)


def test_one_resizer_for_many_sizes(library: ctypes.CDLL) -> None:
    """The weights and scratch memory it keeps must not leak from one photo into the next."""
    resizer = library.resizer_new(224, 224, b"bicubic")
    for seed, (size_in, _) in enumerate(random_sizes(60)):
        pixels = pictures(size_in, seed)
        out = np.empty((224, 224, 3), np.uint8)
        assert library.resizer_run(resizer, pixels.ctypes.data, *size_in, out.ctypes.data) == 0
        expected = np.asarray(Image.fromarray(pixels).resize((224, 224), Image.Resampling.BICUBIC))
        assert np.array_equal(out, expected)
    library.resizer_free(resizer)


def test_unknown_filter(library: ctypes.CDLL) -> None:
    assert not library.resizer_new(1, 1, b"hamming")
