"""The two sides that are compared: Verger, asked through the program `pixels`, and Pillow."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import warnings

import numpy as np
import PIL
import pytest
from PIL import Image, ImageOps

assert PIL.__version__ == "13.0.0", f"the pixels of Pillow 13.0.0 are the reference, not those of {PIL.__version__}"
warnings.simplefilter("ignore")  # Pillow warns of odd metadata; what counts is what it returns

FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
PROGRAMS = {"VERGER_PARITY_PIXELS", "VERGER_PARITY_MAKE_JPEG"}
needs_programs = pytest.mark.skipif(
    not os.environ.keys() >= PROGRAMS, reason=f"{' and '.join(sorted(PROGRAMS))} are not set: run by ctest"
)
MAX_PIXELS = 178_956_970
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")


class Verger:
    """Decodes and resizes; a reject comes back as its text, "code message"."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(
        self,
        data: bytes,
        *,
        upright: bool = False,
        size: tuple[int, int] = (0, 0),
        filter: str = "bicubic",
        max_pixels: int = MAX_PIXELS,
    ) -> np.ndarray | str:
        if self._process is None:
            exe = os.environ["VERGER_PARITY_PIXELS"]
            self._process = subprocess.Popen([exe], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None and self._process.stdout is not None
        head = struct.pack("<BHHBII", upright, *size, list(FILTERS).index(filter), max_pixels, len(data))
        self._process.stdin.write(head + data)
        self._process.stdin.flush()
        answer = self._process.stdout.read(12)
        if len(answer) < 12:
            self._process = None
            raise RuntimeError("`pixels` died: see its standard error")
        width, height, count = struct.unpack("<iiI", answer)
        body = self._process.stdout.read(count)
        return body.decode() if width < 0 else np.frombuffer(body, np.uint8).reshape(height, width, 3)

    def close(self) -> int:
        """Ends the process and returns its exit code: not 0 when a sanitizer found leaks."""
        if self._process is None:
            return 0
        assert self._process.stdin is not None
        self._process.stdin.close()
        process, self._process = self._process, None
        return process.wait()


verger = Verger()


def pillow(
    data: bytes, *, upright: bool = False, size: tuple[int, int] = (0, 0), filter: str = "bicubic"
) -> np.ndarray | str:
    """What Pillow makes of the same; a refusal comes back as text."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            image = opened.convert("RGB")
        if upright:
            image = _upright(data, image)
        if size != (0, 0):
            image = image.resize(size, FILTERS[filter])
        return np.asarray(image)
    except Exception as error:  # any refusal is a refusal
        return f"{type(error).__name__}: {error}"


def _upright(data: bytes, image: Image.Image) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            return ImageOps.exif_transpose(opened).convert("RGB")
    except Exception:  # metadata that cannot be read do not make a photo unreadable
        return image


def differ(ours: np.ndarray | str, theirs: np.ndarray | str) -> str:
    """Empty when both agree, else what differs."""
    if isinstance(ours, str) and isinstance(theirs, str):
        return ""
    if isinstance(ours, str):
        return f"Pillow reads it; Verger: {ours}"
    if isinstance(theirs, str):
        return f"Verger reads it; Pillow: {theirs}"
    if ours.shape != theirs.shape:
        return f"Verger {ours.shape}, Pillow {theirs.shape}"
    wrong = np.argwhere((ours != theirs).any(axis=2))
    if not len(wrong):
        return ""
    y, x = wrong[0]
    return f"{len(wrong)} of {ours.shape[0] * ours.shape[1]} pixels; first at {x},{y}: {ours[y, x]} for {theirs[y, x]}"
