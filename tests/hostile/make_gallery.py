"""Write the gallery of hostile photos: `python tests/hostile/make_gallery.py OUT`.

OUT/gallery/ holds the files, OUT/gallery.json what each is for: a list of {"name", "why", "expected"}. `name` is the
path below gallery/ as a uri has it (bytes that are no UTF-8 as \\xNN); `expected` is {"width", "height"} for a photo
that becomes a feature, a list of reject codes of which one is right, or null for what is not listed. The same files
come out of every run.
"""

from __future__ import annotations

import json
import os
import re
import sys
import warnings
from pathlib import Path

from broken import broken
from places import places
from varieties import varieties


def uri_of(name: str) -> str:
    """As a listing shows the name."""
    raw = os.fsencode(name)
    try:
        return raw.decode().replace("\\x", "\\x5Cx")
    except UnicodeDecodeError:
        text = raw.replace(b"\\x", b"\\x5Cx").decode("latin-1")
        return re.sub("[\x80-\xff]", lambda match: f"\\x{ord(match[0]):02X}", text)


def write(out: Path) -> list[dict[str, object]]:
    """Writes OUT/gallery/ and OUT/gallery.json; returns what is in the latter."""
    warnings.simplefilter("ignore")  # Pillow warns of large and of odd photos; here they are wanted
    rows: list[dict[str, object]] = []
    for entry in [*broken(), *varieties(), *places()]:
        path = out / "gallery" / entry.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(entry.content, bytes):
            with path.open("xb") as file:
                file.write(entry.content)
        else:
            entry.content(path)
        told = entry.expected
        expected = {"width": told[0], "height": told[1]} if isinstance(told, tuple) else told
        rows.append({"name": uri_of(entry.name), "why": entry.why, "expected": expected})
    rows.sort(key=lambda row: str(row["name"]))
    (out / "gallery.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    return rows


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make_gallery.py OUT")
    print(f"{len(write(Path(sys.argv[1])))} files in {sys.argv[1]}/gallery; gallery.json says what each is for")
