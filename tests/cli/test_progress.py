"""How `verger run` shows that it is doing something, on stderr."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

import pytest
from runs import TIMEOUT, Command

STAGES = ["list", "featurize", "reduce", "export"]
BAR = re.compile(
    r"featurize  (?P<bar>[#.]{24})  (?P<done>[\d,]+)/1,501"
    r"(  (?P<speed>[\d,]+) images/s)?(  (?P<left>\d+\.\d s|\d+ min \d\d s) left)?(  (?P<rejects>\d+) rejects)?"
)


@pytest.fixture(scope="module")
def source(many_photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,500 photos and, before them, a file that is none."""
    folder = tmp_path_factory.mktemp("source")
    (folder / "0.jpg").write_text("no photo")
    (folder / "photos").symlink_to(many_photos)
    return folder


def on_terminal(command: Command, source: Path, output: Path, *flags: str, columns: int = 100) -> str:
    """What a terminal of so many columns is sent."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    words = [command.verger, *command.run_words(source, output, *flags)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=theirs, env=command.environment) as process:
        os.close(theirs)
        sent = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            sent += piece
        assert process.wait(TIMEOUT) == 0
    os.close(ours)
    return sent.decode()


def shown(sent: str) -> list[list[str]]:
    """For each line of the terminal what stood there, one after the other."""
    lines = sent.replace("\r\n", "\n").split("\n")
    return [[text.removesuffix("\x1b[K") for text in line.split("\r") if text] for line in lines if line]


def test_a_bar_on_a_terminal(command: Command, source: Path, tmp_path: Path) -> None:
    sent = on_terminal(command, source, tmp_path / "out", "--progress", "auto", "--threads", "1")
    lines = shown(sent)
    assert [line[0].split()[0] for line in lines] == STAGES
    assert sent.endswith("\r\n")
    bars = [BAR.fullmatch(text) for text in lines[1]]
    assert all(bars), lines[1]
    done = [int(bar["done"].replace(",", "")) for bar in bars if bar]
    assert done == sorted(done)
    assert done[0] == 0 and done[-1] == 1501
    middle = [bar for bar in bars[1:-1] if bar]
    assert middle, "1,500 photos in less than a fifth of a second"
    for bar in middle:
        assert bar["speed"] and bar["left"] and bar["rejects"] == "1"
        assert bar["bar"].count("#") == 24 * int(bar["done"].replace(",", "")) // 1501
        assert bar["bar"] == "#" * bar["bar"].count("#") + "." * bar["bar"].count(".")
    last = bars[-1]
    assert last is not None
    assert last["bar"] == "#" * 24 and not last["left"] and last["rejects"] == "1"


def test_a_bar_fits_a_narrow_terminal(command: Command, photos: Path, tmp_path: Path) -> None:
    sent = on_terminal(command, photos, tmp_path / "out", "--progress", "auto", columns=40)
    assert max(len(text) for line in shown(sent) for text in line) == 39


def test_a_bar_where_it_is_asked_for(command: Command, photos: Path, tmp_path: Path) -> None:
    stderr = command.run(photos, tmp_path / "out", "--progress", "bar").stderr
    assert [line[0].split()[0] for line in shown(stderr)] == STAGES


@pytest.mark.parametrize("mode", ["auto", "plain"])
def test_plain_lines_elsewhere(command: Command, source: Path, tmp_path: Path, mode: str) -> None:
    lines = command.run(source, tmp_path / "out", "--progress", mode).stderr.splitlines()
    assert lines[:3] == ["list: 1,000", "list: 1,501", "featurize: 0/1,501"]
    assert re.fullmatch(r"featurize: 1,501/1,501  [\d,]+ images/s  1 rejects", lines[-5])
    assert lines[-4:] == ["reduce: 0/1", "reduce: 1/1", "export: 0/1", "export: 1/1"]


def test_json_lines(command: Command, source: Path, tmp_path: Path) -> None:
    lines = command.run(source, tmp_path / "out", "--progress", "json").stderr.splitlines()
    told = [json.loads(line) for line in lines]
    for line in told:
        assert list(line) == ["stage", "done", "total", "rejects", "images_per_second", "seconds_left"]
    assert list(dict.fromkeys(line["stage"] for line in told)) == STAGES
    featurize = [line for line in told if line["stage"] == "featurize"]
    assert featurize[0] | {"rejects": 0} == featurize[0]
    assert featurize[-1]["done"] == featurize[-1]["total"] == 1501
    assert featurize[-1]["rejects"] == 1
    assert featurize[-1]["images_per_second"] > 0
    assert featurize[0]["seconds_left"] is None


def test_none(command: Command, photos: Path, tmp_path: Path) -> None:
    done = command.run(photos, tmp_path / "out", "--progress", "none")
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


def test_an_error_stands_on_a_line_of_its_own(command: Command, source: Path, tmp_path: Path) -> None:
    for mode in ("bar", "plain", "json"):
        done = command.run(source, tmp_path / mode, "--progress", mode, "--on-error", "fail", code=4)
        lines = done.stderr.split("\n")
        assert lines[-2].startswith("verger: stopped at the first reject: ")
        assert lines[-1] == ""
        assert sum(line.startswith("verger: ") for line in lines) == 1
