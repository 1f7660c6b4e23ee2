"""TIFF files of every mode that Pillow reads, written by hand, and Pillow's own compressed ones."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator

import numpy as np
from make_exif import xmp
from make_jpeg import saved
from make_png import pack
from pictures import samples, size_of
from PIL import Image

# photometric interpretation, sample format, bits, samples, extra samples
MODES = [
    *((p, 1, bits, 1, ()) for p in (0, 1) for bits in (1, 2, 4, 8, 16)),
    (1, 2, 8, 1, ()), (1, 1, 12, 1, ()), (1, 2, 16, 1, ()), (0, 3, 32, 1, ()), (1, 3, 32, 1, ()), (1, 1, 32, 1, ()),
    (1, 2, 32, 1, ()), (1, 1, 8, 2, (0,)), (1, 1, 8, 2, (1,)), (1, 1, 8, 2, (2,)), (2, 1, 8, 3, ()), (2, 1, 8, 4, ()),
    (2, 1, 8, 4, (0,)), (2, 1, 8, 5, (0, 0)), (2, 1, 8, 6, (0, 0, 0)), (2, 1, 8, 4, (1,)), (2, 1, 8, 5, (1, 0)),
    (2, 1, 8, 6, (1, 0, 0)), (2, 1, 8, 4, (2,)), (2, 1, 8, 5, (2, 0)), (2, 1, 8, 6, (2, 0, 0)), (2, 1, 8, 4, (999,)),
    (2, 1, 16, 3, ()), (2, 1, 16, 4, ()), (2, 1, 16, 4, (0,)), (2, 1, 16, 4, (1,)), (2, 1, 16, 4, (2,)),
    (3, 1, 1, 1, ()), (3, 1, 2, 1, ()), (3, 1, 4, 1, ()), (3, 1, 8, 1, ()), (3, 1, 8, 2, (0,)), (3, 1, 8, 2, (2,)),
    (5, 1, 8, 4, ()), (5, 1, 8, 5, (0,)), (5, 1, 8, 6, (0, 0)), (5, 1, 16, 4, ()), (6, 1, 8, 1, ()), (6, 1, 8, 3, ()),
    (8, 1, 8, 3, ()), (7, 1, 8, 3, ()), (2, 1, 12, 3, ()), (2, 3, 32, 3, ()), (1, 1, 64, 1, ()), (1, 3, 16, 1, ()),
]  # fmt: skip
SHORT, LONG = 3, 4


def pack_bits(data: bytes, row: int) -> bytes:
    """PackBits (TIFF 6.0, section 9), each row for itself: literal runs, and repeats where there are some."""
    out = bytearray()
    for start in range(0, len(data), max(row, 1)):
        line = data[start : start + row]
        at = 0
        while at < len(line):
            same = 1
            while at + same < len(line) and same < 128 and line[at + same] == line[at]:
                same += 1
            if same > 1:
                out += bytes([257 - same, line[at]])
                at += same
            else:
                out += bytes([min(127, len(line) - at - 1)]) + line[at : at + 128]
                at += 128
    return bytes(out)


COMPRESSORS: dict[int, Callable[[bytes, int], bytes]] = {
    1: lambda data, row: data,
    8: lambda data, row: zlib.compress(data),
    32946: lambda data, row: zlib.compress(data, 1),
    32773: pack_bits,
}


def encode(
    pieces: list[bytes],
    width: int,
    height: int,
    mode: tuple[int, int, int, int, tuple[int, ...]],
    *,
    order: str = "<",
    compression: int = 1,
    rows: int | None = None,
    tile: tuple[int, int] | None = None,
    planar: bool = False,
    reversed: bool = False,
    palette: np.ndarray | None = None,
    orientation: int | None = None,
    predictor: int = 1,
    big: bool = False,
    more: dict[int, tuple[int, list[int]]] | None = None,
    leave: tuple[int, ...] = (),
) -> bytes:
    """A file whose strips or tiles hold `pieces`."""
    photometric, sample_format, bits, count, extra = mode
    tags: dict[int, tuple[int, list[int]]] = {
        256: (LONG, [width]), 257: (LONG, [height]), 258: (SHORT, [bits] * count), 259: (SHORT, [compression]),
        262: (SHORT, [photometric]), 277: (SHORT, [count]), 339: (SHORT, [sample_format] * count),
    }  # fmt: skip
    offsets, at = [], 16 if big else 8
    for piece in pieces:
        offsets.append(at)
        at += len(piece) + len(piece) % 2
    where, sizes = (LONG, offsets), (LONG, [len(piece) for piece in pieces])
    if tile:
        tags |= {322: (SHORT, [tile[0]]), 323: (SHORT, [tile[1]]), 324: where, 325: sizes}
    else:
        tags |= {273: where, 279: sizes, 278: (LONG, [rows or height])}
    if extra:
        tags[338] = (SHORT, list(extra))
    if planar:
        tags[284] = (SHORT, [2])
    if reversed:
        tags[266] = (SHORT, [2])
    if palette is not None:
        tags[320] = (SHORT, [int(v) for v in palette])
    if orientation is not None:
        tags[274] = (SHORT, [orientation])
    if predictor != 1:
        tags[317] = (SHORT, [predictor])
    tags |= more or {}
    for tag in leave:
        del tags[tag]

    word = "Q" if big else "I"
    directory, behind = b"", b""
    end = at + (8 if big else 2) + len(tags) * (20 if big else 12) + (8 if big else 4)
    for tag, (kind, values) in sorted(tags.items()):
        data = struct.pack(f"{order}{len(values)}{ {SHORT: 'H', LONG: 'I', 1: 'B', 9: 'i', 16: 'Q'}[kind] }", *values)
        if len(data) > (8 if big else 4):
            place = struct.pack(order + word, end + len(behind))
            behind += data + b"\0" * (len(data) % 2)
        else:
            place = data.ljust(8 if big else 4, b"\0")
        directory += struct.pack(f"{order}HH{word}", tag, kind, len(values)) + place
    start = b"II" if order == "<" else b"MM"
    head = start + (struct.pack(order + "HHHQ", 43, 8, 0, at) if big else struct.pack(order + "HI", 42, at))
    body = b"".join(piece + b"\0" * (len(piece) % 2) for piece in pieces)
    count_of_tags = struct.pack(order + ("Q" if big else "H"), len(tags))
    return head + body + count_of_tags + directory + bytes(8 if big else 4) + behind


def plane_bytes(part: np.ndarray, bits: int, order: str) -> tuple[bytes, int]:
    """Samples [height, width, n], 8 or more bits each, as rows of bytes; and the bytes of a row."""
    height = part.shape[0]
    if bits < 8:
        rows = pack(part.reshape(height, -1) >> (8 - bits), bits)
    elif bits == 12:
        flat = part.reshape(height, -1).astype(np.uint16) * 5
        nibbles = np.stack([flat >> 8 & 15, flat >> 4 & 15, flat & 15], axis=-1).reshape(height, -1).astype(np.uint8)
        if nibbles.shape[1] % 2:
            nibbles = np.pad(nibbles, ((0, 0), (0, 1)))
        rows = nibbles[:, ::2] << 4 | nibbles[:, 1::2]
    else:
        rows = part.reshape(height, -1)
    return rows.tobytes(), rows.shape[1]


def build(
    rng: random.Random,
    mode: tuple[int, int, int, int, tuple[int, ...]],
    width: int,
    height: int,
    *,
    order: str = "<",
    compression: int = 1,
    tile: tuple[int, int] | None = None,
    rows: int | None = None,
    planar: bool = False,
    reversed: bool = False,
    **options: object,
) -> bytes:
    """A file of random samples."""
    _, sample_format, bits, count, _ = mode
    size = max(1, bits // 8)
    pixels = samples(rng, width, height, count)
    if bits > 8 and bits != 12:
        dtype = {(3, 32): "f4", (3, 16): "f2"}.get((sample_format, bits), f"{'i' if sample_format == 2 else 'u'}{size}")
        wide = pixels.astype(dtype)
        wide = (
            wide * 1.7 - 60
            if sample_format == 3
            else wide * rng.choice((1, 3, 257)) - (99 if sample_format == 2 else 0)
        )
        wide = wide.astype(np.dtype(dtype).newbyteorder(order))
        pixels = wide.view(np.uint8).reshape(height, width, count * size)
    planes = [pixels[:, :, i * size : (i + 1) * size] for i in range(count)] if planar else [pixels]
    tall = rows or height
    pieces = []
    for plane in planes:
        if tile:
            padded = np.pad(plane, ((0, -height % tile[1]), (0, -width % tile[0]), (0, 0)), mode="edge")
            parts = [
                padded[y : y + tile[1], x : x + tile[0]]
                for y in range(0, padded.shape[0], tile[1]) for x in range(0, padded.shape[1], tile[0])
            ]  # fmt: skip
        else:
            parts = [plane[y : y + tall] for y in range(0, height, tall)]
        for part in parts:
            data, row = plane_bytes(part, bits, order)
            data = COMPRESSORS[compression](data, row)
            if reversed:
                data = bytes(int(f"{byte:08b}"[::-1], 2) for byte in data)
            pieces.append(data)
    palette = np.random.default_rng(rng.getrandbits(32)).integers(0, 65536, 3 << bits) if mode[0] == 3 else None
    return encode(
        pieces,
        width,
        height,
        mode,
        order=order,
        compression=compression,
        tile=tile,
        rows=rows,
        planar=planar,
        reversed=reversed,
        palette=palette,
        **options,
    )


def plain_files(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    for mode in MODES:
        for order in "<>":
            for number in range(8):
                width, height = size_of(rng)
                options: dict[str, object] = {"order": order, "compression": (1, 1, 1, 1, 8, 32773, 32946, 8)[number]}
                if number in (1, 6):
                    options["rows"] = rng.randint(1, height)
                if number in (2, 7):
                    options["tile"] = rng.choice(((16, 16), (32, 16), (16, 48)))
                if number in (3, 5):
                    options["planar"] = True
                if rng.random() < 0.15:
                    options["reversed"] = True
                if rng.random() < 0.1:
                    options["orientation"] = rng.randint(1, 8)
                yield f"{mode} {width}x{height} {options}", build(rng, mode, width, height, **options)


def compressed_files(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Through Pillow and its libtiff."""
    for compression in (
        "tiff_lzw",
        "packbits",
        "tiff_adobe_deflate",
        "tiff_deflate",
        "jpeg",
        "zstd",
        "webp",
        "lzma",
        "group3",
        "group4",
        "tiff_ccitt",
    ):
        for number in range(8):
            width, height = size_of(rng)
            bilevel = compression in ("group3", "group4", "tiff_ccitt")
            modes = (
                ("1",)
                if bilevel
                else ("L", "RGB")
                if compression == "jpeg"
                else ("RGB", "RGBA")
                if compression == "webp"
                else ("1", "L", "LA", "RGB", "RGBA", "CMYK", "P", "YCbCr", "I;16", "I", "F")
            )
            mode = rng.choice(modes)
            bands = {"1": 1, "L": 1, "P": 1, "LA": 2, "RGB": 3, "YCbCr": 3, "RGBA": 4, "CMYK": 4}.get(mode)
            if bands is None:
                noise = samples(rng, width, height, 1)[:, :, 0]
                image = Image.fromarray(noise.astype({"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]) * 2)
            else:
                pixels = samples(rng, width, height, bands)
                image = Image.fromarray(pixels[:, :, 0] if bands == 1 else pixels, "L" if mode in ("1", "P") else mode)
                if mode == "1":
                    image = image.convert("1")
                if mode == "P":
                    image = image.convert("RGB").quantize(50)
            tags: dict[int, int] = {}
            if compression in ("tiff_lzw", "tiff_adobe_deflate") and mode in ("L", "RGB", "RGBA") and number % 2:
                tags[317] = 2
            if number % 3 == 0:
                tags[278] = rng.randint(1, height)
            if number % 4 == 0:
                tags[274] = rng.randint(1, 8)
            try:
                yield (
                    f"{compression} {mode} {width}x{height} {tags} #{number}",
                    saved(image, "TIFF", compression=compression, tiffinfo=tags),
                )
            except (OSError, RuntimeError, ValueError, KeyError):
                continue  # a pair that libtiff does not write


def jpeg_in_tiff(rng: random.Random, width: int, height: int, **options: object) -> bytes:
    """Tiles of JPEG, each with its own tables."""
    tile = (16, 32)
    pixels = np.pad(samples(rng, width, height, 3), ((0, -height % 32), (0, -width % 16), (0, 0)))
    pieces = [
        saved(Image.fromarray(pixels[y : y + 32, x : x + 16]), subsampling=options.pop("subsampling", 0))
        for y in range(0, height, 32) for x in range(0, width, 16)
    ]  # fmt: skip
    return encode(pieces, width, height, (6, 1, 8, 3, ()), compression=7, tile=tile, **options)


def tiff_files(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    yield from plain_files(rng)
    yield from compressed_files(rng)
    for number in range(6):
        width, height = size_of(rng)
        yield f"JPEG tiles {width}x{height} #{number}", jpeg_in_tiff(rng, width, height, orientation=number)
    rgb, gray = (2, 1, 8, 3, ()), (1, 1, 8, 1, ())
    for sub in ((1, 1), (2, 1), (2, 2), (4, 2)):  # YCbCr, not compressed and compressed, subsampled
        for compression in (1, 8):
            wide, tall = 8, 6
            units = (wide // sub[0]) * (tall // sub[1]) if wide % sub[0] == 0 and tall % sub[1] == 0 else 0
            data = COMPRESSORS[compression](rng.randbytes(units * (sub[0] * sub[1] + 2)), 0)
            for orientation in (1, 6):
                yield (
                    f"YCbCr subsampled {sub} compression {compression} orientation {orientation}",
                    encode(
                        [data],
                        wide,
                        tall,
                        (6, 1, 8, 3, ()),
                        compression=compression,
                        orientation=orientation,
                        more={530: (SHORT, list(sub))},
                    ),
                )
    for orientation in range(10):
        yield f"orientation {orientation}", build(rng, rgb, 7, 5, orientation=orientation)
        yield f"orientation {orientation} compressed", build(rng, rgb, 7, 5, compression=8, orientation=orientation)
        yield f"orientation {orientation} of XMP", build(rng, rgb, 7, 5, more={700: (1, list(xmp(orientation % 10)))})
    yield "BigTIFF", build(rng, rgb, 7, 5, big=True)
    yield "BigTIFF, compressed", build(rng, rgb, 7, 5, big=True, compression=8)
    yield "BigTIFF, big-endian", build(rng, rgb, 7, 5, big=True, order=">")
    yield "predictor", build(rng, rgb, 7, 5, compression=8, predictor=2)
    piece = rng.randbytes(200)
    yield "too few strips", encode([piece[:42]], 14, 5, rgb, rows=1)
    yield "too few strips, grey from white", encode([piece[:14]], 14, 5, (0, 1, 8, 1, ()), rows=1)
    yield "too many strips", encode([piece[i * 14 : i * 14 + 14] for i in range(9)], 14, 5, gray, rows=1)
    yield "strips out of order", encode([piece[:14], piece[14:28]], 14, 2, gray, rows=1, more={273: (LONG, [22, 8])})
    yield "the same strip twice", encode([piece[:14], piece[14:28]], 14, 2, gray, rows=1, more={273: (LONG, [8, 8])})
    yield "two whole strips", encode([piece[:28], piece[28:56]], 14, 2, gray)
    yield "a strip outside", encode([piece[:28]], 14, 2, gray, more={273: (LONG, [5000])})
    yield "a strip before the file", encode([piece[:28]], 14, 2, gray, more={273: (9, [-5])})
    yield "a strip that is cut", encode([piece[:28]], 14, 200, gray)
    yield "rows a strip: none", encode([piece[:28]], 14, 2, gray, more={278: (LONG, [0])})
    yield "rows a strip: all", encode([piece[:28]], 14, 2, gray, more={278: (LONG, [0xFFFFFFFF])})
    yield "bits stated once", encode([piece[:42]], 7, 2, rgb, more={258: (SHORT, [8])})
    yield "bits stated too often", encode([piece[:42]], 7, 2, rgb, more={258: (SHORT, [8] * 5)})
    yield "no bits", encode([piece], 8, 2, (1, 1, 1, 1, ()), leave=(258,))
    yield "no interpretation", encode([piece], 8, 2, gray, leave=(262,))
    yield "two interpretations", encode([piece], 8, 2, gray, more={262: (SHORT, [1, 1])})
    yield "no width", encode([piece], 8, 2, gray, leave=(256,))
    yield "no offsets", encode([piece], 8, 2, gray, leave=(273,))
    yield "no compression", encode([piece], 8, 2, gray, leave=(259,))
    yield "an unknown compression", encode([piece], 8, 2, gray, compression=77)
    yield "seven samples", encode([piece], 2, 2, (2, 1, 8, 7, (0, 0, 0, 0)))
    yield "no palette", encode([piece], 8, 2, (3, 1, 8, 1, ()))
    yield "a short palette", encode([piece], 8, 2, (3, 1, 8, 1, ()), palette=np.arange(31) * 900)
    yield "a long palette", encode([piece], 8, 2, (3, 1, 8, 1, ()), palette=np.arange(1000) * 9)
    yield "width of a byte", encode([piece], 8, 2, gray, more={256: (1, [8])})
    yield "size zero", encode([piece], 0, 2, gray)
    yield "a bomb", encode([piece], 65535, 65535, gray)
    yield "a compressed bomb", encode([zlib.compress(bytes(100))], 65535, 65535, gray, compression=8)
    yield (
        "a bomb of a tile",
        encode(
            [zlib.compress(bytes(100))],
            1,
            1,
            gray,
            compression=8,
            more={322: (LONG, [40000]), 323: (LONG, [40000])},
            tile=(16, 16),
        ),
    )
    yield "separate extra samples", build(rng, (2, 1, 8, 4, (0,)), 9, 4, planar=True)
    plain = build(rng, rgb, 7, 5)
    yield "odd magic", b"II\0\x2a" + plain[4:]
    yield "no directory", plain[:4] + bytes(4)
    yield "a header alone", plain[:8]
    pages = io.BytesIO()
    images = [Image.fromarray(samples(rng, 9, 9, 3)) for _ in range(2)]
    images[0].save(pages, "TIFF", save_all=True, append_images=images[1:])
    yield "two pages", pages.getvalue()
