"""JPEG files: Pillow's own, libjpeg's further varieties, and edited ones."""

from __future__ import annotations

import ctypes
import io
import os
import random
import struct
from collections.abc import Iterator
from functools import cache

import numpy as np
from make_exif import exif, exif_variants, xmp
from pictures import samples, size_of
from PIL import Image

GRAY, RGB, YCBCR, CMYK, YCCK = 1, 2, 3, 4, 5
COMPONENTS = {GRAY: 1, RGB: 3, YCBCR: 3, CMYK: 4, YCCK: 4}
SAMPLINGS = [
    (0x11, 0x11, 0x11), (0x21, 0x11, 0x11), (0x22, 0x11, 0x11), (0x12, 0x11, 0x11), (0x41, 0x11, 0x11),
    (0x42, 0x11, 0x11), (0x14, 0x11, 0x11), (0x24, 0x11, 0x11), (0x22, 0x21, 0x21), (0x22, 0x12, 0x12),
    (0x22, 0x21, 0x12), (0x21, 0x21, 0x11), (0x11, 0x22, 0x22), (0x31, 0x11, 0x11), (0x13, 0x11, 0x11),
    (0x21, 0x12, 0x11),
]  # fmt: skip


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(os.environ["VERGER_PARITY_MAKE_JPEG"])
    library.make_jpeg.restype = ctypes.c_ulong
    return library


def encode(
    pixels: np.ndarray,
    space: int,
    sampling: tuple[int, ...],
    *,
    quality: int = 80,
    progressive: bool = False,
    arithmetic: bool = False,
    restart: int = 0,
    adobe: bool = False,
    jfif: bool = False,
    separate: bool = False,
) -> bytes:
    """A file of samples [height, width, components] that are of colour space `space` already."""
    height, width, count = pixels.shape
    out = ctypes.POINTER(ctypes.c_uint8)()
    size = _library().make_jpeg(
        np.ascontiguousarray(pixels).ctypes.data_as(ctypes.c_void_p),
        width,
        height,
        count,
        space,
        bytes(sampling),
        quality,
        progressive,
        arithmetic,
        restart,
        adobe,
        jfif,
        separate,
        ctypes.byref(out),
    )
    data = ctypes.string_at(out, size)
    _library().make_jpeg_free(out)
    return data


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def with_segments(data: bytes, segments: bytes) -> bytes:
    """Behind the start of the image."""
    return data[:2] + segments + data[2:]


def saved(image: Image.Image, format: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def jpeg_files(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    for number in range(60):
        width, height = size_of(rng)
        mode, count = rng.choice((("RGB", 3), ("L", 1), ("CMYK", 4)))
        pixels = samples(rng, width, height, count)
        options = {
            "quality": rng.choice((1, 30, 75, 95, 100)), "progressive": rng.random() < 0.4,
            "optimize": rng.random() < 0.4,
            "subsampling": rng.choice((0, 1, 2)), "restart_marker_blocks": rng.choice((0, 0, 1, 5)),
            "exif": b"Exif\0\0" + exif(rng.randint(1, 8)), "comment": b"x",
        }  # fmt: skip
        image = Image.fromarray(pixels[:, :, 0] if count == 1 else pixels, mode)
        yield f"Pillow {mode} {width}x{height} #{number}", saved(image, **options)
    for sampling in SAMPLINGS:
        for number in range(6):
            width, height = size_of(rng)
            pixels = samples(rng, width, height, 3)
            yield (
                f"sampling {[hex(s) for s in sampling]} {width}x{height} #{number}",
                encode(
                    pixels,
                    YCBCR,
                    sampling,
                    quality=rng.choice((20, 80, 100)),
                    progressive=number == 1,
                    arithmetic=number == 2,
                    restart=(0, 0, 0, 1, 3, 0)[number],
                    separate=number == 4,
                    jfif=number != 3,
                    adobe=number == 5,
                ),
            )
    for space, count in COMPONENTS.items():
        for adobe in (False, True):
            for number in range(6):
                width, height = size_of(rng)
                sampling = (
                    (0x22, 0x11, 0x11, 0x22)[:count] if number == 1 and space in (YCBCR, YCCK) else (0x11,) * count
                )
                yield (
                    f"space {space} Adobe {adobe} {width}x{height} #{number}",
                    encode(
                        samples(rng, width, height, count),
                        space,
                        sampling,
                        adobe=adobe,
                        progressive=number == 2,
                        arithmetic=number in (3, 4),
                        restart=number,
                        jfif=number == 5 and space in (GRAY, YCBCR),
                    ),
                )
    pixels = samples(rng, 9, 7, 4)
    for transform in (0, 1, 2, 3):
        marker = segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform))
        for space in (YCBCR, CMYK):
            count = COMPONENTS[space]
            data = encode(pixels[:, :, :count], space, (0x11,) * count)
            yield f"Adobe transform {transform}, {count} components", with_segments(data, marker)
    plain = encode(samples(rng, 20, 13, 3), YCBCR, (0x22, 0x11, 0x11))
    progressive = encode(samples(rng, 20, 13, 3), YCBCR, (0x22, 0x11, 0x11), progressive=True)
    for name, block in exif_variants():
        yield f"EXIF {name}", with_segments(plain, segment(0xE1, b"Exif\0\0" + block))
    adobe_xmp = b"http://ns.adobe.com/xap/1.0/\0"
    block = exif(6, first=60)
    yield "EXIF twice named", with_segments(plain, segment(0xE1, b"Exif\0\0Exif\0\0" + block))
    yield (
        "EXIF in two segments",
        with_segments(plain, segment(0xE1, b"Exif\0\0" + block[:64]) + segment(0xE1, b"Exif\0\0" + block[64:])),
    )
    yield (
        "EXIF behind the frame",
        plain[: plain.index(b"\xff\xda")] + segment(0xE1, b"Exif\0\0" + block) + plain[plain.index(b"\xff\xda") :],
    )
    yield "XMP", with_segments(plain, segment(0xE1, adobe_xmp + xmp(6)))
    yield "XMP element", with_segments(plain, segment(0xE1, adobe_xmp + xmp(8, element=True)))
    yield (
        "XMP beside EXIF",
        with_segments(plain, segment(0xE1, adobe_xmp + xmp(6)) + segment(0xE1, b"Exif\0\0" + exif(3))),
    )
    yield (
        "XMP beside EXIF without orientation",
        with_segments(plain, segment(0xE1, adobe_xmp + xmp(6)) + segment(0xE1, b"Exif\0\0" + exif(3)[:8] + bytes(8))),
    )
    yield "no end", plain[:-2]
    yield "no end, progressive", progressive[:-2]
    yield "things behind the end", plain + rng.randbytes(300)
    yield "things before a marker", plain[:2] + b"\x12\x34\xff\0\xff\xff" + plain[2:]
    yield "restart markers before a segment", plain[:2] + b"\xff\xd0\xff\xd9" + plain[2:]
    yield "a marker that does not exist", plain[:2] + b"\xff\x02" + plain[2:]
    yield "a short JFIF", with_segments(plain, segment(0xE0, b"JFIF\0"))
    yield "a short Adobe", with_segments(plain, segment(0xEE, b"Adobe"))
    yield "a quantization table that is cut", with_segments(plain, segment(0xDB, bytes(60)))
    frame = plain.index(b"\xff\xc0")
    yield "12 bits", plain[: frame + 4] + b"\x0c" + plain[frame + 5 :]
    yield "size zero", plain[: frame + 5] + bytes(2) + plain[frame + 7 :]
    yield "a bomb", plain[: frame + 5] + b"\xff" * 4 + plain[frame + 9 :]
    yield "a larger size than there is", plain[: frame + 5] + b"\1\0\1\0" + plain[frame + 9 :]
    yield "two frames", plain[:frame] + plain[frame : frame + 19] + plain[frame:]
    yield "two components", plain[: frame + 9] + b"\2" + plain[frame + 10 :]
    yield "lossless", plain[: frame + 1] + b"\xc3" + plain[frame + 2 :]
    yield "a scan first", plain[:2] + plain[plain.index(b"\xff\xda") :]
    images = [Image.fromarray(samples(rng, 30, 20, 3)) for _ in range(3)]
    yield "MPO", saved(images[0], "MPO", save_all=True, append_images=images[1:])
    yield "a broken MPO", with_segments(plain, segment(0xE2, b"MPF\0" + rng.randbytes(60)))
