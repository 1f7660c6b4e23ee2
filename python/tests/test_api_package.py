"""The package as it is installed."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
import verger

STUB = Path(__file__).resolve().parents[1] / "verger" / "_verger.pyi"


def python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True)


def test_one_version_everywhere() -> None:
    assert verger.__version__ == metadata.version("verger")
    done = python("-m", "verger", "--version")
    assert (done.returncode, done.stdout) == (0, f"verger {verger.__version__}\n")


def test_python_m_verger_is_the_command() -> None:
    done = python("-m", "verger", "run", "nowhere", "-o", "out")
    assert done.returncode == 3
    assert done.stderr.startswith("verger: ")


def test_import_is_light() -> None:
    heavy = "numpy", "pyarrow", "openvino", "PIL"
    done = python("-c", f"import sys, verger; print([name for name in {heavy} if name in sys.modules])")
    assert done.stdout == "[]\n", done.stderr


def test_stands_beside_its_libraries() -> None:
    done = python("-c", "import pyarrow, openvino, verger; print(pyarrow.array([1]).sum())")
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


@pytest.mark.parametrize("name", sorted(set(verger.__all__) - {"__version__"}))
def test_everything_public_is_documented(name: str) -> None:
    thing = getattr(verger, name)
    assert thing.__doc__
    for member, value in vars(thing).items() if inspect.isclass(thing) else ():
        if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
            assert value.__doc__, f"{name}.{member}"


def test_stub_of_the_native_module_is_current(tmp_path: Path) -> None:
    pytest.importorskip("nanobind", reason="nanobind makes the stub")
    done = python("-m", "nanobind.stubgen", "-q", "-m", "verger._verger", "-o", str(tmp_path / "stub.pyi"))
    assert done.returncode == 0, done.stderr
    remedy = f"run: python -m nanobind.stubgen -m verger._verger -o python/verger/{STUB.name}"
    assert STUB.read_text() == (tmp_path / "stub.pyi").read_text(), remedy


def test_the_package_is_typed() -> None:
    files = {file.name for file in metadata.files("verger") or []}
    assert {"py.typed", "_verger.pyi", "mobilenet_v2.onnx", "mobilenet_v2.json"} <= files
