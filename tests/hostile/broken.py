"""Files that are no photo, or a broken or an excessive one."""

from __future__ import annotations

import random
from collections.abc import Iterator

import crafted
import numpy as np
from crafted import HEIGHT, WIDTH, picture, saved
from entry import BROKEN, SIZE, Entry, pillow_size


def formats() -> Iterator[tuple[str, bytes, bytes]]:
    """Extension, a small photo, a larger one."""
    large = picture(150, 110)
    for extension, format, options in (
        ("jpg", "JPEG", {"quality": 80}),
        ("progressive.jpg", "JPEG", {"progressive": True}),
        ("png", "PNG", {}),
        ("interlaced.tif", "TIFF", {"compression": "tiff_lzw"}),
        ("lossless.webp", "WEBP", {"lossless": True}),
        ("webp", "WEBP", {"quality": 60}),
        ("gif", "GIF", {}),
        ("bmp", "BMP", {}),
        ("tif", "TIFF", {}),
    ):
        yield extension, saved(picture(16, 12), format, **options), saved(large, format, **options)


def empty_and_cut() -> Iterator[Entry]:
    yield Entry("empty/zero.jpg", "an upload that never began: no bytes", ["empty"], b"")
    yield Entry("empty/one.jpg", "one byte", ["unknown_format"], b"\xff")
    yield Entry(
        "empty/start.jpg", "a JPEG's first two bytes, which could be of something else", ["unknown_format"], b"\xff\xd8"
    )
    yield Entry("empty/start3.jpg", "a JPEG's first three bytes", ["truncated"], b"\xff\xd8\xff")
    yield Entry("empty/zeros.jpg", "a hole in a file system: 4 kB of zeros", ["unknown_format"], bytes(4096))
    for extension, small, large in formats():
        whole = pillow_size(small)
        assert whole == (16, 12)
        yield Entry(f"cut/{extension}/whole.{extension}", "the photo that its neighbours are cut from", whole, small)
        for size in range(10, len(small), 10):
            size_read = pillow_size(small[:size])
            codes = ["unknown_format", *BROKEN] if size < 16 else BROKEN
            why = f"an upload that broke off: the first {size} of {len(small)} bytes"
            yield Entry(f"cut/{extension}/{size:05}.{extension}", why, size_read or codes, small[:size])
        for tenth in range(1, 10):
            part = large[: len(large) * tenth // 10]
            why = f"an upload that broke off: {10 * tenth} % of a larger photo"
            yield Entry(f"cut/{extension}/{10 * tenth}%.{extension}", why, pillow_size(part) or BROKEN, part)


def noise() -> Iterator[Entry]:
    rng = random.Random(5)
    for size in (1, 2, 16, 1000, 100_000):
        yield Entry(
            f"noise/{size} bytes.jpg", f"{size} random bytes", ["unknown_format"], b"\0" + rng.randbytes(size - 1)
        )
    starts = {
        "jpg": b"\xff\xd8\xff\xe0",
        "png": b"\x89PNG\r\n\x1a\n",
        "webp": b"RIFF\xe8\x03\0\0WEBPVP8 ",
        "gif": b"GIF89a",
        "bmp": b"BM",
        "tif": b"II*\0",
    }
    for extension, start in starts.items():
        for number in range(3):
            why = f"random bytes behind what a {extension} begins with"
            data = start + rng.randbytes(1000)
            yield Entry(f"noise/{number}.{extension}", why, [*BROKEN, "too_many_pixels"], data)


def other_files() -> Iterator[Entry]:
    page = b"<!DOCTYPE html>\n<html><body><h1>404 Not Found</h1></body></html>\n"
    denied = b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"
    unknown = ["unknown_format"]
    yield Entry("other/png.jpg", "a PNG called .jpg: the format is told by its bytes", SIZE, saved(format="PNG"))
    yield Entry("other/jpeg.png", "a JPEG called .png", SIZE, saved())
    yield Entry("other/jpeg.txt", "a JPEG called .txt", SIZE, saved())
    yield Entry("other/jpeg", "a JPEG without an extension", SIZE, saved())
    yield Entry("other/jpeg.JPG.part", "a JPEG whose download was never renamed", SIZE, saved())
    yield Entry("other/text.jpg", "text called .jpg", unknown, b"not a photo\n")
    yield Entry("other/page.jpg", "a server's error page saved as a photo", unknown, page)
    yield Entry("other/denied.jpg", "a bucket's refusal saved as a photo", unknown, denied)
    yield Entry("other/pointer.jpg", "a Git LFS pointer in place of the photo", unknown, pointer)
    yield Entry(
        "other/vector.jpg", "a drawing, not a photo: SVG", unknown, b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    )
    yield Entry("other/document.jpg", "a PDF document", unknown, b"%PDF-1.7\n")
    yield Entry("other/archive.jpg", "a ZIP archive", unknown, b"PK\x03\x04" + bytes(30))
    yield Entry("other/phone.jpg", "a HEIC from a phone, renamed", unknown, b"\0\0\0\x18ftypheic" + bytes(100))
    yield Entry("other/Thumbs.db", "what a file manager leaves behind", unknown, b"\xd0\xcf\x11\xe0" + bytes(100))
    yield Entry("other/.DS_Store", "a hidden file: the glob * does not take it", None, b"\0\0\0\1Bud1")


def bombs() -> Iterator[Entry]:
    side = 65535
    many = ["too_many_pixels"]
    why = f"a header of {side} x {side} pixels: 12 GB to allocate"
    yield Entry("bomb/header.jpg", why, many, crafted.jpeg_sized(side, side))
    progressive = crafted.jpeg_sized(side, side, saved(progressive=True))
    yield Entry("bomb/progressive.jpg", why + ", and its coefficients as well", many, progressive)
    yield Entry("bomb/header.png", why, many, crafted.png(side, side, 8, 2, crafted.zeros(1 << 20)))
    yield Entry("bomb/header.gif", why, many, crafted.gif(side, side))
    yield Entry("bomb/header.bmp", why, many, crafted.bmp(side, side))
    yield Entry("bomb/header.tif", why, many, crafted.tiff(crafted.tiff_tags(side, side, [8, 8, 8], 4), bytes(4)))
    yield Entry("bomb/canvas.webp", why, [*many, "corrupt"], crafted.webp_extended(side, side))
    yield Entry("bomb/frame.webp", "the largest frame a lossy WebP can state", many, crafted.webp_sized(16383, 16383))
    most = "the largest sides that the format can state"
    yield Entry("bomb/most.png", most, [*many, "corrupt"], crafted.png(2**31 - 1, 2**31 - 1, 16, 6, b""))
    yield Entry(
        "bomb/wide.png", "4 billion pixels in one row", [*many, "corrupt"], crafted.png(2**32 - 1, 1, 8, 2, b"")
    )
    tags = crafted.tiff_tags(2**32 - 1, 2**32 - 1, [16] * 4, 4)
    yield Entry("bomb/most.tif", most, many, crafted.tiff(tags, bytes(4)))
    yield Entry("bomb/most.bmp", most, many, crafted.bmp(2**31 - 1, 2**31 - 1))
    zeros = crafted.png(30_000, 30_000, 8, 2, crafted.zeros(30_000 * 90_001))
    yield Entry("bomb/zeros.png", "2.7 GB of zeros in 2.6 MB", many, zeros)
    allowed = crafted.png(13_000, 13_000, 1, 0, crafted.zeros(13_000 * 1626))
    yield Entry("bomb/allowed.png", "20 kB that are 507 MB of pixels, which is allowed", (13_000, 13_000), allowed)
    text = crafted.chunk(b"zTXt", b"Comment\0\0" + crafted.zeros(1 << 30))
    image = np.asarray(picture())
    yield Entry("bomb/text.png", "1 GB of compressed comment in 1 MB", SIZE, crafted.png_of(image, 2, text))
    profile = crafted.chunk(b"iCCP", b"profile\0\0" + crafted.zeros(1 << 30))
    yield Entry("bomb/profile.png", "1 GB of compressed profile", SIZE, crafted.png_of(image, 2, profile))
    strip = crafted.zeros(1 << 30)
    tags = crafted.tiff_tags(*SIZE, [8, 8, 8], len(strip), t259=(3, [8]))
    yield Entry("bomb/strip.tif", "1 GB in the strip of a small TIFF", SIZE, crafted.tiff(tags, strip))
    why = "a progressive JPEG of 2,000 scans, each a pass over the whole photo"
    yield Entry("bomb/scans.jpg", why, ["unsupported"], crafted.jpeg_scans(2000))


def sizes() -> Iterator[Entry]:
    none = ["corrupt", "truncated", "unsupported"]
    for width, height in ((0, 0), (0, 9), (9, 0)):
        name, why = f"size/{width}x{height}", f"a header of {width} x {height} pixels"
        yield Entry(f"{name}.jpg", why, none, crafted.jpeg_sized(width, height))
        yield Entry(f"{name}.png", why, none, crafted.png(width, height, 8, 2, crafted.zeros(9)))
        yield Entry(f"{name}.bmp", why, none, crafted.bmp(width, height))
        yield Entry(f"{name}.gif", why, none, crafted.gif(width, height))
        tags = crafted.tiff_tags(width, height, [8, 8, 8], 4)
        yield Entry(f"{name}.tif", why, none, crafted.tiff(tags, bytes(4)))
        yield Entry(f"{name}.webp", why, none, crafted.webp_sized(width, height))
    for width, height in ((1, 1), (1, 5000), (5000, 1)):
        for extension, format in (
            ("jpg", "JPEG"),
            ("png", "PNG"),
            ("webp", "WEBP"),
            ("gif", "GIF"),
            ("bmp", "BMP"),
            ("tif", "TIFF"),
        ):
            data = saved(picture(width, height), format)
            yield Entry(f"size/{width}x{height}.{extension}", "as thin as can be", (width, height), data)
    yield Entry("size/negative.bmp", "a height below zero: its rows stand from the top", SIZE, top_down_bmp())


def top_down_bmp() -> bytes:
    rows = np.asarray(picture())[:, :, ::-1].tobytes()  # 40 x 3 bytes a row need no padding
    return crafted.bmp(WIDTH, -HEIGHT, rows)


def broken() -> Iterator[Entry]:
    for group in (empty_and_cut, noise, other_files, bombs, sizes):
        yield from group()
