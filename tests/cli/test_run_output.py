"""What `verger run` leaves behind, read by other tools."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import draw_photo
from runs import Command, contents, manifest, rows

KEYS = [
    "listed",
    "features",
    "rejects",
    "seconds",
    "images_per_second",
    "n_components",
    "explained_variance_ratio",
    "peak_rss_bytes",
    "output",
]  # fmt: skip


@pytest.fixture(scope="module")
def source(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photos, and two files that are none."""
    folder = tmp_path_factory.mktemp("source")
    for path in photos.rglob("*.jpg"):
        target = folder / path.relative_to(photos)
        target.parent.mkdir(exist_ok=True)
        target.hardlink_to(path)
    (folder / "Banana" / "notes.txt").write_text("no photo")
    (folder / "empty.jpg").touch()
    return folder


@pytest.fixture(scope="module")
def output(command: Command, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output") / "out"
    command.run(source, folder, "--part-rows", "16")
    return folder


def test_answer(command: Command, source: Path, tmp_path: Path) -> None:
    done = command.run(source, tmp_path / "out", "--progress", "plain")
    assert list(done.result) == KEYS
    assert done.result["listed"] == 62
    assert done.result["features"] == 60
    assert done.result["rejects"] == 2
    assert done.result["output"] == str(tmp_path / "out")
    assert 0.90 <= done.result["explained_variance_ratio"] < 1
    assert 0 < done.result["n_components"] < 60
    assert done.result["seconds"] > 0
    assert done.result["images_per_second"] > 0
    assert done.result["peak_rss_bytes"] > 10_000_000
    assert done.stdout.count("\n") == 1


def test_answer_for_a_person(command: Command, source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    words = [word for word in command.run_words(source, output) if word != "--json"]
    counts, variance, speed, place = command(*words).stdout.splitlines()
    assert counts == "62 listed = 60 features + 2 rejects"
    assert re.fullmatch(r"\d+ components hold 9\d\.\d\d % of the variance", variance)
    assert re.fullmatch(r"[\d,]+ images/s, .* in all, \d+ MB of memory at most", speed)
    assert place == str(output)


def test_files(output: Path) -> None:
    folders = {"features", "json", "moments", "pca", "reduced", "rejects"}
    assert {path.name for path in output.iterdir()} == folders | {
        "manifest.json",
        "listing.parquet",
        "report.html",
        "_SUCCESS",
    }
    for folder, extension in (
        ("features", "parquet"),
        ("reduced", "parquet"),
        ("rejects", "parquet"),
        ("json", "json"),
        ("moments", "arrow"),
    ):
        expected = [f"part-{part:05}.{extension}" for part in range(4)]
        assert sorted(path.name for path in (output / folder).iterdir()) == expected
    assert (output / "_SUCCESS").stat().st_size == 0


def test_listing_is_sorted_and_whole(output: Path, source: Path) -> None:
    table = pq.read_table(output / "listing.parquet")
    assert table.schema.names == ["uri", "size", "mtime", "variety", "category"]
    listed = table.to_pylist()
    uris = [row["uri"] for row in listed]
    assert uris == sorted(uris, key=str.encode)
    assert uris == sorted(str(path) for path in source.rglob("*") if path.is_file())
    for row in listed:
        path = Path(row["uri"])
        assert row["size"] == path.stat().st_size
        assert row["mtime"].timestamp() == pytest.approx(path.stat().st_mtime, abs=1e-5)
        assert row["variety"] == path.parent.name
        assert row["category"] == path.parent.name.split(" ")[0]


def test_every_photo_is_told_once(output: Path) -> None:
    uris = pq.read_table(output / "listing.parquet")["uri"].to_pylist()
    rejected = {row["uri"] for row in rows(output, "rejects")}
    assert [Path(uri).name for uri in sorted(rejected)] == ["notes.txt", "empty.jpg"]
    assert [row["uri"] for row in rows(output, "features")] == [uri for uri in uris if uri not in rejected]
    assert [row["uri"] for row in rows(output, "reduced")] == [uri for uri in uris if uri not in rejected]


def test_rejects(output: Path, source: Path) -> None:
    table = pq.read_table(output / "rejects" / "part-00003.parquet")
    assert table.schema.names == ["uri", "stage", "code", "message", "size"]
    notes, empty = rows(output, "rejects")
    assert (notes["stage"], notes["code"], notes["size"]) == ("enhance", "unknown_format", 8)
    assert (empty["stage"], empty["code"], empty["size"]) == ("load", "empty", 0)
    assert notes["message"] and empty["message"]


def test_features(output: Path) -> None:
    schema = pq.read_schema(output / "features" / "part-00000.parquet")
    assert schema.names == ["uri", "variety", "category", "width", "height", "features"]
    assert schema.field("features").type.value_type == pa.float32()
    for row in rows(output, "features"):
        assert (row["width"], row["height"]) == (40, 30)
        assert len(row["features"]) == 1280
        assert np.isfinite(row["features"]).all()


def test_reduced_rows_are_the_projected_features(output: Path) -> None:
    batch = pa.ipc.open_file(output / "pca" / "pca.arrow").get_batch(0)
    k = int(batch.schema.metadata[b"n_components"])
    components = np.vstack(batch["components"][:k].to_pylist())
    features = np.array([row["features"] for row in rows(output, "features")], np.float64)
    np.testing.assert_allclose(batch["mean"].to_numpy(), features.mean(axis=0), rtol=0, atol=1e-9)
    expected = (features - batch["mean"].to_numpy()) @ components.T
    reduced = np.array([row["components"] for row in rows(output, "reduced")])
    np.testing.assert_allclose(reduced, expected, rtol=0, atol=1e-5 * np.abs(expected).max())


def test_json_lines_are_the_reduced_rows(output: Path) -> None:
    lines, reduced = rows(output, "json"), rows(output, "reduced")
    assert [{**line, "components": None} for line in lines] == [{**row, "components": None} for row in reduced]
    for line, row in zip(lines, reduced, strict=True):
        # A shortest decimal that is read as the same float32.
        assert np.array_equal(np.float32(line["components"]), np.float32(row["components"]))


def test_parquet_says_what_made_it(output: Path, command: Command) -> None:
    digest = hashlib.sha256(command.model.read_bytes()).hexdigest()
    spec = {
        "version": 1,
        "decoder": "pillow-13",
        "exif_orientation": True,
        "color": "RGB",
        "filter": "bicubic",
        "width": 224,
        "height": 224,
    }
    for folder in ("features", "reduced", "rejects"):
        metadata = pq.read_schema(output / folder / "part-00000.parquet").metadata
        assert json.loads(metadata[b"verger.preprocessing"]) == spec
        assert metadata[b"verger.model"] == b"tiny"
        assert metadata[b"verger.model_sha256"].decode() == digest
        assert metadata[b"verger.precision"] == b"f32"
        assert re.fullmatch(rb"\d+\.\d+\.\d+", metadata[b"verger.version"])


def test_manifest(output: Path, source: Path, command: Command) -> None:
    told = manifest(output)
    assert told["format"] == 1
    assert told["finished"] is True
    assert told["input"] == str(source)
    assert told["output"] == str(output)
    assert told["counts"] == {"listed": 62, "features": 60, "rejects": 2}
    assert told["parts"] == 4
    assert told["options"]["part-rows"] == 16
    assert told["options"]["pca"] == 0.9
    assert told["model"]["sha256"] == hashlib.sha256(command.model.read_bytes()).hexdigest()
    assert told["model"]["dimension"] == 1280
    assert told["pca"]["n_components"] == len(rows(output, "reduced")[0]["components"])
    assert {"list", "model", "featurize", "reduce", "report", "total"} == set(told["seconds"])


class Page(HTMLParser):
    """What a page would load from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "data", "srcset", "action") and not (value or "").startswith(("data:", "#")):
                self.loads.append(f"{tag} {name}={value}")


def test_report_is_self_contained(output: Path) -> None:
    text = (output / "report.html").read_text("utf-8")
    page = Page(text)
    assert page.loads == []
    assert "script" in page.tags
    # No style or script that fetches either. Names of XML namespaces are no addresses.
    assert not re.search(
        r"url\(\s*['\"]?https?:|@import|\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest|WebSocket\s*\(", text
    )
    assert set(re.findall(r"https?://[^\s\"'<>)\\]*", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/2000/xmlns/",
        "http://www.w3.org/XML/1998/namespace",
    }
    jpeg = "/9j/"  # what each begins with in base64: the thumbnails
    for fact in ("Apple Golden 1", "Banana", "unknown_format", jpeg):
        assert fact in text


def test_report_holds_names_harmlessly(command: Command, tmp_path: Path) -> None:
    evil = "<script>alert(1)<"
    for number in range(3):
        draw_photo(tmp_path / "in" / f"{evil} & {number}" / "<!--.jpg", number)
    command.run(tmp_path / "in", tmp_path / "out")
    text = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "alert(1)" in text
    assert evil not in text
    assert "<!--.jpg" not in text


def test_inspect(command: Command, output: Path) -> None:
    told = command("inspect", output, "--json")
    assert told.stdout.count("\n") == 1
    result = told.result
    assert {key: value for key, value in result.items() if key not in ("classes", "rejects")} == manifest(output)
    assert result["classes"] == [
        {"variety": "Apple Golden 1", "category": "Apple", "features": 20, "rejects": 0},
        {"variety": "Apple Golden 2", "category": "Apple", "features": 20, "rejects": 0},
        {"variety": "Banana", "category": "Banana", "features": 20, "rejects": 1},
        {
            "variety": result["classes"][3]["variety"],
            "category": result["classes"][3]["category"],
            "features": 0,
            "rejects": 1,
        },
    ]
    assert result["rejects"]["total"] == 2
    codes = {(row["stage"], row["code"], row["count"]) for row in result["rejects"]["by_code"]}
    assert codes == {("enhance", "unknown_format", 1), ("load", "empty", 1)}

    text = command("inspect", output).stdout
    assert "62 listed = 60 features + 2 rejects" in text
    assert re.search(r"^Banana +20 +1$", text, re.MULTILINE)


def test_report_anew(command: Command, output: Path) -> None:
    before = contents(output)
    (output / "report.html").unlink()
    done = command("report", output, "--json")
    assert done.result == {"report": str(output / "report.html")}
    assert (output / "report.html").stat().st_size > 10_000
    assert command("report", output).stdout == f"{output}/report.html\n"
    assert contents(output) == before


def test_report_when_the_photos_are_gone(command: Command, tmp_path: Path) -> None:
    for number in range(4):
        draw_photo(tmp_path / "in" / "Apple" / f"{number}.jpg", number)
    command.run(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in").rename(tmp_path / "moved")
    command("report", tmp_path / "out")
    assert command("inspect", tmp_path / "out", "--json").result["classes"][0]["features"] == 4
