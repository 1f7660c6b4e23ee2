"""The gallery of hostile photos goes through the chain: each file ends as it should, and the run goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from runs import Command, assert_same, contents, manifest, rows

MAKE_GALLERY = Path(__file__).with_name("make_gallery.py")
PARTS = ("--part-rows", "128")


def make_gallery(folder: Path) -> Path:
    subprocess.run([sys.executable, MAKE_GALLERY, folder], check=True, stdout=subprocess.DEVNULL)
    return folder / "gallery"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_gallery(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def told(gallery: Path) -> list[dict[str, Any]]:
    return json.loads((gallery.parent / "gallery.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def output(command: Command, gallery: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery after one run through the chain."""
    output = tmp_path_factory.mktemp("output") / "out"
    done = command.run(gallery, output, *PARTS, "--threads", "2")
    (output.parent / "result.json").write_text(json.dumps(done.result))
    assert done.stderr == ""
    return output


def test_the_gallery_is_the_same_every_time(gallery: Path, tmp_path: Path) -> None:
    again = make_gallery(tmp_path)

    def facts(root: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for path in root.rglob("*"):
            if path.is_symlink():
                found[str(path.relative_to(root))] = path.readlink()
            elif path.is_file():
                large = path.stat().st_size > 1 << 30
                found[str(path.relative_to(root))] = (
                    path.stat().st_size if large or not os.access(path, os.R_OK) else path.read_bytes()
                )
            else:
                found[str(path.relative_to(root))] = path.stat().st_mode
        return found

    assert facts(again) == facts(gallery)
    assert (tmp_path / "gallery.json").read_bytes() == (gallery.parent / "gallery.json").read_bytes()


def test_each_file_has_a_reason(told: list[dict[str, Any]]) -> None:
    assert len(told) > 900
    assert all(len(row["why"]) > 5 for row in told)
    assert len({row["name"] for row in told}) == len(told)


def test_each_file_ends_as_it_should(gallery: Path, output: Path, told: list[dict[str, Any]]) -> None:
    ends: dict[str, object] = {}
    for row in rows(output, "features"):
        ends[row["uri"]] = {"width": row["width"], "height": row["height"]}
    for row in rows(output, "rejects"):
        assert row["uri"] not in ends
        assert row["message"]
        ends[row["uri"]] = row["code"]
    wrong = {}
    for row in told:
        end = ends.pop(f"{gallery}/{row['name']}", None)
        expected = row["expected"]
        if not (end in expected if isinstance(expected, list) else end == expected):
            wrong[row["name"]] = f"{row['why']}: {end}, not {expected}"
    assert wrong == {}
    assert ends == {}, "listed, and not in the gallery"


def test_listed_is_features_and_rejects(output: Path, told: list[dict[str, Any]]) -> None:
    result = json.loads((output.parent / "result.json").read_text())
    listed = sum(row["expected"] is not None for row in told)
    assert result["listed"] == listed == len(pq.read_table(output / "listing.parquet"))
    assert result["features"] == len(rows(output, "features"))
    assert result["rejects"] == len(rows(output, "rejects"))
    assert result["features"] + result["rejects"] == listed


def test_memory_stays_bounded(output: Path) -> None:
    """The largest photo that is allowed takes 0.5 GB; what a header alone promises takes nothing."""
    assert json.loads((output.parent / "result.json").read_text())["peak_rss_bytes"] < 1.5e9


def test_cut_photos_are_mostly_told_so(output: Path) -> None:
    codes = Counter(row["code"] for row in rows(output, "rejects") if "/cut/" in row["uri"])
    assert codes["truncated"] > 0.75 * codes.total(), codes


def test_no_temporary_file_is_left(output: Path) -> None:
    assert [path for path in output.rglob("*") if path.name.startswith(".") or path.suffix == ".tmp"] == []


def test_texts_can_be_read_everywhere(output: Path) -> None:
    """JSON Lines stay one line a row, and every name is told in each of the files."""
    features = rows(output, "features")
    lines = [line for part in sorted((output / "json").iterdir()) for line in part.read_bytes().splitlines()]
    assert [json.loads(line)["uri"] for line in lines] == [row["uri"] for row in features]
    assert rows(output, "reduced") != []
    report = (output / "report.html").read_text("utf-8")
    assert report.count("</script>") == report.count("<script")
    assert "<img src=x" not in report


def test_inspect_and_report(command: Command, output: Path) -> None:
    result = command("inspect", output, "--json").result
    counts = Counter((row["stage"], row["code"]) for row in rows(output, "rejects"))
    assert {(row["stage"], row["code"]): row["count"] for row in result["rejects"]["by_code"]} == counts
    table = command("inspect", output).stdout
    assert "name of a folder with a   newline" in table
    assert table.replace("\n", "").isprintable()
    command("report", output)


@pytest.mark.slow
@pytest.mark.parametrize("threads", ["1", "8"])
def test_threads_change_no_row(command: Command, gallery: Path, output: Path, tmp_path: Path, threads: str) -> None:
    command.run(gallery, tmp_path / "out", *PARTS, "--threads", threads)
    assert_same(tmp_path / "out", output)


def test_on_error_fail(command: Command, gallery: Path, tmp_path: Path) -> None:
    done = command.run(gallery, tmp_path / "out", "--on-error", "fail", "--threads", "1", code=4)
    first = "bomb/canvas.webp"  # of the sorted listing
    assert done.error.startswith(f"stopped at the first reject: {gallery}/{first}: ")
    assert done.stdout == ""
    assert manifest(tmp_path / "out")["finished"] is False


@pytest.mark.parametrize(("limit", "allowed"), [("10", 10), ("5%", None)])
def test_max_rejects(
    command: Command, gallery: Path, told: list[dict[str, Any]], tmp_path: Path, limit: str, allowed: int | None
) -> None:
    listed = sum(row["expected"] is not None for row in told)
    allowed = listed * 5 // 100 if allowed is None else allowed
    error = command.run(gallery, tmp_path / "out", "--max-rejects", limit, code=4).error
    assert error.startswith(f"stopped: {allowed + 1} photos rejected, {allowed} are allowed; the last was {gallery}/")
    assert not (tmp_path / "out" / "_SUCCESS").exists()


def test_no_photo_at_all(command: Command, gallery: Path, tmp_path: Path) -> None:
    error = command.run(gallery / "noise", tmp_path / "out", code=4).error
    assert error.startswith("none of the 23 listed files is a photo that can be used; the first is ")


@pytest.mark.parametrize(
    "name", ["zeros.png", "header.jpg", "progressive.jpg", "header.tif", "text.png", "profile.png", "strip.tif"]
)
def test_a_bomb_takes_no_memory(command: Command, gallery: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(gallery / "bomb" / name, tmp_path / "in")
    shutil.copy(gallery / "place" / "photo.jpg", tmp_path / "in")
    result = command.run(tmp_path / "in", tmp_path / "out", "--pca", "none", "--threads", "1").result
    assert result["listed"] == 2
    assert result["peak_rss_bytes"] < 300e6


@pytest.mark.slow
@pytest.mark.parametrize("memory", ["64MiB", "600MB"])
def test_photos_at_the_limit_share_the_memory(command: Command, gallery: Path, tmp_path: Path, memory: str) -> None:
    """Each alone takes 507 MB: they wait for one another, and what is larger than all the memory goes alone."""
    (tmp_path / "in").mkdir()
    for number in range(4):
        shutil.copy(gallery / "bomb" / "allowed.png", tmp_path / "in" / f"{number}.png")
        shutil.copy(gallery / "place" / "photo.jpg", tmp_path / "in" / f"{number}.jpg")
    flags = ("--pca", "none", "--threads", "4", "--memory", memory)
    result = command.run(tmp_path / "in", tmp_path / "out", *flags).result
    assert result["features"] == 8
    assert result["peak_rss_bytes"] < 1e9


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that other users can reach; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="verger-hostile-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_no_permission(command: Command, gallery: Path, public: Path) -> None:
    """Root reads whatever it likes, so as root the command runs as nobody."""
    (public / "in" / "closed").mkdir(parents=True)
    for name in ("photo.jpg", "forbidden.jpg", "closed/inside.jpg"):
        shutil.copy(gallery / "place" / "photo.jpg", public / "in" / name)
    for name in ("model.onnx", "model.json"):
        shutil.copy(command.model.with_suffix(Path(name).suffix), public / name)
    (public / "out").mkdir()
    (public / "in" / "forbidden.jpg").chmod(0)
    other = {}
    if os.geteuid() == 0:
        os.chown(public / "out", 65534, 65534)
        other = {"user": 65534, "group": 65534, "extra_groups": []}
    flags = ("--pca", "none", "--model", public / "model.onnx")
    own = Command(command.verger, command.model, public / "cache")
    try:
        own("--version", cwd=public, **other)
    except PermissionError:
        pytest.skip("the command is in a folder that nobody else may read")
    result = own.run(public / "in", public / "out", *flags, cwd=public, **other).result
    assert (result["features"], result["rejects"]) == (2, 1)
    (reject,) = rows(public / "out", "rejects")
    assert Path(reject["uri"]).name == "forbidden.jpg"
    assert (reject["stage"], reject["code"], reject["message"]) == ("load", "unreadable", "Permission denied")

    (public / "in" / "closed").chmod(0)
    error = own.run(public / "in", public / "out2", *flags, code=3, cwd=public, **other).error
    assert error == f"{public}/in/closed cannot be read: Permission denied"
    (public / "in" / "closed").chmod(0o755)


def test_files_that_shrink_while_they_are_read(command: Command, gallery: Path, tmp_path: Path) -> None:
    """Files are cut and written anew all the time that the run reads them.

    When that happens is not known; whatever its reader meets, a photo is a feature or a reject that says why. What
    becomes of a file that shrank between its listing and its reading, tests/cli/test_resume.py holds for sure.
    """
    photo = (gallery / "cut" / "jpg" / "whole.jpg").read_bytes()
    paths = [tmp_path / "in" / f"{number:03}.jpg" for number in range(300)]
    (tmp_path / "in").mkdir()
    for path in paths:
        path.write_bytes(photo)
    done = threading.Event()

    def disturb() -> None:
        while not done.is_set():
            for path in paths:
                os.truncate(path, len(photo) // 3)
                os.truncate(path, 0)
                path.write_bytes(photo)

    disturber = threading.Thread(target=disturb)
    disturber.start()
    try:
        result = command.run(tmp_path / "in", tmp_path / "out", "--pca", "none", code=None)
    finally:
        done.set()
        disturber.join()
    if result.code == 4:  # so it is when not one was whole
        assert "none of the 300 listed files" in result.error
    else:
        assert result.code == 0
        assert result.result["features"] + result.result["rejects"] == 300
    codes = {row["code"] for row in rows(tmp_path / "out", "rejects")}
    assert codes <= {"empty", "truncated", "corrupt", "unknown_format"}


def test_folders_deeper_than_a_path_may_be_long(command: Command, gallery: Path, tmp_path: Path) -> None:
    """5,000 bytes of folders: the file system holds them, no path reaches the last."""
    (tmp_path / "in").mkdir()
    shutil.copy(gallery / "place" / "photo.jpg", tmp_path / "in" / "photo.jpg")
    script = (
        "import os\nfor _ in range(25):\n os.mkdir('d' * 200)\n os.chdir('d' * 200)\nopen('deep.jpg', 'w').close()\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path / "in", check=True)
    result = command.run(tmp_path / "in", tmp_path / "out", "--pca", "none").result
    assert (result["listed"], result["features"], result["rejects"]) == (2, 1, 1)
    (reject,) = rows(tmp_path / "out", "rejects")
    assert reject["code"] in ("not_found", "unreadable")


def test_a_run_over_an_earlier_output(command: Command, output: Path, tmp_path: Path) -> None:
    """What a run wrote is no photo: each file of it is rejected, none breaks the next run."""
    listed = len(contents(output)) + 2
    error = command.run(output, tmp_path / "out", "--pca", "none", code=4).error
    assert error.startswith(f"none of the {listed} listed files is a photo")
