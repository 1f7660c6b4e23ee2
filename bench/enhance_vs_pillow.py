"""Verger's Enhance against Pillow, in turn, in one process and one thread: medians and their ratio.

cmake --preset bench && cmake --build --preset bench --target enhance_library
python bench/enhance_vs_pillow.py build/bench/bench/enhance_library.so
"""

from __future__ import annotations

import argparse
import ctypes
import io
import statistics
import time
from collections.abc import Callable

import numpy as np
from PIL import Image, __version__

SIZE = (224, 224)


def photo(width: int, height: int) -> np.ndarray:
    """Smooth with some noise, as photos are."""
    rng = np.random.default_rng(1)
    ramp = np.add.outer(np.arange(height) / height, np.arange(width) / width)[..., None] * [60, 90, 120]
    return (ramp + rng.integers(0, 16, (height, width, 3))).astype(np.uint8)


def load(path: str) -> ctypes.CDLL:
    lib = ctypes.CDLL(path)
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    lib.enhancer_new.restype = lib.image_new.restype = pointer
    lib.enhancer_new.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p]
    lib.image_new.argtypes = [pointer, ctypes.c_int, ctypes.c_int]
    lib.enhancer_resize.argtypes = [pointer, pointer, pointer, size]
    lib.enhancer_enhance.argtypes = [pointer, pointer, size, pointer, size]
    lib.enhancer_free.argtypes = lib.image_free.argtypes = [pointer]
    return lib


def compare(name: str, verger: Callable[[], object], pillow: Callable[[], object], args: argparse.Namespace) -> None:
    """One after the other, `rounds` times, each long enough for the clock."""
    calls = []
    for work in (verger, pillow):
        work()
        start = time.perf_counter()
        work()
        calls.append(max(1, int(args.seconds / args.rounds / (time.perf_counter() - start))))
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(args.rounds):
        for work, count, seen in zip((verger, pillow), calls, times, strict=True):
            start = time.perf_counter()
            for _ in range(count):
                work()
            seen.append((time.perf_counter() - start) / count)
    ours, theirs = (statistics.median(seen) * 1e6 for seen in times)
    print(f"{name:28} {ours:10.1f} {theirs:10.1f} {theirs / ours:7.1f}x", flush=True)


def compare_resize(lib: ctypes.CDLL, pixels: np.ndarray, name: str, args: argparse.Namespace) -> None:
    height, width, _ = pixels.shape
    enhancer = lib.enhancer_new(*SIZE, name.encode())
    ours, theirs = lib.image_new(pixels.ctypes.data, width, height), Image.fromarray(pixels)
    out = np.empty((SIZE[1], SIZE[0], 3), np.uint8)
    compare(
        f"resize {width}x{height} {name}",
        lambda: lib.enhancer_resize(enhancer, ours, out.ctypes.data, out.nbytes),
        lambda: theirs.resize(SIZE, Image.Resampling[name.upper()]),
        args,
    )
    assert np.array_equal(out, np.asarray(theirs.resize(SIZE, Image.Resampling[name.upper()]))), "pixels differ"
    lib.image_free(ours)
    lib.enhancer_free(enhancer)


def compare_jpeg(lib: ctypes.CDLL, pixels: np.ndarray, args: argparse.Namespace) -> None:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    jpeg = buffer.getvalue()
    enhancer = lib.enhancer_new(*SIZE, b"bicubic")
    out = np.empty((SIZE[1], SIZE[0], 3), np.uint8)

    def pillow() -> np.ndarray:
        return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB").resize(SIZE))

    compare(
        f"jpeg {pixels.shape[1]}x{pixels.shape[0]} bicubic",
        lambda: lib.enhancer_enhance(enhancer, jpeg, len(jpeg), out.ctypes.data, out.nbytes),
        pillow,
        args,
    )
    assert np.array_equal(out, pillow()), "pixels differ"
    lib.enhancer_free(enhancer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", help="enhance_library.so")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each side of each comparison")
    args = parser.parse_args()
    lib = load(args.library)
    print(f"{'to 224x224':28} {'verger us':>10} {'pillow us':>10}   ratio   (Pillow {__version__})")
    for width, height in [(100, 100), (320, 240), (1024, 768), (4000, 3000)]:
        pixels = photo(width, height)
        for name in ("nearest", "box", "bilinear", "bicubic", "lanczos"):
            compare_resize(lib, pixels, name, args)
        compare_jpeg(lib, pixels, args)


if __name__ == "__main__":
    main()
