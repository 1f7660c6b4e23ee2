"""Random content to put into files."""

from __future__ import annotations

import random

import numpy as np

SIDES = (1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100, 129, 200)


def size_of(rng: random.Random) -> tuple[int, int]:
    """Width and height, often odd, sometimes 1."""
    return rng.choice(SIDES), rng.choice(SIDES)


def samples(rng: random.Random, width: int, height: int, count: int) -> np.ndarray:
    """uint8 [height, width, count]: noise, a gradient, or patches."""
    noise = np.random.default_rng(rng.getrandbits(32))
    kind = rng.randrange(3)
    if kind == 0:
        return noise.integers(0, 256, (height, width, count), np.uint8)
    if kind == 1:
        x, y = np.arange(width)[None, :, None], np.arange(height)[:, None, None]
        slope = noise.integers(-4, 5, (2, count))
        return ((x * slope[0] + y * slope[1] + noise.integers(0, 256, count)) & 255).astype(np.uint8)
    patches = noise.integers(0, 256, ((height + 7) // 8, (width + 7) // 8, count), np.uint8)
    return patches.repeat(8, axis=0).repeat(8, axis=1)[:height, :width]
