"""What each flag of `verger run` does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import draw_photo
from PIL import Image
from runs import Command, assert_same, contents, manifest, rows


def names(output: Path) -> list[str]:
    return [Path(uri).name for uri in pq.read_table(output / "listing.parquet")["uri"].to_pylist()]


def pca(output: Path) -> pa.RecordBatch:
    return pa.ipc.open_file(output / "pca" / "pca.arrow").get_batch(0)


def features(output: Path) -> np.ndarray:
    return np.array([row["features"] for row in rows(output, "features")], np.float32)


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_threads_change_no_row(command: Command, photos: Path, tmp_path: Path, threads: int) -> None:
    command.run(photos, tmp_path / "a", "--part-rows", "16", "--threads", "3")
    command.run(photos, tmp_path / "b", "--part-rows", "16", "--threads", str(threads))
    assert_same(tmp_path / "a", tmp_path / "b")


def test_memory_changes_no_row(command: Command, photos: Path, tmp_path: Path) -> None:
    command.run(photos, tmp_path / "a", "--memory", "64MiB")
    command.run(photos, tmp_path / "b", "--memory", "8GB")
    assert_same(tmp_path / "a", tmp_path / "b")


def test_part_rows(command: Command, photos: Path, tmp_path: Path) -> None:
    command.run(photos, tmp_path / "out", "--part-rows", "24")
    parts = sorted((tmp_path / "out" / "features").iterdir())
    assert [pq.read_metadata(part).num_rows for part in parts] == [24, 24, 12]


def test_limit_takes_the_first_of_the_sorted_listing(command: Command, photos: Path, tmp_path: Path) -> None:
    assert command.run(photos, tmp_path / "out", "--limit", "7").result["listed"] == 7
    expected = sorted(str(path) for path in photos.rglob("*.jpg"))[:7]
    assert [row["uri"] for row in rows(tmp_path / "out", "features")] == expected


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("1*_100.jpg", {"1_100.jpg", *(f"{n}_100.jpg" for n in range(10, 20))}),
        ("Banana/*", {f"{n}_100.jpg" for n in range(2, 60, 3)}),
        ("Apple*1/[0-8]_100.jpg", {"0_100.jpg", "3_100.jpg", "6_100.jpg"}),
    ],
)
def test_glob(command: Command, photos: Path, tmp_path: Path, glob: str, expected: set[str]) -> None:
    command.run(photos, tmp_path / "out", "--glob", glob)
    assert set(names(tmp_path / "out")) == expected


def test_label_none(command: Command, photos: Path, tmp_path: Path) -> None:
    command.run(photos, tmp_path / "out", "--label", "none")
    for kind in ("features", "reduced", "json"):
        assert {(row["variety"], row["category"]) for row in rows(tmp_path / "out", kind)} == {("", "")}


def test_pca_none(command: Command, photos: Path, tmp_path: Path) -> None:
    result = command.run(photos, tmp_path / "out", "--pca", "none").result
    assert result["n_components"] is None
    assert result["explained_variance_ratio"] is None
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()} == {"features", "rejects"}
    assert manifest(tmp_path / "out")["pca"] is None


def test_pca_count(command: Command, photos: Path, tmp_path: Path) -> None:
    result = command.run(photos, tmp_path / "out", "--pca", "5").result
    assert result["n_components"] == 5
    assert {len(row["components"]) for row in rows(tmp_path / "out", "json")} == {5}
    batch = pca(tmp_path / "out")
    assert batch["components"].null_count == len(batch) - 5
    ratios = batch["explained_variance_ratio"].to_numpy()
    assert len(ratios) == 1280
    assert ratios.sum() == pytest.approx(1)
    assert result["explained_variance_ratio"] == pytest.approx(ratios[:5].sum())


@pytest.mark.parametrize("ratio", ["0.5", "0.95", ".999", "1e-9"])
def test_pca_ratio(command: Command, photos: Path, tmp_path: Path, ratio: str) -> None:
    result = command.run(photos, tmp_path / "out", "--pca", ratio).result
    sums = np.cumsum(pca(tmp_path / "out")["explained_variance_ratio"].to_numpy())
    assert result["n_components"] == np.searchsorted(sums, float(ratio), side="right") + 1
    assert result["explained_variance_ratio"] > float(ratio)


def test_standardize(command: Command, photos: Path, tmp_path: Path) -> None:
    command.run(photos, tmp_path / "plain")
    command.run(photos, tmp_path / "scaled", "--standardize")
    assert pca(tmp_path / "plain")["scale"].null_count == 1280
    deviation = features(tmp_path / "scaled").astype(np.float64).std(axis=0, ddof=1)
    expected = np.where(deviation > 0, deviation, 1)
    np.testing.assert_allclose(pca(tmp_path / "scaled")["scale"].to_numpy(), expected, rtol=1e-9)
    assert manifest(tmp_path / "scaled")["pca"]["standardize"] is True


@pytest.mark.parametrize(
    ("format", "kinds"), [("parquet", {"reduced"}), ("json", {"json"}), ("json,parquet", {"reduced", "json"})]
)
def test_format(command: Command, photos: Path, tmp_path: Path, format: str, kinds: set[str]) -> None:
    command.run(photos, tmp_path / "out", "--format", format)
    assert {"reduced", "json"} & {path.name for path in (tmp_path / "out").iterdir()} == kinds


def test_no_report(command: Command, photos: Path, tmp_path: Path) -> None:
    command.run(photos, tmp_path / "out", "--no-report")
    assert not (tmp_path / "out" / "report.html").exists()
    assert (tmp_path / "out" / "_SUCCESS").exists()


def test_no_exif_orientation(command: Command, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    (tmp_path / "in").mkdir()
    Image.effect_noise((40, 20), 90).convert("RGB").save(tmp_path / "in" / "turned.jpg", exif=exif)
    command.run(tmp_path / "in", tmp_path / "upright", "--pca", "none")
    command.run(tmp_path / "in", tmp_path / "stored", "--pca", "none", "--no-exif-orientation")
    (upright,), (stored,) = rows(tmp_path / "upright", "features"), rows(tmp_path / "stored", "features")
    assert (upright["width"], upright["height"]) == (20, 40)
    assert (stored["width"], stored["height"]) == (40, 20)
    assert upright["features"] != stored["features"]


@pytest.mark.parametrize("filter", ["nearest", "box", "bilinear", "lanczos"])
def test_filter(command: Command, photos: Path, tmp_path: Path, filter: str) -> None:
    flags = ("--pca", "none", "--limit", "3")
    command.run(photos, tmp_path / "usual", *flags)
    command.run(photos, tmp_path / "other", *flags, "--filter", filter)
    assert not np.array_equal(features(tmp_path / "usual"), features(tmp_path / "other"))
    metadata = pq.read_schema(tmp_path / "other" / "features" / "part-00000.parquet").metadata
    assert json.loads(metadata[b"verger.preprocessing"])["filter"] == filter


def test_max_bytes_and_max_pixels(command: Command, tmp_path: Path) -> None:
    draw_photo(tmp_path / "in" / "small.jpg", 1, 10, 10)
    draw_photo(tmp_path / "in" / "wide.jpg", 2, 101, 10)
    (tmp_path / "in" / "long.jpg").write_bytes((tmp_path / "in" / "small.jpg").read_bytes() + bytes(5000))
    command.run(tmp_path / "in", tmp_path / "out", "--pca", "none", "--max-bytes", "5kB", "--max-pixels", "1000")
    assert {(Path(row["uri"]).name, row["code"]) for row in rows(tmp_path / "out", "rejects")} == {
        ("wide.jpg", "too_many_pixels"),
        ("long.jpg", "too_many_bytes"),
    }


def test_max_bytes_and_max_pixels_are_inclusive(command: Command, tmp_path: Path) -> None:
    draw_photo(tmp_path / "in" / "photo.jpg", 2, 100, 10)
    size = str((tmp_path / "in" / "photo.jpg").stat().st_size)
    flags = ("--pca", "none", "--max-bytes", size, "--max-pixels", "1000")
    assert command.run(tmp_path / "in", tmp_path / "out", *flags).result["features"] == 1


def test_model_by_name(command: Command, photos: Path, tmp_path: Path) -> None:
    """A name is looked up in $VERGER_MODELS."""
    for suffix in (".onnx", ".json"):
        (tmp_path / f"mine{suffix}").write_bytes(command.model.with_suffix(suffix).read_bytes())
    own = Command(command.verger, command.model, tmp_path / "cache")
    own.environment = own.environment | {"VERGER_MODELS": str(tmp_path)}
    own.run(photos, tmp_path / "named", "--model", "mine")
    command.run(photos, tmp_path / "usual")
    assert_same(tmp_path / "named", tmp_path / "usual")


def test_model_of_another_shape(command: Command, photos: Path, tmp_path: Path) -> None:
    """What the JSON beside a model says of its input counts: 96 x 96, channels first, its own scaling."""
    model = command.model.with_name("tiny_nchw.onnx")
    command.run(photos, tmp_path / "out", "--model", model)
    told = manifest(tmp_path / "out")
    assert (told["model"]["name"], told["model"]["width"], told["model"]["dimension"]) == ("tiny_nchw", 96, 256)
    assert told["preprocessing"]["width"] == told["preprocessing"]["height"] == 96
    assert features(tmp_path / "out").shape == (60, 256)
    assert len(pca(tmp_path / "out")) == 256


def test_another_output_of_the_same_model(command: Command, photos: Path, tmp_path: Path) -> None:
    """The compiled models that are kept between runs are told apart by it."""
    model = tmp_path / "tiny_nchw.onnx"
    model.write_bytes(command.model.with_name("tiny_nchw.onnx").read_bytes())
    told = json.loads(command.model.with_name("tiny_nchw.json").read_text())
    for output, dimension in (("features", 256), ("scores", 10)):
        model.with_suffix(".json").write_text(json.dumps(told | {"output": output}))
        command.run(photos, tmp_path / output, "--model", model, "--pca", "none")
        assert features(tmp_path / output).shape == (60, dimension)


@pytest.mark.parametrize("precision", ["f32", "auto", "bf16", "f16"])
def test_precision(command: Command, photos: Path, tmp_path: Path, precision: str) -> None:
    flags = ("--pca", "none", "--limit", "20")
    done = command.run(photos, tmp_path / "out", *flags, "--precision", precision, code=None)
    if precision in ("bf16", "f16") and done.code != 0:
        assert done.code == 2
        assert done.error == f"this CPU has no arithmetic in {precision}: use --precision f32 or auto"
        return
    assert done.code == 0
    command.run(photos, tmp_path / "reference", *flags)
    used = manifest(tmp_path / "out")["model"]["precision"]
    assert used in ("f32", "bf16") if precision == "auto" else used == precision
    ours, reference = features(tmp_path / "out"), features(tmp_path / "reference")
    cosine = (ours * reference).sum(axis=1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(reference, axis=1)
    assert cosine.min() > 0.98


def test_on_error_and_max_rejects(command: Command, photos: Path, tmp_path: Path) -> None:
    source = tmp_path / "in"
    for number, photo in enumerate(sorted(photos.rglob("*.jpg"))[:18]):
        source.mkdir(exist_ok=True)
        (source / f"{number}.jpg").hardlink_to(photo)
    for number in range(2):
        (source / f"bad{number}.jpg").write_text("no photo")
    for output, *flags in (("a", "--max-rejects", "2"), ("b", "--max-rejects", "10%"), ("c", "--on-error", "skip")):
        assert command.run(source, tmp_path / output, *flags).result["rejects"] == 2
    for output, *flags in (("d", "--max-rejects", "1"), ("e", "--max-rejects", "9.9%"), ("f", "--max-rejects", "0")):
        error = command.run(source, tmp_path / output, *flags, code=4).error
        assert "photos rejected" in error and f"{source}/bad" in error and "unknown_format" in error
        told = manifest(tmp_path / output)
        assert told["finished"] is False
        assert told["stopped"] == error
        assert not (tmp_path / output / "_SUCCESS").exists()
    error = command.run(source, tmp_path / "g", "--on-error", "fail", code=4).error
    assert error.startswith(f"stopped at the first reject: {source}/bad")


def test_one_photo(command: Command, photos: Path, tmp_path: Path) -> None:
    photo = photos / "Banana" / "2_100.jpg"
    result = command.run(photo, tmp_path / "out", "--pca", "none").result
    assert (result["listed"], result["features"]) == (1, 1)
    (row,) = rows(tmp_path / "out", "features")
    assert (row["uri"], row["variety"], row["category"]) == (str(photo), "Banana", "Banana")


@pytest.mark.parametrize("spelling", ["{name}", "{name}/", "./{name}//", "../{parent}/{name}", "{name}/Banana/.."])
def test_spellings_of_an_input(command: Command, photos: Path, tmp_path: Path, spelling: str) -> None:
    command.run(photos, tmp_path / "a")
    source = spelling.format(name=photos.name, parent=photos.parent.name)
    output = Path(os.path.relpath(tmp_path, photos.parent)) / "b"
    result = command.run(source, output, cwd=photos.parent).result
    assert result["output"] == str(tmp_path / "b")
    assert_same(tmp_path / "a", tmp_path / "b")


def test_an_input_behind_two_dashes(command: Command, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "-photos").symlink_to(photos)
    words = ["run", "-o", "out", "--pca", "none", "--model", command.model, "--json", "--", "-photos"]
    assert command(*words, cwd=tmp_path).result["features"] == 60


def test_output_inside_the_input(command: Command, tmp_path: Path) -> None:
    """It is made after the listing, so a run never takes its own files for photos, and a resumed one neither."""
    for number in range(4):
        draw_photo(tmp_path / "Apple" / f"{number}.jpg", number)
    assert command.run(tmp_path, tmp_path / "out").result["listed"] == 4
    before = contents(tmp_path / "out")
    assert command.run(tmp_path, tmp_path / "out", "--resume").result["listed"] == 4
    assert contents(tmp_path / "out") == before


def test_output_in_folders_to_be_made(command: Command, photos: Path, tmp_path: Path) -> None:
    command.run(photos, tmp_path / "a" / "b" / "c", "--limit", "2", "--pca", "none")
    (tmp_path / "empty").mkdir()
    command.run(photos, tmp_path / "empty", "--limit", "2", "--pca", "none")
    assert_same(tmp_path / "a" / "b" / "c", tmp_path / "empty")


def test_two_runs_leave_the_same(command: Command, photos: Path, tmp_path: Path) -> None:
    command.run(photos, tmp_path / "a")
    command.run(photos, tmp_path / "b")
    assert_same(tmp_path / "a", tmp_path / "b")


def test_a_damaged_cache_is_no_harm(command: Command, photos: Path, tmp_path: Path) -> None:
    command.run(photos, tmp_path / "a")
    own = Command(command.verger, command.model, tmp_path / "cache")
    own.run(photos, tmp_path / "b", "--limit", "2", "--pca", "none")
    for blob in (tmp_path / "cache").iterdir():
        blob.write_bytes(blob.read_bytes()[:1000])
    own.run(photos, tmp_path / "c")
    assert_same(tmp_path / "a", tmp_path / "c")
    own.environment = own.environment | {"VERGER_CACHE": "/proc/none"}
    own.run(photos, tmp_path / "d")
    assert_same(tmp_path / "a", tmp_path / "d")
