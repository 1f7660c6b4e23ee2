"""What stands in the gallery."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crafted import HEIGHT, WIDTH
from PIL import Image

Expected = tuple[int, int] | list[str] | None
SIZE = (WIDTH, HEIGHT)
BROKEN = ["truncated", "corrupt", "unsupported"]


@dataclass
class Entry:
    name: str  # below gallery/; bytes that are no UTF-8 as os.fsdecode has them
    why: str
    expected: Expected
    content: bytes | Callable[[Path], None]  # what is in the file, or what makes it


def pillow_size(data: bytes) -> tuple[int, int] | None:
    """What Pillow reads of it, upright; nothing when it refuses."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            turned = image.getexif().get(274, 1) >= 5
            width, height = image.convert("RGB").size
            return (height, width) if turned else (width, height)
    except Exception:
        return None
