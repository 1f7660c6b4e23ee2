"""What cannot be done is told in one line, with the right exit code, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import draw_photo
from runs import Command, assert_same, contents, manifest


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        (["--pca", "1.5"], "--pca: n_components=1.5 is no ratio between 0 and 1: give a count"),
        (["--pca", "0"], "--pca: n_components=0 keeps nothing: give a count"),
        (["--pca", "-3"], "--pca: n_components=-3 keeps nothing: give a count"),
        (["--pca", "1.0"], "--pca: n_components=1.0 is a ratio"),
        (["--pca", "nan"], "--pca: n_components=nan"),
        (["--pca", "many"], "--pca: n_components=many is not a number: give a count"),
        (["--pca", ""], "--pca: n_components= is not a number: give a count"),
        (["--pca", "none", "--standardize"], "--standardize is for PCA, which --pca none leaves out"),
        (["--pca", "5000"], "n_components=5000, but 60 photos of 1280 features allow 1 to 60: ask for fewer"),
        (["--format", "xml"], "format 'xml' is not known: use parquet, json or parquet,json"),
        (["--format", ""], "no format is given: use parquet, json or parquet,json"),
        (["--precision", "f8"], "precision 'f8' is not known: use f32, bf16, f16 or auto"),
        (["--filter", "sharp"], 'there is no filter "sharp": choose one of nearest, box, bilinear, bicubic, lanczos'),
        (["--label", "name"], "--label: name not in {parent,none}"),
        (["--on-error", "stop"], "--on-error: stop not in {skip,fail}"),
        (["--progress", "loud"], "--progress: loud not in {auto,bar,plain,json,none}"),
        (["--max-rejects", "few"], "max-rejects 'few' is neither a count like 100 nor a share like 5%"),
        (["--max-rejects", "-1"], "max-rejects '-1' is neither"),
        (["--max-rejects", "101%"], "max-rejects '101%' is neither"),
        (["--memory", "much"], "'much' is no size: write it like 2GiB, 512MB or 1000000"),
        (["--memory", "1kB"], "memory is below 64MiB: give more"),
        (["--max-bytes", "-5"], "'-5' is no size"),
        (["--max-pixels", "0"], "max-bytes and max-pixels must be positive"),
        (["--threads", "-1"], "threads -1 is not within 0 (one a core) to 1024"),
        (["--threads", "2000"], "threads 2000 is not within 0 (one a core) to 1024"),
        (["--threads", "two"], "Could not convert: --threads = two"),
        (["--limit", "-1"], "limit -1 is negative: use 0 for all"),
        (["--part-rows", "7"], "part-rows 7 is not a multiple of 8 within 8 to 1000000"),
        (["--glob", ""], "the glob is empty: use '*' for every file"),
        (["--glob", "[a-"], "the glob '[a-' has a '[' without its ']'"),
        (["--bogus"], "The following argument was not expected: --bogus"),
        (["more"], "The following argument was not expected: more"),
    ],
)  # fmt: skip
def test_wrong_usage(command: Command, photos: Path, tmp_path: Path, flags: list[str], text: str) -> None:
    done = command.run(photos, tmp_path / "out", *flags, code=2)
    assert done.error.startswith(text)
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [[], ["--json"], ["frobnicate"], ["run"], ["run", "in"], ["inspect"], ["report"]])
def test_wrong_words(command: Command, words: list[str]) -> None:
    done = command(*words, code=2)
    assert (
        f"see `verger {words[0] + ' ' if words and words[0] in ('run', 'inspect', 'report') else ''}--help`"
        in done.error
    )


def test_no_input(command: Command, tmp_path: Path) -> None:
    done = command.run(tmp_path / "none", tmp_path / "out", code=3)
    assert done.error == f"input {tmp_path}/none does not exist"
    assert not (tmp_path / "out").exists()


def test_empty_input(command: Command, tmp_path: Path) -> None:
    (tmp_path / "in" / "below").mkdir(parents=True)
    done = command.run(tmp_path / "in", tmp_path / "out", code=3)
    assert done.error == f"no file in {tmp_path}/in matches '*': nothing to do"
    assert not (tmp_path / "out").exists()
    (tmp_path / "in" / "photo.png").touch()
    done = command.run(tmp_path / "in", tmp_path / "out", "--glob", "*.jpg", code=3)
    assert done.error == f"no file in {tmp_path}/in matches '*.jpg': nothing to do"


@pytest.mark.parametrize("place", ["nowhere://bucket/photos", "s4://bucket"])
def test_a_scheme_nobody_serves(command: Command, photos: Path, tmp_path: Path, place: str) -> None:
    assert place in command.run(place, tmp_path / "out", code=2).error
    assert place in command.run(photos, place, code=2).error


def test_output_that_is_not_empty(command: Command, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("precious")
    done = command.run(photos, tmp_path / "out", code=2)
    text = f"output {tmp_path}/out is not empty: name another folder, or --resume to finish that run"
    assert done.error == text
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_output_that_is_the_input(command: Command, tmp_path: Path) -> None:
    draw_photo(tmp_path / "photo.jpg", 1)
    assert "is not empty" in command.run(tmp_path, tmp_path, code=2).error
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_output_that_is_a_file(command: Command, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    assert command.run(photos, tmp_path / "out", code=2).error == f"output {tmp_path}/out is a file: name a folder"


@pytest.mark.parametrize("place", ["/proc/none", "/dev/null/out", "/sys/out"])
def test_output_that_cannot_be_made(command: Command, photos: Path, place: str) -> None:
    error = command.run(photos, place, code=1).error
    assert error.startswith(f"output {place} cannot be used: ")
    assert "Not a directory" in error or "No such file" in error or "not permitted" in error or "denied" in error


def test_output_without_permission(command: Command, photos: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    (tmp_path / "mine").mkdir(mode=0o500)
    error = command.run(photos, tmp_path / "mine" / "out", code=1).error
    assert error.endswith("Permission denied")


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("text.onnx", b"no model", "Model can't be parsed"),
        ("empty.onnx", b"", "it has no input"),
        ("text.xml", b"no model", "No document element found"),
        ("empty.xml", b"", ""),
        ("photo.jpg", b"\xff\xd8\xff", "its name ends with neither .onnx nor .xml"),
    ],
)
def test_a_model_that_is_none(
    command: Command, photos: Path, tmp_path: Path, name: str, content: bytes, text: str
) -> None:
    model = tmp_path / name
    model.write_bytes(content)
    error = command.run(photos, tmp_path / "out", "--model", model, code=2).error
    assert error.startswith(f"{model} is not a model that can be used: {text}")
    assert not (tmp_path / "out").exists()


def test_a_model_that_is_cut(command: Command, photos: Path, tmp_path: Path) -> None:
    model = tmp_path / "cut.onnx"
    model.write_bytes(command.model.read_bytes()[:5000])
    error = command.run(photos, tmp_path / "out", "--model", model, code=2).error
    assert error.startswith(f"{model} is not a model that can be used: ")
    assert not (tmp_path / "out").exists()


def test_a_model_that_is_another(command: Command, photos: Path, tmp_path: Path) -> None:
    model = tmp_path / "tiny.onnx"
    model.write_bytes(command.model.read_bytes())
    told = json.loads(command.model.with_suffix(".json").read_text())
    (tmp_path / "tiny.json").write_text(json.dumps(told | {"sha256": "0" * 64}))
    error = command.run(photos, tmp_path / "out", "--model", model, code=2).error
    assert "its sha256 is " in error and f"the JSON beside it says {'0' * 64}" in error


def test_a_model_whose_scaling_is_not_told(command: Command, photos: Path, tmp_path: Path) -> None:
    model = tmp_path / "bare.onnx"
    model.write_bytes(command.model.with_name("tiny_nchw.onnx").read_bytes())
    model.with_suffix(".json").write_text('{"output": "features"}')
    error = command.run(photos, tmp_path / "out", "--model", model, code=2).error
    assert "say layout, color, mean and scale in the JSON beside it" in error


def test_no_model(command: Command, photos: Path, tmp_path: Path) -> None:
    error = command.run(photos, tmp_path / "out", "--model", tmp_path / "none.onnx", code=3).error
    assert error == f"model file {tmp_path}/none.onnx does not exist"
    error = command.run(photos, tmp_path / "out", "--model", "resnet_unheard_of", code=3).error
    assert error.startswith("model 'resnet_unheard_of' was not found in ")
    assert not (tmp_path / "out").exists()


def test_one_photo_is_too_few_for_pca(command: Command, photos: Path, tmp_path: Path) -> None:
    error = command.run(photos / "Banana" / "2_100.jpg", tmp_path / "out", code=2).error
    assert error == "PCA needs at least 2 photos and has 1: add --pca none"
    assert not (tmp_path / "out").exists()


def test_photos_that_are_all_alike(command: Command, tmp_path: Path) -> None:
    draw_photo(tmp_path / "in" / "0.jpg", 1)
    for number in range(1, 4):
        (tmp_path / "in" / f"{number}.jpg").hardlink_to(tmp_path / "in" / "0.jpg")
    error = command.run(tmp_path / "in", tmp_path / "out", code=2).error
    assert error == "n_components=0.9 cannot be reached: all 4 rows of features are alike"


def test_no_photo_at_all(command: Command, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(20):
        (tmp_path / "in" / f"{number:02}.jpg").write_text("no photo")
    error = command.run(tmp_path / "in", tmp_path / "out", "--part-rows", "8", code=4).error
    assert error.startswith(
        f"none of the 20 listed files is a photo that can be used; the first is {tmp_path}/in/00.jpg: unknown_format: "
    )
    assert not (tmp_path / "out" / "_SUCCESS").exists()
    assert manifest(tmp_path / "out")["counts"] == {"listed": 20, "features": 0, "rejects": 20}


def test_an_answer_that_cannot_be_written(command: Command, photos: Path, tmp_path: Path) -> None:
    words = [command.verger, *command.run_words(photos, tmp_path / "out", "--pca", "none")]
    for line in (words, [command.verger, "inspect", tmp_path / "out"], [command.verger, "run", "--help"]):
        with Path("/dev/full").open("wb") as full:
            process = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, env=command.environment, check=False)
        assert process.returncode == 1
        assert process.stderr == b"verger: the answer cannot be written to standard output\n"


@pytest.mark.parametrize("name", ["inspect", "report"])
def test_what_is_no_output(command: Command, photos: Path, tmp_path: Path, name: str) -> None:
    text = "is not the output of a run: it holds no readable manifest.json"
    assert command(name, tmp_path / "none", code=3).error == f"{tmp_path}/none {text}"
    assert command(name, photos, "--json", code=3).error == f"{photos} {text}"
    (tmp_path / "manifest.json").write_text("{")
    assert command(name, tmp_path, code=1).error == f"{tmp_path}/manifest.json is damaged"
    (tmp_path / "manifest.json").write_text('{"format": 99}')
    assert command(name, tmp_path, code=1).error.endswith("has format 99, this Verger reads 1: use a newer one")


PAGE = 4096  # a file takes whole pages of a tmpfs


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A function that gives a file system of so many pages, or resizes it."""
    place = tmp_path / "disk"
    place.mkdir()

    def make(pages: int) -> Path:
        options = f"size={pages * PAGE}" + (",remount" if place.is_mount() else "")
        words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place]
        if subprocess.run(words, capture_output=True, check=False).returncode != 0:
            pytest.skip("a small file system cannot be mounted here: that takes root")
        return place

    yield make
    if place.is_mount():
        subprocess.run(["umount", place], check=True)


def pages_of(output: Path) -> int:
    return sum(-(-path.stat().st_size // PAGE) for path in output.rglob("*") if path.is_file())


@pytest.mark.parametrize("stage", ["manifest", "listing", "first part", "later part", "report"])
def test_full_disk(command: Command, photos: Path, tmp_path: Path, disk: Callable[[int], Path], stage: str) -> None:
    flags = ("--part-rows", "16")
    whole = tmp_path / "whole"
    command.run(photos, whole, *flags)
    room = {
        "manifest": 1,
        "listing": 2,
        "first part": 200,
        "later part": pages_of(whole) * 2 // 3,
        "report": pages_of(whole) - (whole / "report.html").stat().st_size // PAGE // 2,
    }
    output = disk(room[stage]) / "out"
    if stage == "manifest":
        (output.parent / "other").write_bytes(bytes(PAGE))
    error = command.run(photos, output, *flags, code=1).error
    assert str(output) in error
    assert "No space left on device" in error
    assert_unfinished_but_sound(output, whole)
    disk(2 * pages_of(whole))
    if stage == "manifest":  # nothing was begun
        assert list(output.glob("*")) == []
        command.run(photos, output, *flags)
    else:
        assert error.endswith(": what is finished stays, go on by --resume")
        command.run(photos, output, *flags, "--resume")
    assert_same(output, whole)


def test_limit_on_file_size(command: Command, photos: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    flags = ("--part-rows", "16")
    command.run(photos, tmp_path / "whole", *flags)
    error = command.run(photos, tmp_path / "out", *flags, code=1, preexec_fn=limit).error
    assert "File too large" in error
    assert_unfinished_but_sound(tmp_path / "out", tmp_path / "whole")
    command.run(photos, tmp_path / "out", *flags, "--resume")
    assert_same(tmp_path / "out", tmp_path / "whole")


def assert_unfinished_but_sound(output: Path, whole: Path) -> None:
    """That each file there is as in the output of a run that went through; no half of one, no temporary one."""
    expected = contents(whole)
    for name, content in contents(output).items():
        assert content == expected.get(name), name
    assert not (output / "_SUCCESS").exists()
    if (output / "manifest.json").exists():
        assert manifest(output)["finished"] is False
