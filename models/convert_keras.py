"""Keras MobileNetV2 weights (.h5) to ONNX.

Source of the architecture: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", table 2, with the
layer names, padding and batch-norm epsilon of keras.applications.mobilenet_v2.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, NoReturn

import h5py
import numpy as np
import onnx
from onnx import TensorProto
from onnx_graph import Graph

BATCH_NORM_EPSILON = 1e-3
# Stride of each inverted residual block, first to last.
STRIDES = (1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1)


class KerasFileError(Exception):
    """The .h5 is not a Keras MobileNetV2; the message is one line."""


class Activation(NamedTuple):
    name: str
    channels: int
    size: int


def convert(h5: Path, size: int = 224) -> onnx.ModelProto:
    """Reads the weights and returns a model that maps `images` to `features`.

    images    uint8 [N, size, size, 3], RGB; x / 127.5 - 1 happens inside
    features  float32 [N, C], the last activation averaged over its positions; C = 1280 for MobileNetV2 1.0

    The number of channels is read from the weights. Raises KerasFileError.
    """
    try:
        with h5py.File(h5, "r") as file:
            return _Network(_find_layers(file), size).build()
    except OSError as error:
        raise KerasFileError(f"{h5}: not a readable HDF5 file ({error})") from error


def _find_layers(file: h5py.File) -> h5py.Group:
    """The group with one group a layer: the root, or inside a whole saved model."""
    root = file.get("model_weights", file)
    for group in (root, *root.values()):
        if isinstance(group, h5py.Group) and "Conv1" in group:
            return group
    raise KerasFileError(f"{file.filename}: no MobileNetV2 layers (a group named Conv1): give a Keras MobileNetV2 .h5")


def correct_pad(size: int) -> tuple[int, int, int, int]:
    """Padding of a 3x3, stride 2 convolution as in Keras: bottom and right only where `size` is even."""
    before = size % 2
    return before, before, 1, 1


class _Network:
    def __init__(self, layers: h5py.Group, size: int) -> None:
        self._layers = layers
        self._size = size
        self._graph = Graph("mobilenet_v2")

    def build(self) -> onnx.ModelProto:
        graph = self._graph
        # Keras' own order of float32 operations.
        x = graph.node("Cast", ["images"], "images/float32", to=TensorProto.FLOAT)
        x = graph.node("Div", [x, graph.constant("half_range", 127.5)], "images/divided")
        x = graph.node("Sub", [x, graph.constant("one", 1.0)], "images/scaled")
        x = graph.node("Transpose", [x], "images/planes", perm=[0, 3, 1, 2])

        y = self._conv(Activation(x, 3, self._size), "Conv1", "bn_Conv1", stride=2, relu=True)
        for index, stride in enumerate(STRIDES):
            y = self._block(y, f"block_{index}_" if index else "expanded_conv_", stride)
        y = self._conv(y, "Conv_1", "Conv_1_bn", relu=True)

        pooled = graph.node("GlobalAveragePool", [y.name], "pooled")
        graph.node("Flatten", [pooled], "features", axis=1)
        shape = ["N", self._size, self._size, 3]
        return graph.build({"images": (TensorProto.UINT8, shape)}, {"features": ["N", y.channels]})

    def _block(self, x: Activation, prefix: str, stride: int) -> Activation:
        y = x
        if prefix != "expanded_conv_":
            y = self._conv(y, prefix + "expand", prefix + "expand_BN", relu=True)
        y = self._conv(y, prefix + "depthwise", prefix + "depthwise_BN", stride=stride, depthwise=True, relu=True)
        y = self._conv(y, prefix + "project", prefix + "project_BN")
        if stride == 1 and x.channels == y.channels:
            y = y._replace(name=self._graph.node("Add", [x.name, y.name], prefix + "add"))
        return y

    def _conv(
        self, x: Activation, name: str, norm: str, stride: int = 1, depthwise: bool = False, relu: bool = False
    ) -> Activation:
        kernel = self._read(name, "depthwise_kernel", "kernel") if depthwise else self._read(name, "kernel")
        # Keras: [kh, kw, in, out], and [kh, kw, channels, 1] where depthwise.
        if kernel.ndim != 4 or kernel.shape[2] != x.channels or (depthwise and kernel.shape[3] != 1):
            self._fail(f"layer {name} has a kernel of shape {kernel.shape}, for {x.channels} channels")
        kernel = kernel.transpose(2, 3, 0, 1) if depthwise else kernel.transpose(3, 2, 0, 1)
        weight, bias = self._fold(kernel, norm)
        if kernel.shape[2] == 1:
            pads = (0, 0, 0, 0)
        else:
            pads = correct_pad(x.size) if stride == 2 else (1, 1, 1, 1)
        y = self._graph.conv(x.name, name, weight, bias, stride, pads, x.channels if depthwise else 1)
        return Activation(self._graph.relu6(y) if relu else y, len(weight), -(-x.size // stride))

    def _fold(self, kernel: np.ndarray, norm: str) -> tuple[np.ndarray, np.ndarray]:
        """The convolution that equals `kernel` [out, in, kh, kw] followed by the batch norm `norm`."""
        gamma, beta, mean, variance = (
            self._read(norm, name) for name in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        if any(v.shape != kernel.shape[:1] for v in (gamma, beta, mean, variance)):
            self._fail(f"layer {norm} has not one number for each of {kernel.shape[0]} channels")
        factor = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
        return kernel * factor[:, None, None, None], beta - mean * factor

    def _read(self, layer: str, *names: str) -> np.ndarray:
        """The first of `names` found anywhere under `layer`, in float64. Keras 2 writes kernel:0, Keras 3 kernel."""
        found: dict[str, np.ndarray] = {}

        def visit(path: str, item: h5py.HLObject) -> None:
            if isinstance(item, h5py.Dataset):
                found[path.rsplit("/", 1)[-1].split(":")[0]] = item[()].astype(np.float64)

        if layer in self._layers:
            self._layers[layer].visititems(visit)
        for name in names:
            if name in found:
                return found[name]
        self._fail(f"no {names[0]} in layer {layer}")

    def _fail(self, what: str) -> NoReturn:
        raise KerasFileError(f"{self._layers.file.filename}: {what}: give a Keras MobileNetV2 .h5")
