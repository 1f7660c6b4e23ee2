"""`verger sample`: an orchard of drawn fruit."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from runs import TIMEOUT, Command, contents


@pytest.fixture(scope="module", autouse=True)
def there_is_a_sample(command: Command) -> None:
    if command("sample", "--help", code=None).code != 0:
        pytest.skip("this build has no `verger sample`")


def test_orchard(command: Command, tmp_path: Path) -> None:
    flags = ("--varieties", "5", "--views", "12", "--progress", "none")
    done = command("sample", tmp_path / "orchard", *flags, "--json")
    assert done.result == {"training": 45, "test": 15, "output": str(tmp_path / "orchard")}
    assert list(done.result) == ["training", "test", "output"]
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
    for folder, views in (("Training", 9), ("Test", 3)):
        varieties = sorted((tmp_path / "orchard" / folder).iterdir())
        assert len(varieties) == 5
        for variety in varieties:
            drawn = sorted(variety.iterdir())
            assert len(drawn) == views
            for path in drawn:
                with Image.open(path) as photo:
                    assert (photo.format, photo.mode, photo.size) == ("JPEG", "RGB", (100, 100))
                    assert min(photo.getpixel((0, 0))) > 240  # on white
    assert "no photographs" in (tmp_path / "orchard" / "README.txt").read_text()


def test_the_same_seed_draws_the_same(command: Command, tmp_path: Path) -> None:
    flags = ("--varieties", "3", "--views", "8")
    command("sample", tmp_path / "a", *flags, "--seed", "7", "--threads", "1")
    command("sample", tmp_path / "b", *flags, "--seed", "7", "--threads", "3")
    command("sample", tmp_path / "c", *flags, "--seed", "8")
    a, b, c = (contents(tmp_path / name) for name in "abc")
    assert a == b
    assert a != c


def test_the_chain_takes_it(command: Command, tmp_path: Path) -> None:
    command("sample", tmp_path / "orchard", "--varieties", "4", "--views", "8")
    result = command.run(tmp_path / "orchard" / "Training", tmp_path / "out").result
    assert (result["listed"], result["features"], result["rejects"]) == (24, 24, 0)


def test_it_can_be_stopped(command: Command, tmp_path: Path) -> None:
    words = [
        command.verger,
        "sample",
        tmp_path / "orchard",
        "--varieties",
        "131",
        "--views",
        "700",
        "--progress",
        "json",
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert json.loads(process.stderr.readline())["total"] == 131 * 700
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 130
    assert stdout == ""
    assert stderr.splitlines()[-1].startswith("verger: ")


@pytest.mark.parametrize(("flag", "value"), [("--varieties", "0"), ("--varieties", "132"), ("--views", "0")])
def test_wrong_usage(command: Command, tmp_path: Path, flag: str, value: str) -> None:
    assert value in command("sample", tmp_path / "orchard", flag, value, "--progress", "none", code=2).error
    assert not (tmp_path / "orchard").exists()


def test_a_folder_in_use(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    error = command("sample", tmp_path, "--progress", "none", code=2).error
    assert str(tmp_path) in error and "not empty" in error
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_made(command: Command) -> None:
    error = command("sample", "/proc/none", "--progress", "none", code=1).error
    assert error.startswith("/proc/none")
