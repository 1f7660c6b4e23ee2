"""BMP files of Windows and OS/2, written by hand."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator

import numpy as np
from make_png import pack
from pictures import samples, size_of

MASKS = {
    32: (
        (0xFF0000, 0xFF00, 0xFF, 0x0),
        (0xFF000000, 0xFF0000, 0xFF00, 0x0),
        (0xFF000000, 0xFF00, 0xFF, 0x0),
        (0xFF000000, 0xFF0000, 0xFF00, 0xFF),
        (0xFF, 0xFF00, 0xFF0000, 0xFF000000),
        (0xFF0000, 0xFF00, 0xFF, 0xFF000000),
        (0xFF000000, 0xFF00, 0xFF, 0xFF0000),
        (0, 0, 0, 0),
        (0xFF, 0xFF, 0xFF, 0),
    ),
    24: ((0xFF0000, 0xFF00, 0xFF, 0), (0xFF, 0xFF00, 0xFF0000, 0)),
    16: ((0xF800, 0x7E0, 0x1F, 0), (0x7C00, 0x3E0, 0x1F, 0), (0xF00, 0xF0, 0xF, 0)),
    8: ((0xFF0000, 0xFF00, 0xFF, 0),),
}


def encode(
    width: int,
    height: int,
    bits: int,
    data: bytes,
    *,
    header: int = 40,
    compression: int = 0,
    palette: bytes = b"",
    colors: int = 0,
    masks: tuple[int, ...] = (),
    top_down: bool = False,
    gap: int = 0,
    offset: int | None = None,
) -> bytes:
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        tall = -height if top_down else height
        info = struct.pack("<IIiHHIIIIII", header, width, tall, 1, bits, compression, len(data), 2835, 2835, colors, 0)
        info += struct.pack(f"<{len(masks)}I", *masks) if header > 40 else b""
        info = info.ljust(header, b"\0")
        if header == 40 and masks:
            info += struct.pack("<III", *masks[:3])
    start = 14 + len(info) + len(palette) + gap if offset is None else offset
    return b"BM" + struct.pack("<IHHI", 0, 0, 0, start) + info + palette + bytes(gap) + data


def rows_of(pixels: np.ndarray, bits: int) -> bytes:
    """Rows padded to 32 bits, the last first."""
    rows = pack(pixels.reshape(len(pixels), -1), bits) if bits <= 8 else pixels.reshape(len(pixels), -1)
    padded = np.zeros((len(rows), (rows.shape[1] + 3) // 4 * 4), np.uint8)
    padded[:, : rows.shape[1]] = rows
    return padded[::-1].tobytes()


def run_lengths(rng: random.Random, width: int, height: int, four: bool, position: int) -> bytes:
    """Random codes of all kinds, most of the time enough of them; `position` is where they begin in the file."""
    out = bytearray()
    for _ in range(height):
        x = 0
        while x < width and rng.random() < 0.97:
            kind = rng.random()
            count = rng.randint(1, min(255, width - x))
            if kind < 0.5:
                out += bytes([count, rng.randrange(256)])
            elif kind < 0.9 and count > 2:
                raw = rng.randbytes((count + 1) // 2 if four else count)
                out += bytes([0, count]) + raw
                if (position + len(out)) % 2:
                    out.append(0)
            elif kind < 0.95:
                out += bytes([0, 2, rng.randrange(min(5, width - x) + 1), rng.randrange(2)])
            else:
                out += bytes([min(255, count + rng.randrange(3)), rng.randrange(256)])
            x += count
        out += b"\0\0"
    return bytes(out) + (b"\0\1" if rng.random() < 0.8 else b"\0\0" * 5)


def bmp_files(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    for bits in (1, 4, 8):
        for header in (12, 40, 52, 56, 64, 108, 124):
            for number in range(4):
                width, height = size_of(rng)
                size = 3 if header == 12 else 4
                colors = 0 if header == 12 or number < 2 else rng.randint(1, 1 << bits)
                used = colors or 1 << bits
                palette = rng.randbytes(size * used)
                if number == 3 or rng.random() < 0.2:  # grey, which Pillow treats apart
                    grey = np.arange(used) if used != 2 else np.array([0, 255])
                    palette = (grey[:, None] * np.array([1, 1, 1, 0][:size])).astype(np.uint8).tobytes()
                data = rows_of(samples(rng, width, height, 1) >> (8 - bits), bits)
                top_down = header != 12 and rng.random() < 0.3
                gap = rng.choice((0, 0, 6))
                yield (
                    f"{bits} bits header {header} {width}x{height} colors {colors} #{number}",
                    encode(
                        width,
                        height,
                        bits,
                        data,
                        header=header,
                        palette=palette,
                        colors=colors,
                        top_down=top_down,
                        gap=gap,
                        offset=rng.choice((None, None, 0)) if gap == 0 else None,
                    ),
                )
    for bits in (16, 24, 32):
        for header in (12, 40, 124):
            for number in range(4):
                width, height = size_of(rng)
                data = rows_of(samples(rng, width, height, bits // 8), bits)
                yield (
                    f"{bits} bits header {header} {width}x{height} #{number}",
                    encode(width, height, bits, data, header=header, top_down=header != 12 and number == 1),
                )
    for bits, layouts in MASKS.items():
        for masks in layouts:
            for header in (40, 52, 56, 108):
                width, height = size_of(rng)
                data = rows_of(samples(rng, width, height, bits // 8), bits)
                yield (
                    f"{bits} bits masks {[hex(m) for m in masks]} header {header} {width}x{height}",
                    encode(
                        width,
                        height,
                        bits,
                        data,
                        header=header,
                        compression=3,
                        masks=masks,
                        palette=rng.randbytes(1024) if bits == 8 else b"",
                    ),
                )
    for number in range(80):
        width, height = size_of(rng)
        four = number % 2 == 1
        colors = 16 if four else 256
        palette = rng.randbytes(4 * colors)
        if number % 7 == 0:
            palette = (np.arange(colors)[:, None] * np.array([1, 1, 1, 0])).astype(np.uint8).tobytes()
        if number % 11 == 0:
            colors, palette = 2, bytes([0, 0, 0, 0, 255, 255, 255, 0])
        codes = run_lengths(rng, width, height, four, 54 + len(palette))
        yield (
            f"run lengths of {4 if four else 8} bits {width}x{height} #{number}",
            encode(
                width,
                height,
                4 if four else 8,
                codes,
                compression=2 if four else 1,
                palette=palette,
                colors=colors,
                top_down=number % 5 == 0,
            ),
        )
    pixels = rows_of(samples(rng, 3, 3, 3), 24)
    yield "run lengths of true colour", encode(3, 3, 24, pixels, compression=1)
    yield "an unknown depth", encode(3, 3, 2, pixels)
    yield "an unknown header", encode(3, 3, 24, pixels, header=41)
    yield "an unknown compression", encode(3, 3, 24, pixels, compression=5)
    yield "too many colours", encode(3, 3, 8, pixels, colors=300, palette=bytes(range(256)) * 5)
    yield "far too many colours", encode(3, 3, 8, pixels, colors=70000, palette=bytes(300))
    yield "a cut palette", encode(3, 3, 8, b"", palette=bytes(10))
    yield "no width", encode(0, 3, 24, pixels)
    yield "no height", encode(3, 0, 24, pixels)
    yield "a bomb", encode(65535, 65535, 24, pixels)
    yield "a bomb of run lengths", encode(65535, 65535, 8, pixels, compression=1, palette=bytes(1024))
    yield (
        "four bits of eight-bit grey, wide",
        encode(20, 1, 4, bytes(12), palette=bytes(np.arange(16).repeat(4)), colors=16),
    )
    yield (
        "four bits of eight-bit grey, narrow",
        encode(3, 1, 4, b"abcd", palette=bytes(np.arange(16).repeat(4)), colors=16),
    )
