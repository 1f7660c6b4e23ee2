"""Bytes of photos, sound and broken, that no encoder would write by itself. The same bytes at every call."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 40, 20  # of most pictures: not square, so that a turned one shows


def picture(width: int = WIDTH, height: int = HEIGHT, mode: str = "RGB") -> Image.Image:
    """A gradient with noise."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 5, y * 11, (x + y) * 3]
    pixels = np.stack([(plane + rng.integers(0, 24, plane.shape)) % 256 for plane in planes], axis=2)
    image = Image.fromarray(pixels.astype(np.uint8))
    if mode == "PA":  # a palette of which one entry is transparent
        return image.quantize(16)
    return image.convert(mode)


def saved(image: Image.Image | None = None, format: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, format, **options)
    return out.getvalue()


def segments(jpeg: bytes) -> list[tuple[int, int, int]]:
    """(marker, begin, end) of each segment up to the first scan; `begin` is where its 0xff stands."""
    found = []
    at = 2
    while jpeg[at + 1] != 0xDA:
        size = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        found.append((jpeg[at + 1], at, at + 2 + size))
        at += 2 + size
    return [*found, (0xDA, at, len(jpeg))]


def insert(jpeg: bytes, marker: int, body: bytes) -> bytes:
    """With one more segment right behind the start of the image."""
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + jpeg[2:]


def jpeg_sized(width: int, height: int, jpeg: bytes | None = None) -> bytes:
    """A sound JPEG whose frame states another size."""
    jpeg = jpeg or saved()
    begin = next(begin for marker, begin, _ in segments(jpeg) if 0xC0 <= marker <= 0xC2)
    return jpeg[: begin + 5] + struct.pack(">HH", height, width) + jpeg[begin + 9 :]


def jpeg_adobe(mode: str, transform: int) -> bytes:
    """A JPEG whose Adobe marker says how its colours are meant: 0 as they are, 1 YCbCr, 2 YCCK."""
    jpeg = saved(picture(mode=mode))
    for marker, begin, end in segments(jpeg):
        if marker == 0xEE:
            return jpeg[: end - 1] + bytes([transform]) + jpeg[end:]
        if marker == 0xE0:
            jfif = slice(begin, end)
    return insert(jpeg[: jfif.start] + jpeg[jfif.stop :], 0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([transform]))


def jpeg_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan stands there `count` times."""
    jpeg = saved(progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * count + jpeg[-2:]


def tiff(tags: dict[int, tuple[int, list[int]]], pixels: bytes = b"", *, order: str = "<", next_ifd: int = 0) -> bytes:
    """A TIFF of one directory at 8, its long values behind it and then `pixels`.

    `tags`: number -> (type: 3 short or 4 long, values). The value `PIXELS` becomes the place of the pixels.
    """
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    place = 8 + 2 + 12 * len(tags) + 4
    outside = sum(len(values) * (2 if kind == 3 else 4) for kind, values in tags.values() if len(values) * kind > 6)
    entries, data = b"", b""
    for tag, (kind, values) in sorted(tags.items()):
        filled = [place + outside if value == PIXELS else value for value in values]
        packed = struct.pack(f"{order}{len(filled)}{'H' if kind == 3 else 'I'}", *filled)
        entry = struct.pack(order + "HHI", tag, kind, len(values))
        if len(packed) > 4:
            entry += struct.pack(order + "I", place + len(data))
            data += packed
        else:
            entry += packed.ljust(4, b"\0")
        entries += entry
    return head + struct.pack(order + "H", len(tags)) + entries + struct.pack(order + "I", next_ifd) + data + pixels


PIXELS = -1


def tiff_tags(width: int, height: int, bits: list[int], size: int, **tags: tuple[int, list[int]]) -> dict[int, Any]:
    """The tags of an uncompressed TIFF of one strip; more by t<number>=(type, values)."""
    base = {
        256: (4, [width]),
        257: (4, [height]),
        258: (3, bits),
        259: (3, [1]),
        262: (3, [2 if len(bits) >= 3 else 1]),
        273: (4, [PIXELS]),
        277: (3, [len(bits)]),
        278: (4, [height]),
        279: (4, [size]),
    }
    return base | {int(name[1:]): value for name, value in tags.items()}


def tiff_of(samples: np.ndarray, *, order: str = "<", **tags: tuple[int, list[int]]) -> bytes:
    """An uncompressed TIFF of samples [height, width, count] of 8 or 16 bits."""
    height, width, count = samples.shape
    bits = 8 * samples.dtype.itemsize
    data = samples.astype(samples.dtype.newbyteorder(order)).tobytes()
    return tiff(tiff_tags(width, height, [bits] * count, len(data), **tags), data, order=order)


def samples16(count: int) -> np.ndarray:
    """uint16 [HEIGHT, WIDTH, count] of all heights."""
    pixels = np.asarray(picture().convert("RGBA"))[:, :, :count]
    return pixels.astype(np.uint16) * 257 - np.uint16(3)


def exif(orientation: int, *, order: str = "<", kind: int = 3, next_ifd: int = 0) -> bytes:
    """An EXIF block, with its `Exif\\0\\0`, that holds an orientation."""
    return b"Exif\0\0" + tiff({274: (kind, [orientation])}, order=order, next_ifd=next_ifd)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, depth: int, color: int, image_data: bytes, *before: bytes) -> bytes:
    """A PNG of a zlib stream, chunks `before` standing in front of it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(before) + chunk(b"IDAT", image_data) + chunk(b"IEND", b"")


def png_of(samples: np.ndarray, color: int, *before: bytes) -> bytes:
    """A PNG of samples [height, width, count] of 8 or 16 bits."""
    height, width, _ = samples.shape
    rows = samples.astype(samples.dtype.newbyteorder(">")).reshape(height, -1)
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    return png(width, height, 8 * samples.dtype.itemsize, color, zlib.compress(data), *before)


def zeros(size: int) -> bytes:
    """A zlib stream of `size` zeros: a block that was flushed may stand there any number of times."""
    block = 1 << 20
    deflate = zlib.compressobj(9, wbits=-15)
    flushed = deflate.compress(bytes(block)) + deflate.flush(zlib.Z_FULL_FLUSH)
    rest = deflate.compress(bytes(size % block)) + deflate.flush(zlib.Z_FINISH)
    return b"\x78\xda" + flushed * (size // block) + rest + struct.pack(">I", (size % 65521) << 16 | 1)


def gif(width: int, height: int, frame: bytes = b"") -> bytes:
    """The header of a GIF of two colours with a frame of that size."""
    screen = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    return screen + b"," + struct.pack("<HHHH", 0, 0, width, height) + b"\0" + (frame or b"\x02\x02\x44\x01\0") + b";"


def bmp(width: int, height: int, pixels: bytes = bytes(4)) -> bytes:
    """A BMP of 24 bits."""
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(pixels), 0, 0, 54) + info + pixels


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_extended(width: int, height: int) -> bytes:
    """A WebP whose canvas (24 bits a side) is larger than its picture."""
    canvas = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return riff((b"VP8X", b"\0\0\0\0" + canvas), (b"VP8 ", saved(format="WEBP", quality=80)[20:]))


def webp_sized(width: int, height: int) -> bytes:
    """A lossy WebP whose frame (14 bits a side) states another size."""
    webp = saved(format="WEBP", quality=80)
    return webp[:26] + struct.pack("<HH", width, height) + webp[30:]
