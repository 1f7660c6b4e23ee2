"""The weightless models run alike in both runtimes, and their features follow the image."""

from __future__ import annotations

import json
from pathlib import Path

import make_tiny
import numpy as np
import onnx_graph
import onnxruntime
import openvino
import pytest
from PIL import Image


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models")
    make_tiny.main(["--out", str(path)])
    return path


def photos(size: int) -> np.ndarray:
    """Eight uint8 [size, size, 3] images, smooth as photos are."""
    noise = np.random.default_rng(3).integers(0, 256, (8, 5, 5, 3), np.uint8)
    return np.stack([np.asarray(Image.fromarray(n).resize((size, size))) for n in noise])


def scaled(images: np.ndarray, sidecar: Path) -> np.ndarray:
    """What a caller does by the sidecar: (x - mean) / scale, channels first."""
    spec = json.loads(sidecar.read_text())["input"]
    return ((images - np.float32(spec["mean"])) / np.float32(spec["scale"])).transpose(0, 3, 1, 2)


def onnxruntime_features(model: Path, x: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model)
    return session.run(["features"], {session.get_inputs()[0].name: x})[0]


def openvino_features(model: Path, x: np.ndarray) -> np.ndarray:
    compiled = openvino.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return np.array(compiled(x)["features"])


@pytest.mark.parametrize(("name", "size", "channels"), [("tiny", 224, 1280), ("tiny_nchw", 96, 256)])
def test_both_runtimes_agree_and_images_differ(folder: Path, name: str, size: int, channels: int) -> None:
    model = folder / f"{name}.onnx"
    x = photos(size) if name == "tiny" else scaled(photos(size), folder / f"{name}.json")
    features = openvino_features(model, x)

    assert features.dtype == np.float32 and features.shape == (8, channels)
    np.testing.assert_allclose(features, onnxruntime_features(model, x), rtol=0, atol=1e-5)
    distances = np.linalg.norm(features[:, None] - features, axis=2)
    assert distances[~np.eye(8, dtype=bool)].min() > 1
    # All eight are independent, so a PCA on them has something to find.
    assert np.linalg.matrix_rank(features - features.mean(axis=0)) == 7
    assert (features > 0).mean(axis=1).min() > 0


def test_position_and_colour_matter(folder: Path) -> None:
    x = photos(224)[:1]
    variants = np.concatenate([x, x[:, ::-1], x[:, :, ::-1], x[..., ::-1]])
    features = onnxruntime_features(folder / "tiny.onnx", variants)
    assert np.linalg.norm(features[1:] - features[0], axis=1).min() > 1


def test_small_and_the_same_everywhere(folder: Path) -> None:
    """The sums are of models written elsewhere: tests may keep features of these models as golden data."""
    data = {name: (folder / f"{name}.onnx").read_bytes() for name in ("tiny", "tiny_nchw")}
    assert all(len(d) < 20_000 for d in data.values())
    assert {name: onnx_graph.sha256(d) for name, d in data.items()} == {
        "tiny": "1c07db9d46b634bdfb9b5142dd517b20fd1cf40f3437a439bd37811b28f31094",
        "tiny_nchw": "9ee74067967dc797bc19d5d3e1da26aa2a52ef8ec8f1170b82da79a0aecb6f2d",
    }


@pytest.mark.parametrize("name", ["tiny", "tiny_nchw"])
def test_the_sidecar_describes_the_model(folder: Path, name: str) -> None:
    sidecar = json.loads((folder / f"{name}.json").read_text())
    session = onnxruntime.InferenceSession(folder / f"{name}.onnx")
    spec = sidecar["input"]
    size = [spec["height"], spec["width"]]
    assert session.get_inputs()[0].name == spec["name"]
    assert session.get_inputs()[0].shape[1:] == ([*size, 3] if spec["layout"] == "NHWC" else [3, *size])
    assert sidecar["output"] in [o.name for o in session.get_outputs()]
    assert sidecar["sha256"] == onnx_graph.sha256((folder / f"{name}.onnx").read_bytes())
