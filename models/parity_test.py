"""The real weights against features that Keras 3 computed from the same photos."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from make_tiny_test import onnxruntime_features, openvino_features
from PIL import Image

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("VERGER_SHARED", HERE.parent.parent / "shared"))
MODEL = HERE / "mobilenet_v2.onnx"
REFERENCE = SHARED / "reference" / "keras_features.npz"
Run = Callable[[Path, np.ndarray], np.ndarray]


@pytest.fixture(scope="module")
def reference() -> tuple[np.ndarray, np.ndarray]:
    """The photos as uint8 [n, 224, 224, 3], prepared by Pillow, and Keras' features float32 [n, 1280]."""
    for path, remedy in ((MODEL, "run models/fetch.py"), (REFERENCE, "set VERGER_SHARED"), (SHARED / "data", "same")):
        if not path.exists():
            pytest.skip(f"{path.name} is not here: {remedy}")
    with np.load(REFERENCE) as file:
        paths, features = file["path"], file["features"]
    photos = (Image.open(SHARED / "data" / path).convert("RGB").resize((224, 224)) for path in paths)
    return np.stack([np.asarray(photo) for photo in photos]), features


@pytest.mark.parametrize("run", [openvino_features, onnxruntime_features])
def test_features_equal_those_of_keras(run: Run, reference: tuple[np.ndarray, np.ndarray]) -> None:
    images, expected = reference
    features = run(MODEL, images)
    assert np.abs(features - expected).max() <= 1e-3
    a, b = features.astype(np.float64), expected.astype(np.float64)
    cosine = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    assert cosine.min() >= 0.999999
