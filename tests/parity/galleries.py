"""All the files there are to decode, by format. The same seed makes the same files."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from make_bmp import bmp_files
from make_gif import gif_files
from make_jpeg import jpeg_files
from make_png import png_files
from make_tiff import tiff_files
from make_webp import webp_files

GALLERIES: dict[str, Callable[[random.Random], Iterator[tuple[str, bytes]]]] = {
    "jpeg": jpeg_files,
    "png": png_files,
    "webp": webp_files,
    "bmp": bmp_files,
    "gif": gif_files,
    "tiff": tiff_files,
}
