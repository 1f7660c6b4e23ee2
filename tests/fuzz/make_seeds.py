"""Writes the small files of the parity tests' galleries, for the fuzzer to begin with."""

from __future__ import annotations

import hashlib
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "parity"))

from galleries import GALLERIES

MOST_BYTES = 3000


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for format, files in GALLERIES.items():
        for _, data in files(random.Random(format)):
            if len(data) <= MOST_BYTES:
                (folder / f"{format}-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)


if __name__ == "__main__":
    main()
