"""WebP files, by Pillow, edited where it cannot write them."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator

from make_exif import exif, exif_variants, xmp
from make_jpeg import saved
from pictures import samples, size_of
from PIL import Image


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def riff(chunks: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def extended(flags: int, width: int, height: int) -> bytes:
    return chunk(
        b"VP8X", struct.pack("<I", flags) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    )


def webp_files(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    for number in range(130):
        width, height = size_of(rng)
        mode, count = rng.choice((("RGB", 3), ("RGBA", 4), ("L", 1)))
        pixels = samples(rng, width, height, count)
        options = {
            "quality": rng.choice((0, 30, 80, 100)), "lossless": rng.random() < 0.4, "exact": rng.random() < 0.5,
            "method": rng.choice((0, 4, 6)), "alpha_quality": rng.choice((0, 50, 100)),
        }  # fmt: skip
        if number % 4 == 0:
            options["exif"] = exif(rng.randint(1, 8))
        if number % 5 == 0:
            options["xmp"] = xmp(rng.randint(1, 8))
        image = Image.fromarray(pixels[:, :, 0] if count == 1 else pixels, mode)
        if number % 6 == 5:
            more = [Image.fromarray(samples(rng, width, height, 4), "RGBA") for _ in range(2)]
            options |= {"save_all": True, "append_images": more, "background": (9, 8, 7, 255)}
        yield f"{mode} {width}x{height} #{number}", saved(image, "WEBP", **options)
    image = Image.fromarray(samples(rng, 10, 6, 3))
    bare = saved(image, "WEBP")[12:]
    for name, block in exif_variants():
        yield f"EXIF {name}", riff(extended(8, 10, 6) + bare + chunk(b"EXIF", block))
    yield "EXIF with its name", riff(extended(8, 10, 6) + bare + chunk(b"EXIF", b"Exif\0\0" + exif(6)))
    yield "EXIF before the image", riff(extended(8, 10, 6) + chunk(b"EXIF", exif(6)) + bare)
    yield "an unknown chunk", riff(extended(0, 10, 6) + chunk(b"abcd", b"123") + bare)
    yield "another canvas", riff(extended(0, 11, 6) + bare)
    yield "a bomb", riff(extended(2, 1 << 24, 1 << 24) + bare)
    yield "a wide bomb", riff(extended(2, 16383, 16383) + bare)
    head = struct.pack("<I", 2)[:3], struct.pack("<I", 1)[:3], struct.pack("<I", 9)[:3], struct.pack("<I", 5)[:3]
    frame = chunk(b"ANMF", b"".join(head) + struct.pack("<I", 100)[:3] + b"\0" + bare)
    animation = chunk(b"ANIM", struct.pack("<IH", 0xFF112233, 0))
    yield "a first frame that is a part", riff(extended(2, 20, 20) + animation + frame + frame)
    yield "a frame outside the canvas", riff(extended(2, 12, 6) + animation + frame)
    yield "an animation without frames", riff(extended(2, 12, 6) + animation)
    yield "things behind the end", riff(bare) + b"abcdefg"
    yield "a size that is too small", riff(bare)[:4] + struct.pack("<I", 20) + riff(bare)[8:]
    yield "a size that is too large", riff(bare)[:4] + struct.pack("<I", 20000) + riff(bare)[8:]
