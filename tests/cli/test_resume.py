"""A run that was stopped, by whatever, is finished by --resume and then is as any other."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import draw_photo
from runs import TIMEOUT, Command, assert_same, contents, manifest, rows

PARTS = ("--part-rows", "64")


@pytest.fixture(scope="module")
def undisturbed(command: Command, many_photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("undisturbed") / "out"
    command.run(many_photos, output, *PARTS)
    return output


def wait_for_features(process: subprocess.Popen[str]) -> None:
    """Until the run has begun with its photos."""
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line)["stage"] == "featurize":
            return
    raise AssertionError("the run ended before it began with the photos")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_cleanly(
    command: Command, many_photos: Path, undisturbed: Path, tmp_path: Path, number: signal.Signals
) -> None:
    output = tmp_path / "out"
    with command.started(many_photos, output, *PARTS, "--threads", "1", "--progress", "json") as process:
        wait_for_features(process)
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 130
    assert stdout == ""
    assert stderr.splitlines()[-1] == "verger: interrupted: what is finished stays, go on by --resume"
    told = manifest(output)
    assert told["finished"] is False
    assert told["stopped"] == "interrupted"
    assert not (output / "_SUCCESS").exists()
    for name, content in contents(output).items():
        assert content == (undisturbed / name).read_bytes()
    for name in ("inspect", "report"):
        error = command(name, output, code=2).error
        assert error.startswith(f"{output} is the output of an unfinished run") and "--resume" in error
    error = command.run(many_photos, output, *PARTS, code=2).error
    assert error.endswith("is not empty: name another folder, or --resume to finish that run")

    result = command.run(many_photos, output, *PARTS, "--resume").result
    assert (result["listed"], result["features"], result["rejects"]) == (1500, 1500, 0)
    assert_same(output, undisturbed)
    assert manifest(output)["created"] == told["created"]


def test_a_second_signal_ends_at_once(command: Command, many_photos: Path, tmp_path: Path) -> None:
    with command.started(many_photos, tmp_path / "out", *PARTS, "--progress", "json") as process:
        wait_for_features(process)
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
        assert process.returncode == 130


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["listing.parquet", "features/part-00000.parquet", "features/part-00009.parquet", "pca/pca.arrow"]
)
def test_a_killed_run_is_finished(
    command: Command, many_photos: Path, undisturbed: Path, tmp_path: Path, name: str
) -> None:
    output = tmp_path / "out"
    with command.started(many_photos, output, *PARTS, "--threads", "1") as process:
        while process.poll() is None and not (output / name).exists():
            time.sleep(0.002)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert manifest(output)["finished"] is False
    assert not (output / "_SUCCESS").exists()
    command.run(many_photos, output, *PARTS, "--resume")
    assert_same(output, undisturbed)


def test_a_finished_run_is_resumed_to_the_same(
    command: Command, many_photos: Path, undisturbed: Path, tmp_path: Path
) -> None:
    shutil.copytree(undisturbed, tmp_path / "out")
    command.run(many_photos, tmp_path / "out", *PARTS, "--resume", "--threads", "3", "--no-report")
    assert_same(tmp_path / "out", undisturbed)


def test_missing_files_are_made_again(command: Command, photos: Path, tmp_path: Path) -> None:
    command.run(photos, tmp_path / "whole", "--part-rows", "16")
    command.run(photos, tmp_path / "out", "--part-rows", "16")
    for name in ("moments/part-00000.arrow", "features/part-00002.parquet", "json/part-00001.json", "pca/pca.arrow"):
        (tmp_path / "out" / name).unlink()
    command.run(photos, tmp_path / "out", "--part-rows", "16", "--resume")
    assert_same(tmp_path / "out", tmp_path / "whole")


@pytest.mark.parametrize(
    "name", ["features/part-00001.parquet", "rejects/part-00002.parquet", "moments/part-00003.arrow"]
)
@pytest.mark.parametrize("share", [0, 0.5])
def test_damaged_parts_are_made_again(command: Command, photos: Path, tmp_path: Path, name: str, share: float) -> None:
    """As a machine that lost its power may leave them."""
    command.run(photos, tmp_path / "whole", "--part-rows", "16")
    command.run(photos, tmp_path / "out", "--part-rows", "16")
    damaged = tmp_path / "out" / name
    os.truncate(damaged, int(share * damaged.stat().st_size))
    result = command.run(photos, tmp_path / "out", "--part-rows", "16", "--resume").result
    assert (result["listed"], result["features"], result["rejects"]) == (60, 60, 0)
    assert_same(tmp_path / "out", tmp_path / "whole")


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        (["--pca", "5"], "pca (0.9 then, 5 now)"),
        (["--pca", "none", "--limit", "9"], 'limit (0 then, 9 now), pca (0.9 then, "none" now)'),
        (["--standardize"], "standardize (false then, true now)"),
        (["--label", "none", "--glob", "*.jpg"], 'glob ("*" then, "*.jpg" now), label ("parent" then, "none" now)'),
        (["--filter", "box"], 'filter ("bicubic" then, "box" now)'),
        (["--no-exif-orientation"], "exif-orientation (true then, false now)"),
        (["--format", "json"], 'format ("parquet,json" then, "json" now)'),
        (["--part-rows", "16"], "part-rows (2048 then, 16 now)"),
        (["--max-pixels", "500"], "max-pixels (178956970 then, 500 now)"),
    ],
)
def test_other_options_are_named(command: Command, photos: Path, finished: Path, flags: list[str], text: str) -> None:
    before = contents(finished)
    error = command.run(photos, finished, "--resume", *flags, code=2).error
    assert error == f"cannot resume with other options than the first run's: {text}: give the same, or another output"
    assert contents(finished) == before
    assert manifest(finished)["finished"] is True


@pytest.fixture(scope="module")
def finished(command: Command, photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("finished") / "out"
    command.run(photos, output)
    return output


def test_another_input_is_named(command: Command, photos: Path, finished: Path) -> None:
    error = command.run(photos / "Banana", finished, "--resume", code=2).error
    assert error == f"cannot resume with another input: it was {photos}, now it is {photos}/Banana"


def test_another_model_is_named(command: Command, photos: Path, tmp_path: Path) -> None:
    model = tmp_path / "model.onnx"
    shutil.copy(command.model, model)
    shutil.copy(command.model.with_suffix(".json"), model.with_suffix(".json"))
    told = json.loads(model.with_suffix(".json").read_text())
    del told["sha256"]
    model.with_suffix(".json").write_text(json.dumps(told))
    command.run(photos, tmp_path / "out", "--model", model, "--limit", "8", "--pca", "none")
    model.write_bytes(model.read_bytes() + b"\x72\0")  # an empty producer_name more: the same network, other bytes
    error = command.run(
        photos, tmp_path / "out", "--model", model, "--limit", "8", "--pca", "none", "--resume", code=2
    ).error
    assert error.startswith("cannot resume with another model: it was ")


def test_what_is_no_output(command: Command, photos: Path, tmp_path: Path) -> None:
    for output in (tmp_path / "none", photos):
        error = command.run(photos, output, "--resume", code=3).error
        assert error == f"{output} is not the output of a run: it holds no readable manifest.json"
    assert not (tmp_path / "none").exists()


def test_the_listing_is_frozen(command: Command, tmp_path: Path) -> None:
    """Photos that come or change between a run and its resuming: the listing says what counts."""
    source = tmp_path / "in"
    for number in range(24):
        draw_photo(source / f"{number:02}.jpg", number)
    (source / "00 bad.jpg").write_text("no photo")
    flags = ("--part-rows", "8", "--pca", "none", "--threads", "1")
    command.run(source, tmp_path / "out", *flags, "--on-error", "fail", code=4)
    listed = (tmp_path / "out" / "listing.parquet").read_bytes()

    draw_photo(source / "000 new.jpg", 99)
    (source / "23.jpg").unlink()
    photo = (source / "10.jpg").read_bytes()
    (source / "10.jpg").write_bytes(photo[: len(photo) // 2])
    (source / "11.jpg").write_bytes(b"")
    (source / "12.jpg").write_bytes(photo + photo)
    result = command.run(source, tmp_path / "out", *flags, "--resume").result
    assert (result["listed"], result["features"], result["rejects"]) == (25, 21, 4)
    assert (tmp_path / "out" / "listing.parquet").read_bytes() == listed
    assert {Path(row["uri"]).name: row["code"] for row in rows(tmp_path / "out", "rejects")} == {
        "00 bad.jpg": "unknown_format",
        "10.jpg": "truncated",
        "11.jpg": "empty",
        "23.jpg": "not_found",
    }


def test_names_survive(command: Command, tmp_path: Path) -> None:
    """Names that are no UTF-8, of photos, of folders and of the input itself."""
    source = tmp_path / os.fsdecode(b"caf\xe9")
    for number, name in enumerate((b"a\xff.jpg", b"\xe9/b.jpg", b"c\\xE9.jpg", b"new\nline.jpg", "é.jpg".encode())):
        draw_photo(source / os.fsdecode(name), number)
    flags = ("--part-rows", "8")
    command.run(source, tmp_path / "whole", *flags)
    command.run(source, tmp_path / "out", *flags)
    uris = {row["uri"].removeprefix(str(tmp_path)) for row in rows(tmp_path / "out", "features")}
    assert uris == {
        "/caf\\xE9/a\\xFF.jpg",
        "/caf\\xE9/\\xE9/b.jpg",
        "/caf\\xE9/c\\x5CxE9.jpg",
        "/caf\\xE9/new\nline.jpg",
        "/caf\\xE9/é.jpg",
    }
    (tmp_path / "out" / "features" / "part-00000.parquet").unlink()
    command.run(source, tmp_path / "out", *flags, "--resume")
    assert_same(tmp_path / "out", tmp_path / "whole")
    text = (tmp_path / "out" / "report.html").read_text("utf-8")
    command("report", tmp_path / "out")
    jpeg = "/9j/"  # how each thumbnail begins
    assert text.count(jpeg) == (tmp_path / "out" / "report.html").read_text("utf-8").count(jpeg) >= 5
