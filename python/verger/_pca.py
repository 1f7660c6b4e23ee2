"""Principal component analysis from moments that merge."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _verger

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


class PCA:
    """Principal component analysis, exact, from one pass over the rows.

    Rows leave their count, mean and second moments (float64), which add up: over calls of `partial_fit`, and over
    machines by `merge`. The components come from them when they are first asked for. The names are scikit-learn's, and
    so are the results, but for the sign of a component, which is fixed here: its loading of largest magnitude is
    positive.

    `X` is [n, n_features]: a numpy array, used as it is when it is float32 or float64 and C-contiguous, anything that
    converts to one, or an Arrow column of lists of float32 or float64, such as `features` of a run (no copy). Pickles
    with its moments.

    Args:
        n_components: Share of the variance to keep in (0, 1), number of components, or None for all.
        standardize: Divide each feature by its standard deviation first.
        threads: Cores to use; 0: all. The results do not depend on it.
    """

    def __init__(self, n_components: float | int | None = 0.9, *, standardize: bool = False, threads: int = 0) -> None:
        self.n_components = n_components
        self.standardize = standardize
        self.threads = threads
        self._moments: _verger.Moments | None = None
        self._pca: _verger.Pca | None = None

    def fit(self, X: Any, y: object = None) -> PCA:
        """Fits to the rows of X alone.

        Raises:
            ValueError: X is no table of numbers, has fewer than 2 rows, or cannot give `n_components`.
            Error: A value is not finite.
        """
        self._moments = self._pca = None
        self.partial_fit(X)
        self._fitted()
        return self

    def partial_fit(self, X: Any, y: object = None) -> PCA:
        """Adds the rows of X to those seen so far. Whether `n_components` can be had is told when it is needed.

        Raises:
            ValueError: X is no table of numbers.
            Error: A value is not finite, or X has another number of features than before.
        """
        for rows in _tables(X):
            if rows.shape[0]:
                self._add(_verger.Moments.of(rows, self.threads))
        return self

    def merge(self, other: PCA) -> PCA:
        """Adds the rows that `other` has seen. Merged in the same order, the same parts give the same bits."""
        if other._moments is not None:
            self._add(other._moments.copy())
        return self

    def transform(self, X: Any) -> NDArray[np.float32] | NDArray[np.float64]:
        """The components of each row: [n, n_components_], float64 for float64 rows, else float32.

        Each row of float32 is projected by itself, with sums in float64, so its result does not depend on the others.

        Raises:
            ValueError: Nothing was fitted, or X has another number of features.
        """
        import numpy as np

        pca = self._fitted()
        parts = []
        for rows in _tables(X):
            if rows.dtype == np.float64 and rows.shape[1] == self.n_features_in_:
                centred = rows - pca.mean
                parts.append((centred / pca.scale if self.standardize else centred) @ pca.components.T)
            else:
                parts.append(pca.transform(rows.astype(np.float32, copy=False), self.threads))
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def fit_transform(self, X: Any, y: object = None) -> NDArray[np.float32] | NDArray[np.float64]:
        """`fit(X)`, then `transform(X)`."""
        return self.fit(X).transform(X)

    def inverse_transform(self, Y: Any) -> NDArray[np.float64]:
        """The rows [n, n_features_in_] whose components are nearest to Y [n, n_components_]."""
        import numpy as np

        pca = self._fitted()
        rows = np.asarray(Y, dtype=np.float64) @ pca.components
        return (rows * pca.scale if self.standardize else rows) + pca.mean

    @property
    def n_components_(self) -> int:
        """Components kept."""
        return self._fitted().n_components

    @property
    def n_features_in_(self) -> int:
        """Features a row."""
        return self._fitted().mean.size

    @property
    def n_samples_(self) -> int:
        """Rows seen."""
        return self._fitted().n_samples

    @property
    def mean_(self) -> NDArray[np.float64]:
        """[n_features_in_]"""
        return self._fitted().mean

    @property
    def scale_(self) -> NDArray[np.float64] | None:
        """[n_features_in_]: standard deviations (n - 1), 1 where a feature never changes; None if not standardized."""
        return self._fitted().scale if self.standardize else None

    @property
    def components_(self) -> NDArray[np.float64]:
        """[n_components_, n_features_in_]: rows of unit length, by falling variance."""
        return self._fitted().components

    @property
    def explained_variance_(self) -> NDArray[np.float64]:
        """[n_components_]: variance (n - 1) along each component."""
        return self.spectrum_[: self.n_components_]

    @property
    def explained_variance_ratio_(self) -> NDArray[np.float64]:
        """[n_components_]: the same as shares of the whole variance."""
        return self._fitted().explained_variance_ratio[: self.n_components_]

    @property
    def spectrum_(self) -> NDArray[np.float64]:
        """[n_features_in_]: variance along every component, also those that were not kept."""
        return self._fitted().explained_variance

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the fitted PCA as an Arrow file: the format of OUT/pca/pca.arrow (docs/formats.md)."""
        target = Path(path)
        unfinished = target.with_name(f".{target.name}.unfinished")
        unfinished.write_bytes(_to_file(self._fitted()))
        unfinished.replace(target)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> PCA:
        """The PCA of a file that `save` or a run (OUT/pca/pca.arrow) wrote. It transforms, but takes no further rows.

        Raises:
            FileNotFoundError: There is no such file.
            ValueError, Error: It holds no PCA.
        """
        pca = _verger.Pca.from_arrow(_from_file(Path(path).read_bytes()))
        loaded = cls(pca.n_components, standardize=pca.scale.size > 0)
        loaded._pca = pca
        return loaded

    def __repr__(self) -> str:
        return f"PCA(n_components={self.n_components!r}, standardize={self.standardize!r})"

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        for name in ("_moments", "_pca"):
            if state[name] is not None:
                state[name] = _to_file(state[name])
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if self._moments is not None:
            self._moments = _verger.Moments.from_arrow(_from_file(state["_moments"]))
        if self._pca is not None:
            self._pca = _verger.Pca.from_arrow(_from_file(state["_pca"]))

    def _add(self, moments: _verger.Moments) -> None:
        if self._moments is not None:
            self._moments.merge(moments)
        elif self._pca is not None:
            raise ValueError("a PCA that was loaded takes no further rows: fit a new one")
        else:
            self._moments = moments
        self._pca = None

    def _fitted(self) -> _verger.Pca:
        if self._pca is None:
            if self._moments is None:
                raise ValueError("this PCA has seen no rows: call fit first")
            kept = "all" if self.n_components is None else str(self.n_components)
            self._pca = _verger.Pca.fit(self._moments, kept, self.standardize)
        return self._pca


def _tables(X: Any) -> list[Any]:
    """X as C-contiguous tables of float32 or float64: one, or one a chunk of an Arrow column."""
    import numpy as np

    if hasattr(X, "__arrow_c_stream__") or hasattr(X, "__arrow_c_array__"):
        return _verger.rows_of(X)
    table = np.ascontiguousarray(X)
    if table.dtype not in (np.float32, np.float64):
        table = table.astype(np.float64)
    if table.ndim != 2 or table.shape[1] == 0:
        raise ValueError(f"X has shape {list(table.shape)}: give rows of features, [n, n_features]")
    return [table]


def _to_file(batch: Any) -> bytes:
    import pyarrow as pa

    record_batch = pa.record_batch(batch)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, record_batch.schema) as writer:
        writer.write_batch(record_batch)
    return bytes(sink.getvalue())


def _from_file(data: bytes) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.ipc.open_file(pa.BufferReader(data)).get_batch(0)
