"""`verger.Featurizer`: photos in every form, features as numpy and Arrow have them."""

from __future__ import annotations

import io
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import verger
from PIL import Image, ImageOps

SHARED = Path(os.environ.get("VERGER_SHARED", Path(__file__).resolve().parents[3] / "shared"))


@pytest.fixture(scope="module")
def features(featurizer: verger.Featurizer, photos: list[Path]) -> np.ndarray:
    return featurizer.transform(photos)


def test_every_form_of_a_photo_gives_the_same_features(
    featurizer: verger.Featurizer, photos: list[Path], features: np.ndarray
) -> None:
    assert features.shape == (40, 1280)
    assert features.dtype == np.float32
    assert features.flags.c_contiguous
    forms: list[Any] = [
        [str(path) for path in photos],
        [path.read_bytes() for path in photos],
        [bytearray(path.read_bytes()) for path in photos],
        [memoryview(path.read_bytes()) for path in photos],
        [np.frombuffer(path.read_bytes(), np.uint8) for path in photos],
        [Image.open(path) for path in photos],
        [np.asarray(Image.open(path)) for path in photos],
        np.stack([np.asarray(Image.open(path)) for path in photos]),
        (path for path in photos),
    ]
    for form in forms:
        np.testing.assert_array_equal(featurizer.transform(form), features)
    mixed = [photos[0], photos[1].read_bytes(), Image.open(photos[2]), np.asarray(Image.open(photos[3]))]
    np.testing.assert_array_equal(featurizer.transform(mixed), features[:4])


def test_features_are_those_of_a_run(featurizer: verger.Featurizer, output: Path) -> None:
    table = pq.read_table(output / "features")
    np.testing.assert_array_equal(
        featurizer.transform(table["uri"]), np.stack(table["features"].to_numpy(zero_copy_only=False))
    )


@pytest.mark.parametrize("threads", [1, 3])
def test_features_do_not_depend_on_threads(
    threads: int, tiny_model: Path, photos: list[Path], features: np.ndarray
) -> None:
    np.testing.assert_array_equal(verger.Featurizer(tiny_model, threads=threads).transform(photos), features)


def test_arrays_of_any_layout(featurizer: verger.Featurizer, photos: list[Path], features: np.ndarray) -> None:
    picture = np.asarray(Image.open(photos[0]))
    for layout in (np.asfortranarray(picture), np.flip(picture.copy()[:, ::-1], axis=1), picture.copy()[::1]):
        np.testing.assert_array_equal(featurizer.transform([layout]), features[:1])


def test_pictures_of_any_mode_and_orientation(featurizer: verger.Featurizer, tiny_model: Path, tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    pixels = Image.fromarray(random.integers(0, 256, (20, 30, 3), dtype=np.uint8))
    for mode in ("L", "P", "RGBA", "1"):
        pixels.convert(mode).save(tmp_path / f"{mode}.png")
        file = tmp_path / f"{mode}.png"
        np.testing.assert_array_equal(featurizer.transform([Image.open(file)]), featurizer.transform([file]))
    exif = Image.Exif()
    exif[0x0112] = 6
    pixels.save(tmp_path / "turned.png", exif=exif)
    turned, upright = Image.open(tmp_path / "turned.png"), ImageOps.exif_transpose(Image.open(tmp_path / "turned.png"))
    assert upright.size == (20, 30)
    row = featurizer.transform([tmp_path / "turned.png"])
    np.testing.assert_array_equal(featurizer.transform([turned]), row)
    np.testing.assert_array_equal(featurizer.transform([np.asarray(upright)]), row)
    as_stored = verger.Featurizer(tiny_model, exif_orientation=False)
    np.testing.assert_array_equal(as_stored.transform([turned]), featurizer.transform([pixels]))


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary_view()])
def test_arrow_columns_of_files(
    kind: pa.DataType, featurizer: verger.Featurizer, photos: list[Path], features: np.ndarray
) -> None:
    column = pa.array([path.read_bytes() for path in photos], kind)
    np.testing.assert_array_equal(featurizer.transform(column), features)
    np.testing.assert_array_equal(featurizer.transform(column[5:9]), features[5:9])
    chunked = pa.chunked_array([column[:3], column[3:3], column[3:]])
    np.testing.assert_array_equal(featurizer.transform(chunked), features)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_arrow_columns_of_paths(
    kind: pa.DataType, featurizer: verger.Featurizer, photos: list[Path], features: np.ndarray
) -> None:
    column = pa.array([*map(str, photos[:3]), None], kind)
    rows = featurizer.transform(column, on_error="null")
    np.testing.assert_array_equal(rows[:3], features[:3])
    assert [(reject.index, reject.uri, reject.code) for reject in featurizer.rejects] == [(3, None, "empty")]


def test_arrow_columns_of_something_else(featurizer: verger.Featurizer) -> None:
    for column in (pa.array([1, 2]), pa.table({"a": [b"x"]})):
        with pytest.raises(ValueError, match=r"must hold binary \(files\) or strings \(paths\), not"):
            featurizer.transform(column)


def test_into_arrow_without_a_copy(featurizer: verger.Featurizer, photos: list[Path], features: np.ndarray) -> None:
    column = featurizer.transform_arrow(photos)
    assert isinstance(column, pa.FixedSizeListArray)
    assert column.type == pa.list_(pa.field("item", pa.float32(), nullable=False), 1280)
    assert column.null_count == 0
    np.testing.assert_array_equal(column.values.to_numpy(zero_copy_only=True).reshape(-1, 1280), features)

    native, _ = featurizer._native.transform_arrow([str(photos[0])])
    first, second = pa.array(native), pa.array(native)
    assert first.values.buffers()[1].address == second.values.buffers()[1].address
    del native, first
    np.testing.assert_array_equal(second.values.to_numpy(), features[0])


def test_rejects_as_nulls(featurizer: verger.Featurizer, photos: list[Path], features: np.ndarray) -> None:
    images = [photos[0], b"", photos[0].with_name("gone.jpg"), photos[1].read_bytes()[:100], photos[1]]
    rows = featurizer.transform(images, on_error="null")
    np.testing.assert_array_equal(rows[[0, 4]], features[[0, 1]])
    assert np.isnan(rows[1:4]).all()
    assert [(reject.index, reject.uri, reject.code) for reject in featurizer.rejects] == [
        (1, None, "empty"),
        (2, str(photos[0].with_name("gone.jpg")), "not_found"),
        (3, None, "truncated"),
    ]
    column = featurizer.transform_arrow(images, on_error="null")
    assert column.is_valid().to_pylist() == [True, False, False, False, True]
    np.testing.assert_array_equal(column[4].values.to_numpy(), features[1])
    featurizer.transform(photos[:1])
    assert featurizer.rejects == ()


def test_rejects_raise(featurizer: verger.Featurizer, photos: list[Path]) -> None:
    gone = photos[0].with_name("gone.jpg")
    with pytest.raises(verger.TooManyRejects) as raised:
        featurizer.transform([photos[0], gone, b""])
    assert str(raised.value).startswith(f"images[1] ({gone}) cannot be used: not_found: ")
    assert str(raised.value).endswith(", and 1 more")
    assert [reject.index for reject in raised.value.rejects] == [1, 2]
    with pytest.raises(verger.TooManyRejects, match=r"images\[0\] cannot be used: empty: "):
        featurizer.transform_arrow([b""])


def test_limits_are_rejects(tiny_model: Path, photos: list[Path]) -> None:
    for limit, code in (({"max_bytes": 10}, "too_many_bytes"), ({"max_pixels": 10}, "too_many_pixels")):
        limited = verger.Featurizer(tiny_model, **limit)  # type: ignore[arg-type]
        limited.transform(photos[:1], on_error="null")
        assert [reject.code for reject in limited.rejects] == [code]


def test_no_photos_give_no_rows(featurizer: verger.Featurizer) -> None:
    assert featurizer.transform([]).shape == (0, 1280)
    assert len(featurizer.transform_arrow(pa.array([], pa.binary()))) == 0


@pytest.mark.parametrize(
    ("images", "error", "text"),
    [
        ("photo.jpg", TypeError, "images is one str: give a list of photos"),
        (b"bytes", TypeError, "images is one bytes: give a list"),
        (Path("photo.jpg"), TypeError, "give a list of photos"),
        (Image.new("RGB", (2, 2)), TypeError, "images is one Image: give a list"),
        ([np.zeros((2, 2, 3))], ValueError, "images[0] is float64 [2, 2, 3]: give a path"),
        ([b"", np.zeros((2, 2, 4), np.uint8)], ValueError, "images[1] is uint8 [2, 2, 4]: give a path"),
        (np.zeros((2, 2, 3), np.uint8), ValueError, "images[0] is uint8 [2, 3]"),
        ([np.zeros((0, 5, 3), np.uint8)], ValueError, "0 bytes are no pixels of an image of 5x0"),
        ([None], ValueError, "images[0] is object []"),
        (["ftpx://host/photo.jpg"], ValueError, "ftpx"),
    ],
)
def test_what_is_no_photo(images: Any, error: type[Exception], text: str, featurizer: verger.Featurizer) -> None:
    with pytest.raises(error) as raised:
        featurizer.transform(images)
    assert type(raised.value) is error
    assert text in str(raised.value)


def test_options_that_make_no_sense(tiny_model: Path, tmp_path: Path, featurizer: verger.Featurizer) -> None:
    with pytest.raises(ValueError, match="precision 'f8' is not known"):
        verger.Featurizer(tiny_model, "f8")
    with pytest.raises(ValueError, match='there is no filter "sharp"'):
        verger.Featurizer(tiny_model, filter="sharp")
    with pytest.raises(FileNotFoundError, match=r"gone\.onnx does not exist"):
        verger.Featurizer(tmp_path / "gone.onnx")
    (tmp_path / "broken.onnx").write_bytes(b"no model")
    with pytest.raises(ValueError, match=r"broken\.onnx is not a model that can be used"):
        verger.Featurizer(tmp_path / "broken.onnx")
    with pytest.raises(ValueError, match="on_error 'skip' is neither raise nor null"):
        featurizer.transform([], on_error="skip")


def test_says_what_it_is(featurizer: verger.Featurizer, output: Path) -> None:
    metadata = pq.read_schema(next((output / "features").iterdir())).metadata
    assert featurizer.n_features == 1280
    assert featurizer.input_size == (224, 224)
    assert featurizer.model_name.encode() == metadata[b"verger.model"]
    assert featurizer.model_sha256.encode() == metadata[b"verger.model_sha256"]
    assert featurizer.precision == "f32"
    assert featurizer.preprocessing["filter"] == "bicubic"


def test_pickles_as_its_options(tiny_model: Path, photos: list[Path]) -> None:
    nearest = verger.Featurizer(tiny_model, filter="nearest", threads=1)
    copy = pickle.loads(pickle.dumps(nearest))
    assert copy.preprocessing == nearest.preprocessing
    np.testing.assert_array_equal(copy.transform(photos[:2]), nearest.transform(photos[:2]))


def test_features_outlive_their_featurizer(tiny_model: Path, photos: list[Path], features: np.ndarray) -> None:
    column = verger.Featurizer(tiny_model).transform_arrow(photos)
    rows = verger.Featurizer(tiny_model).transform(io.BytesIO(path.read_bytes()).getbuffer() for path in photos)
    np.testing.assert_array_equal(rows, features)
    np.testing.assert_array_equal(column.values.to_numpy().reshape(rows.shape), features)


def test_default_model_equals_keras() -> None:
    """64 photos against Keras 3 and Pillow with the same weights."""
    reference = SHARED / "reference" / "keras_features.npz"
    if not reference.exists():
        pytest.skip(f"{reference.name} is not here: set VERGER_SHARED")
    try:
        featurizer = verger.Featurizer()
    except FileNotFoundError:
        pytest.skip("mobilenet_v2.onnx is not here: run models/fetch.py")
    with np.load(reference) as file:
        paths, expected = file["path"], file["features"].astype(np.float64)
    features = featurizer.transform(SHARED / "data" / path for path in paths).astype(np.float64)
    assert np.abs(features - expected).max() <= 1e-3
    cosine = (features * expected).sum(1) / np.linalg.norm(features, axis=1) / np.linalg.norm(expected, axis=1)
    assert cosine.min() >= 0.999999
