"""`cmake --install`, and a program that finds what was installed by find_package(verger)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

HERE = Path(__file__).resolve().parent
BUILD = os.environ.get("VERGER_BUILD_DIR")
pytestmark = pytest.mark.skipif(not BUILD, reason="VERGER_BUILD_DIR names no build: run by ctest")


def call(*words: str | Path, **kwargs: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, **kwargs)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    prefix = tmp_path_factory.mktemp("prefix")
    done = call("cmake", "--install", str(BUILD), "--prefix", prefix, "--component", "native")
    assert done.returncode == 0, done.stdout + done.stderr
    return prefix


def configure(prefix: Path, build: Path, python: str | Path) -> subprocess.CompletedProcess[str]:
    return call(
        "cmake", "-S", HERE, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", f"-DPython_EXECUTABLE={python}",
        "-DCMAKE_BUILD_TYPE=Release",
    )  # fmt: skip


@pytest.fixture(scope="module")
def program(prefix: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("build")
    for done in (configure(prefix, build, sys.executable), call("cmake", "--build", build)):
        assert done.returncode == 0, done.stdout + done.stderr
    return build / "features"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weightless model under the name of the default one."""
    folder = tmp_path_factory.mktemp("models")
    done = call(sys.executable, HERE.parents[1] / "models/make_tiny.py", "--out", folder)
    assert done.returncode == 0, done.stderr
    for suffix in (".onnx", ".json"):
        shutil.copy(folder / f"tiny{suffix}", folder / f"mobilenet_v2{suffix}")
    return folder


def test_prefix_holds_library_headers_command_and_package(prefix: Path) -> None:
    for path in ("lib/libverger.so", "include/verger/pipeline.h", "bin/verger", "lib/cmake/verger/vergerConfig.cmake"):
        assert (prefix / path).exists(), path
    done = call(prefix / "bin/verger", "--version")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("verger ")


def test_program_turns_photos_into_features(program: Path, models: Path, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    (photos / "Apple").mkdir(parents=True)
    for name, color in (("red", (200, 30, 30)), ("green", (30, 180, 40)), ("yellow", (220, 210, 60))):
        Image.new("RGB", (40, 30), color).save(photos / "Apple" / f"{name}.png")
    (photos / "Apple" / "notes.txt").write_text("no photo")

    environment = {**os.environ, "VERGER_MODELS": str(models), "VERGER_CACHE": str(tmp_path / "cache")}
    done = call(program, photos, tmp_path / "out", env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"3 photos became features, 1 were rejected: {tmp_path / 'out'}\n"
    assert (tmp_path / "out" / "_SUCCESS").exists()

    again = call(program, photos, tmp_path / "out", env=environment)
    assert again.returncode == 2
    assert "is not empty" in again.stderr


def test_a_python_without_pyarrow_is_told(prefix: Path, tmp_path: Path) -> None:
    made = call(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    assert made.returncode == 0, made.stderr
    done = configure(prefix, tmp_path / "build", tmp_path / "venv/bin/python")
    assert done.returncode != 0
    assert "has no pyarrow with libarrow.so" in " ".join(done.stderr.split())
