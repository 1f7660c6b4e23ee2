"""What the tests of the Python package share: a model without weights, photos, a run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import verger
from PIL import Image

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compiled models stay out of the user's own cache."""
    os.environ["VERGER_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the default one's shape, made without training."""
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([sys.executable, REPOSITORY / "models" / "make_tiny.py", "--out", folder], check=True)
    return folder / "tiny.onnx"


@pytest.fixture(scope="session")
def featurizer(tiny_model: Path) -> verger.Featurizer:
    return verger.Featurizer(tiny_model, threads=2)


@pytest.fixture(scope="session")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 photos of 2 varieties, and a file that is no photo. Not to be changed."""
    folder = tmp_path_factory.mktemp("orchard")
    random = np.random.default_rng(1)
    for number in range(40):
        path = folder / ("Apple Golden 1", "Banana")[number % 2] / f"{number:02}.jpg"
        path.parent.mkdir(exist_ok=True)
        pixels = random.integers(0, 128, 3) + random.integers(0, 128, (30, 40, 3))
        Image.fromarray(pixels.astype(np.uint8)).save(path)
    (folder / "Banana" / "notes.txt").write_text("no photo")
    return folder


@pytest.fixture(scope="session")
def photos(orchard: Path) -> list[Path]:
    return sorted(orchard.glob("*/*.jpg"))


@pytest.fixture(scope="session")
def output(orchard: Path, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run on the orchard left. Not to be changed."""
    folder = tmp_path_factory.mktemp("run") / "out"
    verger.run(orchard, folder, model=tiny_model, pca=0.9, part_rows=16, threads=2)
    return folder
