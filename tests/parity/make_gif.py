"""GIF files, written by hand."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator

import numpy as np
from pictures import samples, size_of


def blocks(data: bytes) -> bytes:
    return b"".join(bytes([len(data[i : i + 255])]) + data[i : i + 255] for i in range(0, len(data), 255)) + b"\0"


def compress(indices: bytes, bits: int, *, clears: int = 0) -> bytes:
    """LZW codes in blocks (GIF89a, appendix F). With `clears`, a clear code after so many codes."""
    out, buffer, filled = bytearray(), 0, 0

    def put(code: int, size: int) -> None:
        nonlocal buffer, filled
        buffer |= code << filled
        filled += size
        while filled >= 8:
            out.append(buffer & 255)
            buffer >>= 8
            filled -= 8

    clear = 1 << bits
    table = {bytes([i]): i for i in range(min(clear, 256))}
    size, following, since = bits + 1, clear + 2, 0
    put(clear, size)
    string = b""
    for index in indices:
        longer = string + bytes([index])
        if longer in table:
            string = longer
            continue
        put(table[string], size)
        since += 1
        if following < 4096:
            table[longer] = following
            if following == 1 << size and size < 12:
                size += 1
            following += 1
        if clears and since == clears:
            put(clear, size)
            table = {bytes([i]): i for i in range(min(clear, 256))}
            size, following, since = bits + 1, clear + 2, 0
        string = bytes([index])
    if string:
        put(table[string], size)
    put(clear + 1, size)
    put(0, 7)
    return blocks(bytes(out))


def encode(
    screen: tuple[int, int],
    frame: tuple[int, int, int, int],
    data: bytes,
    bits: int,
    *,
    palette: bytes = b"",
    local: bytes = b"",
    interlaced: bool = False,
    transparent: int | None = None,
    disposal: int = 0,
    before: bytes = b"",
    background: int = 0,
) -> bytes:
    def size(colors: bytes) -> int:
        return (len(colors) // 3).bit_length() - 2

    out = b"GIF89a" + struct.pack("<HHBBB", *screen, 128 | size(palette) if palette else 0, background, 0) + palette
    if transparent is not None or disposal:
        flags = disposal << 2 | (transparent is not None)
        out += b"!\xf9\4" + struct.pack("<BHBB", flags, 10, transparent or 0, 0)
    out += before + b"," + struct.pack("<HHHH", *frame)
    out += bytes([(128 | size(local) if local else 0) | interlaced << 6]) + local
    return out + bytes([bits]) + data + b";"


def gif_files(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    for number in range(150):
        screen = size_of(rng)
        depth = rng.choice((1, 2, 4, 7, 8))
        left, top = rng.randrange(screen[0]), rng.randrange(screen[1])
        frame = (0, 0, *screen)
        if number % 3 == 1:
            frame = (left, top, rng.randint(1, screen[0] - left), rng.randint(1, screen[1] - top))
        if number % 13 == 2:  # leaves the screen
            frame = (left, top, *size_of(rng))
        bits = max(2, rng.choice((depth, 8)))
        indices = samples(rng, frame[2], frame[3], 1)[:, :, 0] >> (8 - depth)
        interlaced = rng.random() < 0.4
        if interlaced:
            indices = np.concatenate([indices[a::b] for a, b in ((0, 8), (4, 8), (2, 4), (1, 2))])
        kind = rng.randrange(5)
        grey = np.arange(1 << depth).repeat(3).astype(np.uint8).tobytes()
        colors = rng.choice((rng.randbytes(3 << depth), rng.randbytes(3 << rng.randint(1, 8)), grey))
        data = compress(indices.tobytes(), bits, clears=rng.choice((0, 0, 3, 1000)))
        yield (
            f"{screen} frame {frame} depth {depth} {'interlaced ' if interlaced else ''}#{number}",
            encode(
                screen,
                frame,
                data,
                bits,
                palette=b"" if kind == 0 else colors,
                local=rng.choice((b"", grey, rng.randbytes(3 << depth))),
                interlaced=interlaced,
                transparent=rng.choice((None, rng.randrange(1 << depth), 255)),
                disposal=rng.choice((0, 0, 1, 2, 3)),
                before=rng.choice((b"", b"!\xfe\3abc\2de\0", b"!\xff\x0bNETSCAPE2.0\3\1\0\0\0", b"!\x01\0", b"?\0x")),
                background=rng.randrange(256),
            ),
        )
    pixels = compress(bytes(100), 4)
    palette = rng.randbytes(48)
    whole = encode((10, 10), (0, 0, 10, 10), pixels, 4, palette=palette)
    yield "codes end early", encode((10, 10), (0, 0, 10, 10), compress(bytes(90), 4), 4, palette=palette)
    yield "codes go on", encode((10, 10), (0, 0, 10, 10), compress(bytes(200), 4), 4, palette=palette)
    yield "no end of codes", encode((10, 10), (0, 0, 10, 10), pixels[:1] + pixels[1:-1], 4, palette=palette)
    yield "no trailer", whole[:-1]
    yield "no frame", whole[:61] + b";"
    yield "an empty frame", encode((10, 10), (0, 0, 0, 5), pixels, 4, palette=palette)
    yield "no screen", encode((0, 0), (0, 0, 10, 10), pixels, 4, palette=palette)
    yield "a block of size zero within", encode((10, 10), (0, 0, 10, 10), b"\0\0" + pixels, 4, palette=palette)
    yield "too wide codes", encode((10, 10), (0, 0, 10, 10), pixels, 13, palette=palette)
    for bits in (0, 1, 9, 11, 12):
        yield f"codes of {bits} bits", encode((3, 3), (0, 0, 3, 3), compress(bytes(9), bits), bits, palette=palette)
    yield "a short control block", encode((10, 10), (0, 0, 10, 10), pixels, 4, palette=palette, before=b"!\xf9\1\1\0")
    yield (
        "NETSCAPE without data",
        encode((10, 10), (0, 0, 10, 10), pixels, 4, palette=palette, before=b"!\xff\x0bNETSCAPE2.0\0"),
    )
    yield "GIF87a", b"GIF87a" + whole[6:]
    yield "a bomb", encode((65535, 65535), (0, 0, 10, 10), pixels, 4, palette=palette)
    yield "a bomb of a frame", encode((10, 10), (0, 0, 65535, 65535), pixels, 4, palette=palette)
