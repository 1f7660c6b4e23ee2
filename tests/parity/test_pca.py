"""Verger's PCA against scikit-learn's, on generated features and on those of real photos."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("VERGER_SHARED", REPOSITORY.parent / "shared"))
PHOTOS = SHARED / "data" / "fruits-360" / "Test"
MODEL = REPOSITORY / "models" / "mobilenet_v2.onnx"

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """On busy machines the threads of numpy's OpenBLAS wait for one another many times longer than they work."""
    with threadpool_limits(1):
        yield


@dataclass
class Fitted:
    """What pca.arrow says, and the projected rows."""

    n_samples: int
    mean: Doubles
    scale: Doubles | None
    explained_variance: Doubles
    explained_variance_ratio: Doubles
    components: Doubles
    reduced: Floats


def read_batch(path: Path) -> pa.RecordBatch:
    return pa.ipc.open_file(path).get_batch(0)


def fit(
    rows: Floats, folder: Path, n_components: object, *, parts: int = 1, threads: int = 2, standardize: bool = False
) -> Fitted:
    tool = os.environ.get("VERGER_PARITY_PCA")
    if not tool:
        pytest.skip("VERGER_PARITY_PCA is not set: run by ctest, or name build/.../pca")
    rows.tofile(folder / "rows.f32")
    mode = "standardize" if standardize else "plain"
    arguments = [rows.shape[1], parts, threads, n_components, mode]
    subprocess.run([tool, folder / "rows.f32", folder, *map(str, arguments)], check=True)
    batch = read_batch(folder / "pca.arrow")
    metadata = batch.schema.metadata
    k = int(metadata[b"n_components"])
    assert metadata[b"standardize"] == (b"true" if standardize else b"false")
    assert batch["components"].null_count == len(batch) - k
    return Fitted(
        n_samples=int(metadata[b"n_samples"]),
        mean=batch["mean"].to_numpy(),
        scale=batch["scale"].to_numpy() if standardize else None,
        explained_variance=batch["explained_variance"].to_numpy(),
        explained_variance_ratio=batch["explained_variance_ratio"].to_numpy(),
        components=np.vstack(batch["components"][:k].to_pylist()),
        reduced=np.fromfile(folder / "reduced.f32", np.float32).reshape(len(rows), k),
    )


def expect_parity(ours: Fitted, rows: Doubles, n_components: float) -> None:
    """`rows` are float64, standardized where ours did that itself."""
    theirs = PCA(n_components, svd_solver="covariance_eigh").fit(rows)
    spectrum = PCA(svd_solver="covariance_eigh").fit(rows)
    k = theirs.n_components_
    assert len(ours.components) == k
    assert ours.n_samples == len(rows)
    # Ours always holds all features; scikit-learn's at most as many values as there are rows, the rest being zero.
    beyond = (0, rows.shape[1] - len(spectrum.explained_variance_))
    ratios = np.pad(spectrum.explained_variance_ratio_, beyond)
    variances = np.pad(spectrum.explained_variance_, beyond)
    np.testing.assert_allclose(ours.explained_variance_ratio, ratios, rtol=0, atol=1e-6)
    np.testing.assert_allclose(ours.explained_variance, variances, rtol=1e-6, atol=1e-9 * variances[0])
    np.testing.assert_allclose(ours.components, theirs.components_, rtol=0, atol=1e-4)
    np.testing.assert_allclose(ours.components @ ours.components.T, np.eye(k), rtol=0, atol=1e-10)
    reduced = theirs.transform(rows)
    np.testing.assert_allclose(ours.reduced, reduced, rtol=0, atol=1e-5 * np.abs(reduced).max())


def generated(rows: int = 3000, dimension: int = 320, seed: int = 1) -> Floats:
    """Like a network's averaged activations: not negative, many of them zero, with a spectrum that decays."""
    rng = np.random.default_rng(seed)
    factors = 60
    weights = rng.standard_normal((factors, dimension)) * (np.arange(1, factors + 1) ** -0.7)[:, None]
    activations = rng.standard_normal((rows, factors)) @ weights + 0.3 * rng.standard_normal((rows, dimension)) - 0.2
    return np.maximum(activations, 0).astype(np.float32)


@pytest.fixture(scope="module")
def photos_features() -> Floats:
    """Features of Fruits-360 Test by OpenVINO alone: no code of Verger's is in them."""
    for needed in (PHOTOS, MODEL):
        if not needed.exists():
            pytest.skip(f"needs {needed.name}")
    openvino = pytest.importorskip("openvino")
    from PIL import Image

    paths = sorted(PHOTOS.rglob("*.jpg"))
    model = openvino.Core().compile_model(MODEL, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    features = np.empty((len(paths), 1280), np.float32)
    for first in range(0, len(paths), 16):
        batch = [np.asarray(Image.open(path).convert("RGB").resize((224, 224))) for path in paths[first : first + 16]]
        features[first : first + len(batch)] = model(np.stack(batch))[0]
    return features


@pytest.mark.parametrize("n_components", [0.5, 0.9, 0.95, 0.999, 1, 7, 100])
def test_generated_features(n_components: float, tmp_path: Path) -> None:
    rows = generated()
    expect_parity(fit(rows, tmp_path, n_components, parts=7), rows.astype(np.float64), n_components)


@pytest.mark.parametrize("n_components", [0.9, 0.95])
def test_photos_features(photos_features: Floats, n_components: float, tmp_path: Path) -> None:
    ours = fit(photos_features, tmp_path, n_components, parts=7)
    expect_parity(ours, photos_features.astype(np.float64), n_components)


def test_standardized(tmp_path: Path) -> None:
    rows = generated(500, 40)
    rows[:, 11] = 0.1
    # StandardScaler divides by n, Verger by n - 1: both spectra have the same shape and the same vectors.
    scaled = StandardScaler().fit_transform(rows.astype(np.float64)) * np.sqrt((len(rows) - 1) / len(rows))
    ours = fit(rows, tmp_path, 0.9, standardize=True)
    expect_parity(ours, scaled, 0.9)
    assert ours.scale is not None
    expected = rows.astype(np.float64).std(axis=0, ddof=1)
    expected[11] = 1
    np.testing.assert_allclose(ours.scale, expected, rtol=1e-12)


@pytest.mark.parametrize("shape", [(2, 5), (30, 64), (64, 64), (65, 64), (200, 1)])
def test_shapes(shape: tuple[int, int], tmp_path: Path) -> None:
    rows = np.random.default_rng(2).standard_normal(shape).astype(np.float32)
    expect_parity(fit(rows, tmp_path, 0.8), rows.astype(np.float64), 0.8)


def test_threads_give_the_same_files(tmp_path: Path) -> None:
    rows = generated(2500, 300)
    files = {}
    for threads in (1, 2, 8):
        folder = tmp_path / str(threads)
        folder.mkdir()
        fit(rows, folder, 0.9, threads=threads, parts=2)
        files[threads] = [(folder / name).read_bytes() for name in ("moments.arrow", "pca.arrow", "reduced.f32")]
    assert files[1] == files[2] == files[8]


def test_moments_file_is_as_documented(tmp_path: Path) -> None:
    rows = generated(400, 50)
    fit(rows, tmp_path, 0.9, parts=3)
    batch = read_batch(tmp_path / "moments.arrow")
    assert batch.schema.names == ["mean", "scatter"]
    assert batch.schema.metadata == {b"verger.kind": b"moments", b"verger.format": b"1", b"count": b"400"}
    centred = rows.astype(np.float64) - rows.mean(axis=0, dtype=np.float64)
    scatter = centred.T @ centred
    np.testing.assert_allclose(batch["mean"].to_numpy(), rows.mean(axis=0, dtype=np.float64), rtol=1e-12)
    for i, row in enumerate(batch["scatter"].to_pylist()):
        np.testing.assert_allclose(row, scatter[i, i:], rtol=0, atol=1e-9)
