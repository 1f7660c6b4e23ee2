"""What the tests of the command share: the command itself, a model without weights, photos."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from runs import Command

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def verger() -> Path:
    """The command: $VERGER_BIN, else .venv/bin/verger, else the newest one that a build left."""
    named = os.environ.get("VERGER_BIN")
    if named:
        return Path(named).resolve(strict=True)
    installed = REPOSITORY / ".venv" / "bin" / "verger"
    if installed.exists():
        return installed
    built = sorted(REPOSITORY.glob("build/*/apps/cli/verger"), key=lambda path: path.stat().st_mtime)
    if not built:
        pytest.skip("there is no command `verger`: build it, or name one in VERGER_BIN")
    return built[-1]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the backbone's shape, made without training: quick, and nothing to download."""
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([sys.executable, REPOSITORY / "models" / "make_tiny.py", "--out", folder], check=True)
    return folder / "tiny.onnx"


@pytest.fixture(scope="session")
def command(verger: Path, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Command:
    return Command(verger, tiny_model, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that are too large for this repository: $VERGER_SHARED, else ../shared beside it."""
    folder = Path(os.environ.get("VERGER_SHARED", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the shared data are absent: there is no folder {folder.name} beside the repository")
    return folder


def draw_photo(path: Path, seed: int, width: int = 40, height: int = 30) -> None:
    """A JPEG of noise over a colour of its own."""
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 128, 3) + random.integers(0, 128, (height, width, 3))
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels.astype(np.uint8)).save(path, "JPEG")


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 photos of 3 varieties. Not to be changed."""
    folder = tmp_path_factory.mktemp("photos")
    for number in range(60):
        variety = ("Apple Golden 1", "Apple Golden 2", "Banana")[number % 3]
        draw_photo(folder / variety / f"{number}_100.jpg", number)
    return folder


@pytest.fixture(scope="session")
def many_photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,500 files: enough work to be stopped in. They are links to 30 photos. Not to be changed."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(1500):
        path = folder / f"Variety {number % 3}" / f"{number:04}.jpg"
        if number < 30:
            draw_photo(path, number, 200, 200)
        else:
            first = number % 30
            path.hardlink_to(folder / f"Variety {first % 3}" / f"{first:04}.jpg")
    return folder
