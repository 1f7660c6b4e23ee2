"""Metadata that tell a photo's orientation, in all the ways Pillow finds it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

SHORT, LONG, BYTE, ASCII, RATIONAL, SIGNED_SHORT, FLOAT, DOUBLE, LONG8 = 3, 4, 1, 2, 5, 8, 11, 12, 16
FORMS = {
    SHORT: "H",
    LONG: "I",
    BYTE: "B",
    ASCII: "B",
    RATIONAL: "II",
    SIGNED_SHORT: "h",
    FLOAT: "f",
    DOUBLE: "d",
    LONG8: "Q",
}


def exif(
    orientation: int | float,
    *,
    order: str = "<",
    type: int = SHORT,
    count: int = 1,
    magic: int = 42,
    first: int = 8,
    more: list[tuple[int, int, int, bytes]] | None = None,
) -> bytes:
    """A TIFF header and a directory with tag 274 behind tags `more` (tag, type, count, four bytes)."""
    values = (orientation, 1) if type == RATIONAL else (orientation,)
    value = struct.pack(order + FORMS[type], *values) * count
    entries = [struct.pack(order + "HHI", t, k, n) + v for t, k, n, v in more or []]
    end = first + 2 + 12 * (len(entries) + 1) + 4
    where = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(order + "I", end)
    entries.append(struct.pack(order + "HHI", 274, type, count) + where)
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", magic, first)
    directory = struct.pack(order + "H", len(entries)) + b"".join(entries) + bytes(4)
    return head.ljust(first, b"\0") + directory + (value if len(value) > 4 else b"")


def xmp(orientation: int, *, element: bool = False) -> bytes:
    text = f"<tiff:Orientation>{orientation}<" if element else f'tiff:Orientation="{orientation}"'
    return f"<x:xmpmeta><!-- tiff:Orientation none -->{text}</x:xmpmeta>".encode()


def exif_variants() -> Iterator[tuple[str, bytes]]:
    """Blocks without "Exif\\0\\0" before them."""
    for orientation in range(10):
        yield f"{orientation}", exif(orientation)
        yield f"{orientation} big-endian", exif(orientation, order=">")
    for type in FORMS:
        yield f"6 as type {type}", exif(6, type=type)
    yield "more than a signed integer", exif(0xFFFFFFFF, type=LONG)
    yield "6.5 as float", exif(6.5, type=FLOAT)
    yield "two values", exif(8, count=2)
    yield "three values", exif(8, count=3)
    yield "a directory far behind", exif(3, first=100)
    yield "another tag first", exif(3, more=[(256, SHORT, 1, b"\1\0\0\0")])
    yield "the tag twice", exif(3, more=[(274, SHORT, 1, b"\6\0\0\0")])
    yield "a tag of unknown type first", exif(3, more=[(274, 99, 1, b"\6\0\0\0")])
    yield "an empty tag first", exif(3, more=[(274, SHORT, 0, b"\6\0\0\0")])
    yield "a tag with data outside first", exif(3, more=[(256, SHORT, 100000, b"\1\0\0\0")])
    yield "a tag with data at the end first", exif(3, more=[(256, SHORT, 8, b"\x22\0\0\0")])
    yield "magic swapped", exif(6, magic=42 << 8)
    yield "a magic that is none", exif(6, magic=7)
    yield "cut header", exif(6)[:6]
    yield "cut directory", exif(6)[:15]
    yield "cut behind the tag", exif(6)[:22]
    yield "empty", b""
