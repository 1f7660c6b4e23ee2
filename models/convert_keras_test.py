"""The converter against Keras' arithmetic written out in numpy, on a MobileNetV2 of a few channels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import convert_keras
import h5py
import numpy as np
import onnx_graph
import onnxruntime
import pytest

# Filters of Conv1, of the 17 blocks' projections, and of Conv_1; equal neighbours get a residual where the stride is 1.
CHANNELS = (8, 4, 6, 6, 8, 8, 8, 4, 4, 4, 4, 6, 6, 6, 8, 8, 8, 10, 12)
EXPANSION = 4
Layers = dict[str, dict[str, np.ndarray]]


def random_layers(seed: int = 7) -> Layers:
    """The layers of keras.applications.MobileNetV2 by name, in its shapes, narrow."""
    rng = np.random.default_rng(seed)
    layers: Layers = {}

    def conv(name: str, norm: str, shape: tuple[int, ...], depthwise: bool = False) -> None:
        channels = shape[2] if depthwise else shape[3]
        fan_in = 9 if depthwise else shape[0] * shape[1] * shape[2]
        kernel = rng.normal(0, 1 / np.sqrt(fan_in), shape).astype(np.float32)
        layers[name] = {"depthwise_kernel" if depthwise else "kernel": kernel}
        layers[norm] = {
            "gamma": rng.uniform(0.5, 1.5, channels).astype(np.float32),
            "beta": rng.normal(0.5, 0.5, channels).astype(np.float32),
            "moving_mean": rng.normal(0, 0.3, channels).astype(np.float32),
            "moving_variance": rng.uniform(0.2, 1, channels).astype(np.float32),
        }

    conv("Conv1", "bn_Conv1", (3, 3, 3, CHANNELS[0]))
    for block in range(17):
        prefix = f"block_{block}_" if block else "expanded_conv_"
        x, y = CHANNELS[block], CHANNELS[block + 1]
        wide = x
        if block:
            wide = x * EXPANSION
            conv(prefix + "expand", prefix + "expand_BN", (1, 1, x, wide))
        conv(prefix + "depthwise", prefix + "depthwise_BN", (3, 3, wide, 1), depthwise=True)
        conv(prefix + "project", prefix + "project_BN", (1, 1, wide, y))
    conv("Conv_1", "Conv_1_bn", (1, 1, CHANNELS[17], CHANNELS[18]))
    return layers


def write_keras2(path: Path, layers: Layers) -> None:
    """As the ImageNet file: layers at the root, each holding itself again, names ending in :0."""
    with h5py.File(path, "w") as file:
        file.create_group("input_1")
        for layer, weights in layers.items():
            for name, value in weights.items():
                file[f"{layer}/{layer}/{name}:0"] = value


def write_keras3(path: Path, layers: Layers) -> None:
    """As a saved model with the backbone inside; depthwise kernels are called kernel."""
    with h5py.File(path, "w") as file:
        group = file.create_group("model_weights/mobilenetv2_1.00_160")
        file["model_weights/dense/kernel"] = np.zeros((2, 2), np.float32)
        for layer, weights in layers.items():
            for name, value in weights.items():
                group[f"{layer}/{name.replace('depthwise_', '')}"] = value


def keras_features(layers: Layers, images: np.ndarray) -> np.ndarray:
    """MobileNetV2 of keras.applications, channels last, unfolded, in float64."""

    def windows(x: np.ndarray, kernel: int, stride: int) -> np.ndarray:
        """[n, h, w, c] to [n, h', w', c, kernel, kernel], without padding."""
        view = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(1, 2))
        return view[:, ::stride, ::stride]

    def padded(x: np.ndarray, stride: int) -> np.ndarray:
        """`same` for stride 1; for stride 2 TensorFlow's `same`, which for 3x3 is also Keras' correct_pad."""
        size = x.shape[1]
        total = max((-(-size // stride) - 1) * stride + 3 - size, 0)
        low, high = total // 2, total - total // 2
        return np.pad(x, ((0, 0), (low, high), (low, high), (0, 0)))

    def conv(x: np.ndarray, name: str, stride: int = 1) -> np.ndarray:
        kernel = layers[name]["kernel"].astype(np.float64)
        x = padded(x, stride) if kernel.shape[0] == 3 else x
        return np.einsum("nhwcij,ijco->nhwo", windows(x, kernel.shape[0], stride), kernel)

    def depthwise(x: np.ndarray, name: str, stride: int) -> np.ndarray:
        kernel = layers[name]["depthwise_kernel"].astype(np.float64)[..., 0]
        return np.einsum("nhwcij,ijc->nhwc", windows(padded(x, stride), 3, stride), kernel)

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        p = {key: value.astype(np.float64) for key, value in layers[name].items()}
        return (x - p["moving_mean"]) / np.sqrt(p["moving_variance"] + 1e-3) * p["gamma"] + p["beta"]

    def relu6(x: np.ndarray) -> np.ndarray:
        return np.clip(x, 0, 6)

    strides = {1: 2, 3: 2, 6: 2, 13: 2}
    x = images.astype(np.float64) / 127.5 - 1
    x = relu6(norm(conv(x, "Conv1", 2), "bn_Conv1"))
    for block in range(17):
        prefix = f"block_{block}_" if block else "expanded_conv_"
        stride = strides.get(block, 1)
        y = x
        if block:
            y = relu6(norm(conv(y, prefix + "expand"), prefix + "expand_BN"))
        y = relu6(norm(depthwise(y, prefix + "depthwise", stride), prefix + "depthwise_BN"))
        y = norm(conv(y, prefix + "project"), prefix + "project_BN")
        x = x + y if stride == 1 and x.shape == y.shape else y
    return relu6(norm(conv(x, "Conv_1"), "Conv_1_bn")).mean(axis=(1, 2))


@pytest.mark.parametrize("size", [32, 33, 64, 95, 96])
def test_features_equal_the_unfolded_network(tmp_path: Path, size: int) -> None:
    layers = random_layers()
    write_keras2(tmp_path / "w.h5", layers)
    model = onnx_graph.to_bytes(convert_keras.convert(tmp_path / "w.h5", size))
    images = np.random.default_rng(size).integers(0, 256, (3, size, size, 3), np.uint8)

    features = onnxruntime.InferenceSession(model).run(["features"], {"images": images})[0]

    expected = keras_features(layers, images)
    assert features.dtype == np.float32 and features.shape == (3, CHANNELS[-1])
    # The image reaches the output, in most channels.
    assert np.median(np.ptp(expected, axis=0)) > 0.01
    np.testing.assert_allclose(features, expected, rtol=0, atol=1e-4)


def test_both_layouts_give_the_same_bytes(tmp_path: Path) -> None:
    layers = random_layers()
    write_keras2(tmp_path / "imagenet.h5", layers)
    write_keras3(tmp_path / "saved.h5", layers)
    imagenet, saved = (onnx_graph.to_bytes(convert_keras.convert(tmp_path / n)) for n in ("imagenet.h5", "saved.h5"))
    assert imagenet == saved


def drop(layers: Layers) -> None:
    del layers["block_5_expand_BN"]["gamma"]


def widen(layers: Layers) -> None:
    layers["block_5_expand"]["kernel"] = np.zeros((1, 1, 9, 32), np.float32)


def shorten(layers: Layers) -> None:
    layers["Conv_1_bn"]["beta"] = np.zeros(1, np.float32)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (drop, "no gamma in layer block_5_expand_BN"),
        (widen, r"layer block_5_expand has a kernel of shape \(1, 1, 9, 32\), for 8 channels"),
        (shorten, "layer Conv_1_bn has not one number for each of 12 channels"),
        (dict.clear, "no MobileNetV2 layers"),
    ],
)
def test_another_network_is_refused(tmp_path: Path, damage: Callable[[Layers], None], message: str) -> None:
    layers = random_layers()
    damage(layers)
    write_keras2(tmp_path / "w.h5", layers)
    with pytest.raises(convert_keras.KerasFileError, match=message):
        convert_keras.convert(tmp_path / "w.h5")


@pytest.mark.parametrize("keep", [0, 100, 5000])
def test_a_damaged_file_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "w.h5"
    write_keras2(path, random_layers())
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(convert_keras.KerasFileError, match="not a readable HDF5 file"):
        convert_keras.convert(path)
