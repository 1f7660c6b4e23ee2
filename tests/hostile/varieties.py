"""Sound photos that are seldom seen, and such as carry odd metadata."""

from __future__ import annotations

from collections.abc import Iterator

import crafted
import numpy as np
from crafted import HEIGHT, WIDTH, picture, saved
from entry import BROKEN, SIZE, Entry


def modes() -> Iterator[Entry]:
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        yield Entry(
            f"mode/{mode.replace(';', '_')}.png", f"Pillow's mode {mode}", SIZE, saved(picture(mode=mode), "PNG")
        )
    yield Entry("mode/transparent.png", "a palette with alpha", SIZE, saved(picture(mode="PA"), "PNG", transparency=3))
    alpha = bytes(range(0, 256, 16))
    yield Entry(
        "mode/alphas.png", "a palette with many alphas", SIZE, saved(picture(mode="PA"), "PNG", transparency=alpha)
    )
    for count, color, name in ((1, 0, "grey"), (2, 4, "grey and alpha"), (3, 2, "RGB"), (4, 6, "RGBA")):
        samples = crafted.samples16(count)
        yield Entry(f"mode/16 bits {name}.png", f"16 bits a sample, {name}", SIZE, crafted.png_of(samples, color))
        if count != 2:
            alpha_tag = {"t338": (3, [2])} if count == 4 else {}
            for order in "<>":
                data = crafted.tiff_of(samples, order=order, **alpha_tag)
                yield Entry(f"mode/16 bits {name} {'le' if order == '<' else 'be'}.tif", f"16 bits, {name}", SIZE, data)
    for mode in ("1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I", "F"):
        yield Entry(
            f"mode/{mode.replace(';', '_')}.tif", f"Pillow's mode {mode}", SIZE, saved(picture(mode=mode), "TIFF")
        )
    yield Entry("mode/grey.jpg", "a grey JPEG", SIZE, saved(picture(mode="L")))
    yield Entry("mode/cmyk.jpg", "CMYK with an Adobe marker: inverted", SIZE, crafted.jpeg_adobe("CMYK", 0))
    yield Entry("mode/ycck.jpg", "YCCK with an Adobe marker", SIZE, crafted.jpeg_adobe("CMYK", 2))
    yield Entry("mode/rgb.jpg", "an Adobe marker that says RGB, not YCbCr", SIZE, crafted.jpeg_adobe("RGB", 0))
    yield Entry("mode/progressive.jpg", "a progressive JPEG", SIZE, saved(progressive=True))
    yield Entry("mode/restart.jpg", "a JPEG with restart markers", SIZE, saved(restart_marker_rows=1))
    for name, sampling in (("444", 0), ("422", 1), ("420", 2)):
        yield Entry(f"mode/{name}.jpg", f"chroma sampled {name}", SIZE, saved(subsampling=sampling))
    yield Entry("mode/12 bits.jpg", "a JPEG of 12 bits a sample", ["unsupported"], twelve_bits())


def twelve_bits() -> bytes:
    jpeg = saved()
    begin = next(begin for marker, begin, _ in crafted.segments(jpeg) if marker == 0xC0)
    return jpeg[: begin + 4] + b"\x0c" + jpeg[begin + 5 :]


def orientations() -> Iterator[Entry]:
    turned = (HEIGHT, WIDTH)
    for value in range(1, 9):
        size = turned if value >= 5 else SIZE
        why = f"EXIF orientation {value}"
        yield Entry(f"exif/{value}.jpg", why, size, crafted.insert(saved(), 0xE1, crafted.exif(value)))
        yield Entry(f"exif/{value}.png", why, size, saved(format="PNG", exif=crafted.exif(value)))
        yield Entry(f"exif/{value}.webp", why, size, saved(format="WEBP", exif=crafted.exif(value)))
        tiff = crafted.tiff_of(np.asarray(picture()), t274=(3, [value]))
        yield Entry(f"exif/{value}.tif", why + " as a tag", size, tiff)

    def jpeg(block: bytes) -> bytes:
        return crafted.insert(saved(), 0xE1, block)

    for value in (0, 9, 65535):
        why = f"orientation {value}, which does not exist"
        yield Entry(f"exif/{value}.jpg", why, SIZE, jpeg(crafted.exif(value)))
    yield Entry("exif/long.jpg", "orientation as a 4-byte number", turned, jpeg(crafted.exif(6, kind=4)))
    yield Entry("exif/big endian.jpg", "EXIF as a Motorola writes it", turned, jpeg(crafted.exif(6, order=">")))
    yield Entry(
        "exif/loop.jpg", "a directory of EXIF that leads back to itself", turned, jpeg(crafted.exif(6, next_ifd=8))
    )
    yield Entry("exif/cut.jpg", "an EXIF block that breaks off", SIZE, jpeg(crafted.exif(6)[:-10]))
    yield Entry(
        "exif/nowhere.jpg", "a directory behind the end of the block", SIZE, jpeg(b"Exif\0\0II*\0\xff\xff\xff\x7f")
    )
    yield Entry("exif/noise.jpg", "an EXIF block of ones", SIZE, jpeg(b"Exif\0\0" + b"\xff" * 500))
    yield Entry("exif/empty.jpg", "an EXIF block of nothing", SIZE, jpeg(b"Exif\0\0"))
    huge = crafted.tiff({274: (3, [6]), 37500: (4, [7] * 16_000)})
    yield Entry("exif/huge.jpg", "64 kB of maker's notes", turned, jpeg(b"Exif\0\0" + huge))
    loop = crafted.tiff({274: (3, [6]), 34665: (4, [8]), 330: (4, [8])})
    yield Entry("exif/recursive.jpg", "directories below directories without end", turned, jpeg(b"Exif\0\0" + loop))
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    yield Entry("exif/xmp.jpg", "an orientation in XMP alone", turned, jpeg(b"http://ns.adobe.com/xap/1.0/\0" + xmp))
    nested = b"http://ns.adobe.com/xap/1.0/\0" + b"<a>" * 10_000
    yield Entry("exif/nested.jpg", "XMP that opens 10,000 elements", SIZE, jpeg(nested))


def animations() -> Iterator[Entry]:
    frames = [picture().rotate(90 * turn) for turn in range(3)]
    options = {"save_all": True, "append_images": frames[1:]}
    for extension, format in (("gif", "GIF"), ("webp", "WEBP"), ("png", "PNG")):
        data = saved(frames[0], format, duration=100, loop=0, **options)
        yield Entry(f"frames/animated.{extension}", "the first of three frames counts", SIZE, data)
    yield Entry("frames/pages.tif", "the first of three pages counts", SIZE, saved(frames[0], "TIFF", **options))
    yield Entry(
        "frames/several.mpo.jpg", "a camera's several pictures in one JPEG", SIZE, saved(frames[0], "MPO", **options)
    )
    yield Entry("frames/offset.gif", "a frame that leaves the screen widens it", (50, 30), offset_gif())


def offset_gif() -> bytes:
    gif = saved(picture(), "GIF")
    at = gif.index(b",\0\0\0\0" + bytes([WIDTH, 0, HEIGHT, 0]))
    return gif[: at + 1] + bytes([10, 0, 10, 0]) + gif[at + 5 :]


def jpeg_structure() -> Iterator[Entry]:
    jpeg = saved()
    yield Entry("structure/trailing.jpg", "10 kB of rubbish behind the end", SIZE, jpeg + bytes(range(256)) * 40)
    yield Entry("structure/two.jpg", "another photo behind the end", SIZE, jpeg + saved(picture(8, 8)))
    yield Entry("structure/two starts.jpg", "the start of the image twice", ["corrupt"], jpeg[:2] + jpeg)
    yield Entry("structure/no end.jpg", "without its last marker", ["truncated"], jpeg[:-2])
    yield Entry("structure/leading.jpg", "rubbish in front of the photo", ["unknown_format"], b"\r\n" + jpeg)
    yield Entry(
        "structure/thumbnail.jpg",
        "a smaller JPEG inside EXIF",
        SIZE,
        crafted.insert(jpeg, 0xE1, b"Exif\0\0" + saved(picture(8, 8))),
    )
    yield Entry("structure/comment.jpg", "64 kB of comment", SIZE, crafted.insert(jpeg, 0xFE, bytes(65533)))
    noted = jpeg
    for _ in range(300):
        noted = crafted.insert(noted, 0xED, bytes(10_000))
    yield Entry("structure/notes.jpg", "3 MB of notes in 300 segments", SIZE, noted)
    yield Entry(
        "structure/profile.jpg", "a colour profile, which Pillow leaves alone", SIZE, saved(icc_profile=bytes(200_000))
    )
    yield Entry("structure/profile.png", "a colour profile", SIZE, saved(format="PNG", icc_profile=bytes(5000)))
    yield Entry("structure/profile.webp", "a colour profile", SIZE, saved(format="WEBP", icc_profile=bytes(5000)))
    yield Entry(
        "structure/short.jpg", "a segment that says it has no length", SIZE, jpeg[:2] + b"\xff\xe5\0\0" + jpeg[2:]
    )
    yield Entry("structure/no frame.jpg", "a scan before any frame", BROKEN, without(jpeg, 0xC0))
    yield Entry("structure/no tables.jpg", "without quantization tables", BROKEN, without(jpeg, 0xDB))
    yield Entry(
        "structure/inside.jpg",
        "a segment that reaches beyond the end",
        BROKEN,
        jpeg[:2] + b"\xff\xe5\xff\xff" + jpeg[2:],
    )


def without(jpeg: bytes, *markers: int) -> bytes:
    found = crafted.segments(jpeg)
    return jpeg[:2] + b"".join(jpeg[begin:end] for marker, begin, end in found if marker not in markers)


def other_structure() -> Iterator[Entry]:
    pixels = np.asarray(picture())
    rows = pixels.tobytes()
    tags = crafted.tiff_tags(*SIZE, [8, 8, 8], len(rows))
    yield Entry(
        "structure/loop.tif", "a directory that leads back to itself", SIZE, crafted.tiff(tags, rows, next_ifd=8)
    )
    recursive = crafted.tiff(tags | {330: (4, [8]), 34665: (4, [8])}, rows)
    yield Entry("structure/recursive.tif", "directories below directories without end", SIZE, recursive)
    yield Entry("structure/nowhere.tif", "a directory behind the end", BROKEN, b"II*\0\xff\xff\xff\x7f" + bytes(100))
    endless = b"II*\0\x08\0\0\0\xff\xff" + bytes(100)
    yield Entry("structure/entries.tif", "65,535 entries that are not there", BROKEN, endless)
    missing = crafted.tiff(tags | {273: (4, [10**9])}, rows)
    yield Entry("structure/strip.tif", "a strip behind the end", BROKEN, missing)
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits"):
        yield Entry(
            f"structure/{compression}.tif",
            f"compression {compression}",
            SIZE,
            saved(format="TIFF", compression=compression),
        )
    yield Entry("structure/big.tif", "a BigTIFF", SIZE, saved(format="TIFF", big_tiff=True))
    png = saved(format="PNG")
    wrong = bytearray(png)
    wrong[29] ^= 1  # in the checksum of IHDR
    yield Entry("structure/checksum.png", "a header whose checksum is wrong", ["corrupt"], bytes(wrong))
    filled = b"".join(crafted.chunk(b"abCd", bytes(10)) for _ in range(20_000))
    yield Entry("structure/chunks.png", "20,000 unknown chunks", SIZE, crafted.png_of(pixels, 2, filled))
    slices = [crafted.chunk(b"IDAT", b"") for _ in range(1000)]
    yield Entry(
        "structure/empty chunks.png",
        "1,000 chunks of no image data before the first",
        SIZE,
        crafted.png_of(pixels, 2, *slices),
    )
    size = (2**32 - 1).to_bytes(4, "big")
    yield Entry("structure/chunk size.png", "image data that say they are 4 GB", SIZE, png[:33] + size + png[37:])
    palette = crafted.png(*SIZE, 8, 3, crafted.zeros(HEIGHT * (WIDTH + 1)))
    yield Entry("structure/no palette.png", "palette colours without a palette", SIZE, palette)
    webp = saved(format="WEBP")
    yield Entry("structure/trailing.webp", "rubbish behind the end", SIZE, webp + bytes(1000))
    yield Entry(
        "structure/sized.webp", "a container that says it is larger", BROKEN, webp[:4] + b"\xff\xff\xff\x7f" + webp[8:]
    )
    run = b"\0" * 200_000  # the ends of 100,000 empty rows
    rle = bytearray(crafted.bmp(*SIZE, run))
    rle[28:34] = b"\x08\0\x01\0\0\0"
    yield Entry("structure/rows.bmp", "run lengths that only end rows", BROKEN, bytes(rle))


def varieties() -> Iterator[Entry]:
    for group in (modes, orientations, animations, jpeg_structure, other_structure):
        yield from group()
