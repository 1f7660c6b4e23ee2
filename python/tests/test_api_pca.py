"""`verger.PCA`: scikit-learn's results, from moments that merge."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sklearn.decomposition
import sklearn.preprocessing
import verger
from verger import _pca, _verger


def table(n: int = 300, d: int = 20, seed: int = 0) -> np.ndarray:
    """Rows [n, d] of falling variance, away from zero."""
    random = np.random.default_rng(seed)
    return random.normal(size=(n, d)) * 0.8 ** np.arange(d) @ random.normal(size=(d, d)) + 5


def assert_same_components(actual: np.ndarray, expected: np.ndarray, tolerance: float = 1e-7) -> None:
    """But for signs, which scikit-learn leaves open."""
    signs = np.sign((actual * expected).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(actual, signs * expected, atol=tolerance)


@pytest.mark.parametrize("kept", [0.5, 0.9, 0.99, 1, 7, 20, None])
def test_equals_scikit_learn(kept: float | int | None) -> None:
    X = table()
    ours = verger.PCA(kept).fit(X)
    theirs = sklearn.decomposition.PCA(kept, svd_solver="covariance_eigh").fit(X)
    assert ours.n_components_ == theirs.n_components_
    assert ours.n_features_in_ == theirs.n_features_in_
    assert ours.n_samples_ == theirs.n_samples_
    np.testing.assert_allclose(ours.mean_, theirs.mean_)
    np.testing.assert_allclose(ours.explained_variance_, theirs.explained_variance_, rtol=1e-7)
    np.testing.assert_allclose(ours.explained_variance_ratio_, theirs.explained_variance_ratio_, rtol=1e-7)
    assert_same_components(ours.components_, theirs.components_)
    signs = np.sign((ours.components_ * theirs.components_).sum(axis=1))
    np.testing.assert_allclose(ours.transform(X), theirs.transform(X) * signs, atol=1e-7)
    np.testing.assert_allclose(ours.inverse_transform(ours.transform(X)), theirs.inverse_transform(theirs.transform(X)))
    assert (np.abs(ours.components_).max(axis=1) == ours.components_.max(axis=1)).all()


def test_standardize_equals_a_scaler_before() -> None:
    X = table() * 10.0 ** np.arange(-10, 10)
    ours = verger.PCA(5, standardize=True).fit(X)
    scaled = (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)
    theirs = sklearn.decomposition.PCA(5, svd_solver="covariance_eigh").fit(scaled)
    assert ours.scale_ is not None
    np.testing.assert_allclose(ours.scale_, X.std(axis=0, ddof=1))
    np.testing.assert_allclose(ours.explained_variance_, theirs.explained_variance_)
    assert_same_components(ours.components_, theirs.components_)
    np.testing.assert_allclose(np.abs(ours.transform(X)), np.abs(theirs.transform(scaled)), atol=1e-7)
    np.testing.assert_allclose(verger.PCA(None, standardize=True).fit(X).inverse_transform(
        verger.PCA(None, standardize=True).fit_transform(X)), X, rtol=1e-6)  # fmt: skip
    assert verger.PCA(5).fit(X).scale_ is None


def test_spectrum_holds_every_variance() -> None:
    X = table()
    spectrum = verger.PCA(3).fit(X).spectrum_
    assert spectrum.shape == (20,)
    np.testing.assert_allclose(spectrum, np.linalg.eigvalsh(np.cov(X.T))[::-1])


def test_float64_far_from_zero_keeps_its_digits() -> None:
    X = table() + 1e9
    ours, theirs = verger.PCA(5).fit(X), sklearn.decomposition.PCA(5, svd_solver="full").fit(X)
    np.testing.assert_allclose(np.abs(ours.transform(X)), np.abs(theirs.transform(X)), atol=1e-4)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_nothing(threads: int) -> None:
    X = table(1000, 64).astype(np.float32)
    expected = verger.PCA(8, threads=1).fit(X)
    ours = verger.PCA(8, threads=threads).fit(X)
    np.testing.assert_array_equal(ours.components_, expected.components_)
    np.testing.assert_array_equal(ours.transform(X), expected.transform(X))
    np.testing.assert_array_equal(ours.transform(X[17:18]), expected.transform(X)[17:18])


def test_dtypes() -> None:
    X = table()
    assert verger.PCA(2).fit_transform(X).dtype == np.float64
    assert verger.PCA(2).fit_transform(X.astype(np.float32)).dtype == np.float32
    whole = np.round(X * 100).astype(np.int32)
    np.testing.assert_array_equal(
        verger.PCA(2).fit(whole).components_, verger.PCA(2).fit(whole.astype(np.float64)).components_
    )
    np.testing.assert_array_equal(verger.PCA(2).fit(whole.tolist()).mean_, verger.PCA(2).fit(whole).mean_)


def test_arrays_that_fit_are_used_as_they_are() -> None:
    X = table()
    for rows in (X, X.astype(np.float32)):
        assert _pca._tables(rows)[0] is rows
    locked = X.copy()
    locked.flags.writeable = False
    for rows in (np.asfortranarray(X), np.repeat(X, 2, axis=0)[::2], locked):
        np.testing.assert_array_equal(verger.PCA(3).fit(rows).components_, verger.PCA(3).fit(X).components_)


def arrow_columns(X: np.ndarray) -> list[Any]:
    d = X.shape[1]
    values = pa.array(X.ravel())
    offsets = np.arange(0, X.size + 1, d)
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)
    padded = pa.FixedSizeListArray.from_arrays(pa.array(np.concatenate([X[:2], X, X[:1]]).ravel()), d)
    return [
        lists,
        pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), values),
        pa.FixedSizeListArray.from_arrays(values, d),
        padded[2:-1],
        pa.chunked_array([lists[:0], lists]),
    ]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_arrow_columns(dtype: type) -> None:
    X = table().astype(dtype)
    expected = verger.PCA(4).fit(X)
    for column in arrow_columns(X):
        ours = verger.PCA(4).fit(column)
        np.testing.assert_array_equal(ours.components_, expected.components_)
        np.testing.assert_array_equal(ours.transform(column), expected.transform(X))
    lists = arrow_columns(X)[0]
    chunked = pa.chunked_array([lists[:7], lists[7:]])
    np.testing.assert_allclose(expected.transform(chunked), expected.transform(X), atol=1e-12)


def test_arrow_columns_are_not_copied() -> None:
    column = arrow_columns(table())[2]
    address = column.values.buffers()[1].address
    (rows,) = _verger.rows_of(column[10:20])
    assert rows.ctypes.data == address + 10 * 20 * 8
    assert not rows.flags.writeable
    expected = table()[10:20]
    del column
    np.testing.assert_array_equal(rows, expected)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (pa.array([[1.0], None]), "must have no nulls"),
        (pa.array([[1.0], [None]]), "must have no nulls"),
        (pa.array([[1.0], [1.0, 2.0]]), "rows of one length: row 0 has 1 values, row 1 has 2"),
        (pa.array([[1]]), "must be lists of float32 or float64, not list<item: int64>"),
        (pa.array([1.0]), "must be lists of float32 or float64, not double"),
    ],
)
def test_arrow_columns_that_are_no_rows(column: pa.Array, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        verger.PCA(1).fit(column)


def test_parts_add_up() -> None:
    X = table()
    whole = verger.PCA(6).fit(X)
    parts = [X[:100], X[100:100], X[100:130], X[130:]]
    pca = verger.PCA(6)
    for part in parts:
        pca.partial_fit(part)
    assert pca.n_samples_ == 300
    np.testing.assert_allclose(pca.components_, whole.components_, atol=1e-10)
    np.testing.assert_allclose(pca.explained_variance_, whole.explained_variance_, rtol=1e-12)

    merged = verger.PCA(6)
    others = [verger.PCA(6).partial_fit(part) for part in parts]
    for other in others:
        merged.merge(other)
    np.testing.assert_array_equal(merged.components_, pca.components_)
    assert [other._moments.count if other._moments else 0 for other in others] == [100, 0, 30, 170]


def test_fit_forgets_what_was_seen() -> None:
    X = table()
    pca = verger.PCA(3).fit(table(seed=1))
    np.testing.assert_array_equal(pca.fit(X).components_, verger.PCA(3).fit(X).components_)


def test_saved_pickled_and_read_from_a_run(output: Path, tmp_path: Path) -> None:
    features = pq.read_table(output / "features")["features"]
    reduced = pq.read_table(output / "reduced")["components"]
    of_run = verger.PCA.load(output / "pca" / "pca.arrow")
    np.testing.assert_array_equal(of_run.transform(features), np.stack(reduced.to_numpy(zero_copy_only=False)))
    # One chunk a part, as the run had them: the same bits.
    fitted = verger.PCA(0.9).fit(features)
    np.testing.assert_array_equal(fitted.components_, of_run.components_)

    fitted.save(tmp_path / "pca.arrow")
    assert [path.name for path in tmp_path.iterdir()] == ["pca.arrow"]
    for copy in (verger.PCA.load(tmp_path / "pca.arrow"), pickle.loads(pickle.dumps(fitted))):
        for name in ("mean_", "components_", "explained_variance_", "explained_variance_ratio_", "spectrum_"):
            np.testing.assert_array_equal(getattr(copy, name), getattr(fitted, name))
        assert (copy.n_samples_, copy.n_components_) == (40, fitted.n_components_)


def test_pickle_keeps_the_moments() -> None:
    X = table()
    half = pickle.loads(pickle.dumps(verger.PCA(4, standardize=True).partial_fit(X[:150])))
    both = verger.PCA(4, standardize=True).partial_fit(X[:150]).partial_fit(X[150:])
    np.testing.assert_array_equal(half.partial_fit(X[150:]).components_, both.components_)


def test_standardized_survives_a_file(tmp_path: Path) -> None:
    X = table()
    fitted = verger.PCA(4, standardize=True).fit(X)
    fitted.save(tmp_path / "pca.arrow")
    loaded = verger.PCA.load(tmp_path / "pca.arrow")
    assert loaded.standardize
    np.testing.assert_array_equal(loaded.transform(X), fitted.transform(X))


def test_attributes_are_views_that_keep_their_pca() -> None:
    pca = verger.PCA(4).fit(table())
    components = pca.components_
    assert components.ctypes.data == pca.components_.ctypes.data
    assert not components.flags.writeable
    expected = components.copy()
    del pca
    np.testing.assert_array_equal(components, expected)


def test_errors(tmp_path: Path) -> None:
    X = table()
    with pytest.raises(ValueError, match="has seen no rows: call fit first"):
        verger.PCA().transform(X)
    with pytest.raises(ValueError, match="has seen no rows"):
        verger.PCA().fit(X[:0])
    with pytest.raises(ValueError, match="needs at least 2 rows"):
        verger.PCA().fit(X[:1])
    with pytest.raises(ValueError, match=r"n_components=1\.5 is no ratio between 0 and 1"):
        verger.PCA(1.5).fit(X)
    with pytest.raises(ValueError, match="n_components=21, but 20 features allow 1 to 20"):
        verger.PCA(21).fit(X)
    with pytest.raises(ValueError, match="cannot be reached: all 5 rows of features are alike"):
        verger.PCA(0.9).fit(np.ones((5, 3)))
    with pytest.raises(ValueError, match=r"X has shape \[20\]: give rows of features"):
        verger.PCA().fit(X[0])
    with pytest.raises(ValueError, match="rows of 19 features for a PCA fitted on 20"):
        verger.PCA(2).fit(X).transform(X[:, 1:])
    with pytest.raises(verger.Error, match="row 1"):
        verger.PCA(2).fit([[1.0, 2.0], [np.nan, 1.0]])
    with pytest.raises(verger.Error):
        verger.PCA(2).partial_fit(X).partial_fit(X[:, 1:])
    verger.PCA(2).fit(X).save(tmp_path / "pca.arrow")
    with pytest.raises(ValueError, match="takes no further rows: fit a new one"):
        verger.PCA.load(tmp_path / "pca.arrow").partial_fit(X)
    with pytest.raises(FileNotFoundError):
        verger.PCA.load(tmp_path / "gone.arrow")
    (tmp_path / "no.arrow").write_bytes(b"no Arrow file")
    with pytest.raises(ValueError):
        verger.PCA.load(tmp_path / "no.arrow")
