"""Photos to features, without files."""

from __future__ import annotations

import functools
import json
import os
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from . import _verger
from ._run import to_bytes
from .errors import Reject, TooManyRejects

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


class Featurizer:
    """Photos to features: one compiled network for the process, a photo a core at a time.

    The features of a photo depend on nothing but its pixels, and are those of `verger.run` with the same options.
    Thread-safe; pickles as its options.

    Args:
        model: "mobilenet_v2" (1280 features), or the path of an .onnx or OpenVINO .xml file.
        precision: Arithmetic of the network: "f32", "bf16", "f16", or "auto" (bf16 where the CPU has it).
        threads: Photos worked on at once; 0: one a core.
        exif_orientation: Turn photos upright by their EXIF orientation.
        filter: Resampling: "nearest", "box", "bilinear", "bicubic" or "lanczos", as Pillow's.
        max_bytes: Reject larger files, in bytes or like "256MiB".
        max_pixels: Reject larger photos.

    Raises:
        FileNotFoundError: There is no such model.
        ValueError: An option makes no sense, or the model is none that can be used.
    """

    def __init__(
        self,
        model: str | os.PathLike[str] = "mobilenet_v2",
        precision: str = "f32",
        *,
        threads: int = 0,
        exif_orientation: bool = True,
        filter: str = "bicubic",
        max_bytes: int | str = "256MiB",
        max_pixels: int = 178_956_970,
    ) -> None:
        self._options: dict[str, Any] = {
            "model": os.fspath(model),
            "precision": precision,
            "threads": threads,
            "filter": filter,
            "exif_orientation": exif_orientation,
            "max_bytes": to_bytes(max_bytes),
            "max_pixels": max_pixels,
        }
        self._native = _verger.Featurizer(**self._options)
        self._last = threading.local()

    def transform(self, images: Iterable[Any], *, on_error: str = "raise") -> NDArray[np.float32]:
        """The features of each photo, float32 [n, n_features], in the order given. The GIL is released meanwhile.

        Args:
            images: Any mixture of

                - paths and URIs: str or os.PathLike,
                - the bytes of image files: bytes or anything with the buffer protocol,
                - pictures: PIL.Image, or arrays of RGB pixels, uint8 [height, width, 3], which are only resized;

                or one Arrow column of any library (pyarrow, Polars, ...; no copy): binary holds files, strings are
                paths, a null is an empty file.
            on_error: "raise" at photos that cannot be used, once all have been tried, or "null": their rows are NaN,
                and `rejects` tells why.

        Raises:
            TooManyRejects: With `on_error="raise"`; its `rejects` has each photo that could not be used.
            TypeError, ValueError: One of `images` is nothing of the kind.
            KeyboardInterrupt: Ctrl-C.
        """
        _check(on_error)
        features, rejects = self._native.transform(self._sources(images))
        self._note(rejects, on_error)
        return features

    def transform_arrow(self, images: Iterable[Any], *, on_error: str = "raise") -> pa.FixedSizeListArray:
        """`transform` into an Arrow column fixed_size_list<float>[n_features], without a copy.

        With `on_error="null"` the rows of photos that cannot be used are null.
        """
        import pyarrow as pa

        _check(on_error)
        column, rejects = self._native.transform_arrow(self._sources(images))
        self._note(rejects, on_error)
        return pa.array(column)

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """The photos that this thread's last `transform` could not use."""
        return getattr(self._last, "rejects", ())

    @property
    def n_features(self) -> int:
        """Features a photo: 1280 for mobilenet_v2."""
        return self._native.dimension

    @property
    def input_size(self) -> tuple[int, int]:
        """Width and height that photos are resized to, in pixels."""
        return self._native.width, self._native.height

    @property
    def model_name(self) -> str:
        """As it stands in the metadata of a run."""
        return self._native.name

    @property
    def model_sha256(self) -> str:
        """Of the model file, in hex."""
        return self._native.sha256

    @property
    def precision(self) -> str:
        """As used: never "auto"."""
        return self._native.precision

    @property
    def preprocessing(self) -> dict[str, Any]:
        """The preprocessing contract, as it stands in the metadata of a run."""
        spec: dict[str, Any] = json.loads(self._native.preprocessing)
        return spec

    def __repr__(self) -> str:
        return f"Featurizer(model={self._options['model']!r}, precision={self.precision!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return functools.partial(Featurizer, **self._options), ()

    def _sources(self, images: Iterable[Any]) -> Any:
        """What the native side takes: an Arrow column as it is, or a list of str, bytes and uint8 [h, w, 3]."""
        if isinstance(images, str | os.PathLike | bytes | bytearray) or hasattr(images, "getexif"):
            raise TypeError(f"images is one {type(images).__name__}: give a list of photos")
        if hasattr(images, "__arrow_c_stream__") or hasattr(images, "__arrow_c_array__"):
            return images
        return [self._source(image, index) for index, image in enumerate(images)]

    def _source(self, image: Any, index: int) -> Any:
        if isinstance(image, str | bytes | bytearray | memoryview):
            return image
        if isinstance(image, os.PathLike):
            return os.fsdecode(image)
        import numpy as np

        if hasattr(image, "getexif"):
            from PIL import ImageOps

            image = (ImageOps.exif_transpose(image) if self._options["exif_orientation"] else image).convert("RGB")
        array = np.asarray(image)
        if array.dtype != np.uint8 or array.ndim not in (1, 3) or (array.ndim == 3 and array.shape[2] != 3):
            raise ValueError(
                f"images[{index}] is {array.dtype} {list(array.shape)}: "
                "give a path, the bytes of a file, a PIL image, or RGB pixels as uint8 [height, width, 3]"
            )
        return np.ascontiguousarray(array)

    def _note(self, rejects: list[tuple[int, str | None, str, str]], on_error: str) -> None:
        """Keeps the rejects, and raises where the caller wants that."""
        self._last.rejects = tuple(Reject(*reject) for reject in rejects)
        if not rejects or on_error == "null":
            return
        first = self.rejects[0]
        place = f"images[{first.index}]" + (f" ({first.uri})" if first.uri else "")
        more = f", and {len(rejects) - 1} more" if len(rejects) > 1 else ""
        error = TooManyRejects(f"{place} cannot be used: {first.code}: {first.message}{more}")
        error.rejects = self.rejects
        raise error


def _check(on_error: str) -> None:
    if on_error not in ("raise", "null"):
        raise ValueError(f"on_error '{on_error}' is neither raise nor null")
