"""Writes the weightless test models: the shapes of a real backbone, a few kB, next to no time.

    python models/make_tiny.py [--out DIR]

tiny.onnx       images uint8 [N, 224, 224, 3] -> features float32 [N, 1280], as mobilenet_v2.onnx
tiny_nchw.onnx  input float32 [N, 3, 96, 96], scaled by its sidecar -> scores float32 [N, 10], features float32 [N, 256]

The weights come from a formula and mean nothing; the features do follow the colours of the image and where they are,
so different images have different features.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx_graph
from onnx import TensorProto
from onnx_graph import Graph

GRID = 8  # the image is averaged to GRID x GRID cells first


def weights(seed: int, *shape: int) -> np.ndarray:
    """Numbers in [-1, 1) that look random and are the same everywhere: MurmurHash3's 32-bit finaliser of an index."""
    h = np.arange(np.prod(shape), dtype=np.uint64) + np.uint64(seed << 20)
    mask = np.uint64(0xFFFFFFFF)
    h = ((h ^ (h >> np.uint64(16))) * np.uint64(0x85EBCA6B)) & mask
    h = ((h ^ (h >> np.uint64(13))) * np.uint64(0xC2B2AE35)) & mask
    h = (h ^ (h >> np.uint64(16))) & np.uint64(0xFF)
    return (h.astype(np.float32) / 128 - 1).reshape(shape)


def average(graph: Graph, x: str, size: int) -> str:
    cell = size // GRID
    return graph.node("AveragePool", [x], "cells", kernel_shape=[cell, cell], strides=[cell, cell])


def convolve(graph: Graph, x: str) -> str:
    """3 x 8 x 8 to 16 x 4 x 4, padded as Keras does for stride 2."""
    y = graph.conv(x, "conv", weights(1, 16, 3, 3, 3), weights(2, 16), 2, (0, 0, 1, 1))
    return graph.relu6(y)


def tiny() -> onnx.ModelProto:
    graph = Graph("tiny")
    x = graph.node("Transpose", ["images"], "planes", perm=[0, 3, 1, 2])
    x = average(graph, graph.node("Cast", [x], "planes/float32", to=TensorProto.FLOAT), 224)
    x = graph.node("Div", [x, graph.constant("half_range", 127.5)], "cells/divided")
    x = graph.node("Sub", [x, graph.constant("one", 1.0)], "cells/scaled")
    y = graph.conv(convolve(graph, x), "mix", weights(3, 80, 16, 1, 1) / 2, weights(4, 80), 1, (0, 0, 0, 0))
    graph.node("Flatten", [graph.relu6(y)], "features", axis=1)
    return graph.build({"images": (TensorProto.UINT8, ["N", 224, 224, 3])}, {"features": ["N", 1280]})


def tiny_nchw() -> onnx.ModelProto:
    graph = Graph("tiny_nchw")
    features = graph.node("Flatten", [convolve(graph, average(graph, "input", 96))], "features", axis=1)
    graph.node("MatMul", [features, graph.constant("classifier", weights(5, 256, 10) / 16)], "scores")
    return graph.build({"input": (TensorProto.FLOAT, ["N", 3, 96, 96])}, {"scores": ["N", 10], "features": ["N", 256]})


def sidecar(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, **fields, "output": "features", "origin": "made by models/make_tiny.py, without training"}


TINY = sidecar("tiny", input={"name": "images", "width": 224, "height": 224, "layout": "NHWC", "color": "RGB"})
TINY_NCHW = sidecar(
    "tiny_nchw",
    input={
        "name": "input",
        "width": 96,
        "height": 96,
        "layout": "NCHW",
        "color": "RGB",
        "mean": [123.675, 116.28, 103.53],
        "scale": [58.395, 57.12, 57.375],
    },
)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Write the weightless test models.")
    default = Path(__file__).resolve().parent.parent / "build" / "models"
    parser.add_argument("--out", type=Path, default=default, help="folder to write to (default: build/models)")
    out = parser.parse_args(arguments).out
    for model, fields in ((tiny(), TINY), (tiny_nchw(), TINY_NCHW)):
        print(onnx_graph.write_model(out, onnx_graph.to_bytes(model), fields))


if __name__ == "__main__":
    main()
