"""What every model written here shares: a small ONNX graph builder, and files that are whole or absent.

The bytes of a model depend on its layers alone: fixed opset, IR version and producer, no time, no machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8


class Graph:
    """Appends layers to one ONNX graph; each method takes the name of its input and returns that of its output."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._relu6_range = (self.constant("zero", 0.0), self.constant("six", 6.0))

    def constant(self, name: str, value: Any) -> str:
        """Stores `value` (anything numpy takes) as float32."""
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name))
        return name

    def node(self, op: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(op, list(inputs), [output], name=output, **attributes))
        return output

    def conv(
        self, x: str, name: str, weight: np.ndarray, bias: np.ndarray, stride: int, pads: Sequence[int], groups: int = 1
    ) -> str:
        """Convolution with `weight` [out, in / groups, kh, kw], `bias` [out], `pads` top, left, bottom, right."""
        inputs = [x, self.constant(name + "/weight", weight), self.constant(name + "/bias", bias)]
        kernel = list(weight.shape[2:])
        return self.node("Conv", inputs, name, kernel_shape=kernel, strides=[stride] * 2, pads=list(pads), group=groups)

    def relu6(self, x: str) -> str:
        return self.node("Clip", [x, *self._relu6_range], x + "/relu6")

    def build(self, inputs: dict[str, tuple[int, Sequence[Any]]], outputs: dict[str, Sequence[Any]]) -> onnx.ModelProto:
        """The checked model. `inputs` maps a name to (element type, shape), `outputs` a float32 name to its shape."""
        graph = helper.make_graph(
            self._nodes,
            self._name,
            [helper.make_tensor_value_info(n, t, s) for n, (t, s) in inputs.items()],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()],
            self._weights,
        )
        model = helper.make_model(
            graph, producer_name="verger", opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
        )
        onnx.checker.check_model(model, full_check=True)
        return model


def to_bytes(model: onnx.ModelProto) -> bytes:
    return model.SerializeToString(deterministic=True)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """Writes a temporary file beside `path` and renames it: never half written, untouched where it holds `data`."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def write_model(folder: Path, data: bytes, sidecar: dict[str, Any]) -> Path:
    """Writes NAME.onnx and NAME.json, NAME being the sidecar's; the sidecar's sha256 is filled in here."""
    path = folder / (sidecar["name"] + ".onnx")
    write_atomically(path, data)
    write_sidecar(path, sidecar, sha256(data))
    return path


def write_sidecar(model: Path, sidecar: dict[str, Any], digest: str) -> None:
    text = json.dumps({"format": 1, **sidecar, "sha256": digest}, indent=2) + "\n"
    write_atomically(model.with_suffix(".json"), text.encode())
