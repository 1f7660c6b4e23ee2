"""PNG files of every depth, filter and chunk, written by hand."""

from __future__ import annotations

import itertools
import random
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from pictures import samples, size_of

COLORS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # samples of each colour type
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def pack(rows: np.ndarray, depth: int) -> np.ndarray:
    """uint8 [height, bytes]: samples [height, n] of up to 16 bits, packed as in PNG."""
    if depth == 16:
        return rows.astype(">u2").view(np.uint8).reshape(len(rows), -1)
    if depth == 8:
        return rows.astype(np.uint8)
    bits = (rows[:, :, None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(len(rows), -1).astype(np.uint8), axis=1)


def filtered(rows: np.ndarray, step: int, rng: random.Random) -> bytes:
    """Each row under a filter of its own, all five in use."""
    out = bytearray()
    above = np.zeros(rows.shape[1], np.int64)
    for row in rows.astype(np.int64):
        kind = rng.randrange(5)
        left = np.concatenate([np.zeros(step, np.int64), row])[: len(row)]
        corner = np.concatenate([np.zeros(step, np.int64), above])[: len(row)]
        guess = left + above - corner
        near = np.stack([abs(guess - left), abs(guess - above), abs(guess - corner)]).argmin(axis=0)
        paeth = np.choose(near, [left, above, corner])
        prediction = (0, left, above, (left + above) // 2, paeth)[kind]
        out.append(kind)
        out += ((row - prediction) & 255).astype(np.uint8).tobytes()
        above = row
    return bytes(out)


def encode(
    pixels: np.ndarray,
    depth: int,
    color: int,
    rng: random.Random,
    *,
    interlaced: bool = False,
    before: bytes = b"",
    after: bytes = b"",
    pieces: int = 1,
) -> bytes:
    """A file of `pixels`, samples [height, width, n]; `before` and `after` are chunks around the image data."""
    height, width, count = pixels.shape
    step = max(1, count * depth // 8)
    raw = b""
    for x, y, dx, dy in ADAM7 if interlaced else ((0, 0, 1, 1),):
        part = pixels[y::dy, x::dx]
        if part.size:
            raw += filtered(pack(part.reshape(part.shape[0], -1), depth), step, rng)
    data = zlib.compress(raw, rng.choice((1, 6, 9)))
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(pieces - 1))
    image = b"".join(chunk(b"IDAT", data[a:b]) for a, b in itertools.pairwise([0, *cuts, len(data)]))
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + before + image + after + chunk(b"IEND", b"")


def png_files(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    for color, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (False, True):
                for number in range(5):
                    width, height = size_of(rng)
                    pixels = samples(rng, width, height, COLORS[color]).astype(np.uint16)
                    pixels = pixels * 257 ^ rng.getrandbits(8) if depth == 16 else pixels >> (8 - depth)
                    if number == 1 and depth == 16:
                        pixels >>= 8  # grey values that Pillow does not clip
                    before = after = b""
                    if color == 3:
                        colors = rng.choice((1 << depth, max(1, (1 << depth) - 3)))
                        before = chunk(b"PLTE", rng.randbytes(3 * colors))
                        if number == 2:
                            before += chunk(b"tRNS", rng.randbytes(colors))
                        if number == 3:
                            before += chunk(b"tRNS", b"\xff" * (colors // 2) + b"\0")
                    elif number == 2 and color in (0, 2):
                        before = chunk(b"tRNS", rng.randbytes(2 if color == 0 else 6))
                    if number == 3:
                        before = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"sRGB", b"\0") + before
                        before = chunk(b"iCCP", b"name\0\0" + zlib.compress(rng.randbytes(200))) + before
                        before += chunk(b"bKGD", b"\0\1") + chunk(b"pHYs", bytes(9)) + chunk(b"abCd", b"x")
                        after = chunk(b"tEXt", b"Comment\0words") + chunk(b"tIME", bytes(7))
                    name = (
                        f"color {color} depth {depth} {'interlaced ' if interlaced else ''}{width}x{height} #{number}"
                    )
                    yield (
                        name,
                        encode(
                            pixels,
                            depth,
                            color,
                            rng,
                            interlaced=interlaced,
                            before=before,
                            after=after,
                            pieces=rng.choice((1, 2, 9)),
                        ),
                    )
    pixels = samples(rng, 5, 4, 3)
    plain = encode(pixels, 8, 2, rng)
    cut = zlib.compress(filtered(pixels[:2].reshape(2, -1), 3, rng))
    head = struct.pack(">IIBBBBB", 5, 4, 8, 2, 0, 0, 0)
    control = struct.pack(">IIIIIHHBB", 0, 3, 2, 1, 1, 1, 1, 0, 0)
    part = chunk(b"IDAT", zlib.compress(filtered(pixels[:2, :3].reshape(2, -1), 3, rng)))
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    yield "the zlib stream ends after half the rows", start + chunk(b"IDAT", cut) + chunk(b"IEND", b"")
    yield "without IEND", plain[:-12]
    yield "the last checksums are wrong", plain[:-16] + b"abcd" + plain[-12:-4] + b"abcd"
    yield "a wrong checksum in the header", start[:-1] + bytes([start[-1] ^ 1]) + plain[33:]
    yield "two headers", start + plain[8:]
    yield "no image data", start + chunk(b"IEND", b"")
    yield "no palette", encode(pixels[:, :, :1], 8, 3, rng)
    yield "a palette that is too long", encode(pixels[:, :, :1], 8, 3, rng, before=chunk(b"PLTE", bytes(774)))
    yield "a palette with a loose end", encode(pixels[:, :, :1] & 3, 8, 3, rng, before=chunk(b"PLTE", bytes(range(11))))
    yield "a depth that does not exist", encode(pixels, 4, 2, rng)
    yield "a short gAMA", encode(pixels, 8, 2, rng, before=chunk(b"gAMA", b"1"))
    yield "a short pHYs behind", encode(pixels, 8, 2, rng, after=chunk(b"pHYs", b"1"))
    yield "a short tRNS", encode(pixels, 8, 2, rng, before=chunk(b"tRNS", b"1"))
    yield "an unknown compression of text", encode(pixels, 8, 2, rng, before=chunk(b"zTXt", b"k\0\1abc"))
    yield (
        "animated, the first frame is a part",
        start + chunk(b"acTL", struct.pack(">II", 1, 0)) + chunk(b"fcTL", control) + part + chunk(b"IEND", b""),
    )
    yield (
        "animated, the first frame is apart",
        encode(
            pixels,
            8,
            2,
            rng,
            before=chunk(b"acTL", struct.pack(">II", 1, 0)),
            after=chunk(b"fcTL", control) + chunk(b"fdAT", b"\0\0\0\1" + part[8:-4]),
        ),
    )
    yield "an APNG frame out of order", start + chunk(b"fcTL", b"\0\0\0\1" + control[4:]) + part + chunk(b"IEND", b"")
    yield "an APNG frame outside", start + chunk(b"fcTL", control[:4] + b"\0\0\1\0" + control[8:]) + part
    yield "size zero", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(4) + head[4:]) + plain[33:]
    yield "a bomb", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">II", 65535, 65535) + head[8:]) + plain[33:]
