"""What the command says of itself."""

from __future__ import annotations

import re

import pytest
from runs import Command

COMMON = {"--help", "--json", "--progress"}
FLAGS = {
    "run": COMMON
    | {"--output", "--glob", "--label", "--limit", "--on-error", "--max-rejects"}
    | {"--filter", "--no-exif-orientation", "--max-bytes", "--max-pixels", "--model", "--precision"}
    | {"--pca", "--standardize", "--format", "--part-rows", "--no-report", "--resume", "--threads", "--memory"},
    "sample": COMMON | {"--varieties", "--views", "--seed", "--threads"},
    "inspect": COMMON,
    "report": COMMON,
}
USAGE = {
    "run": "verger run INPUT -o OUT [OPTIONS]",
    "sample": "verger sample OUT [OPTIONS]",
    "inspect": "verger inspect OUT [OPTIONS]",
    "report": "verger report OUT [OPTIONS]",
}


def test_version(command: Command) -> None:
    done = command("--version")
    assert re.fullmatch(r"verger \d+\.\d+\.\d+\n", done.stdout)
    assert done.stderr == ""


def test_help_names_every_command(command: Command) -> None:
    text = command("--help").stdout
    assert "Usage: verger COMMAND" in text
    listed = re.findall(r"^  (\w+) {2,}\S", text.split("Subcommands:")[1], re.MULTILINE)
    assert set(listed) == set(FLAGS)
    for code in (0, 1, 2, 3, 4, 130):
        assert re.search(rf"\b{code} \w+", text.split("Exit codes:")[1])
    assert command("-h").stdout == text


@pytest.mark.parametrize("name", FLAGS)
def test_help_names_every_flag(command: Command, name: str) -> None:
    done = command(name, "--help")
    assert done.stderr == ""
    assert f"Usage: {USAGE[name]}\n" in done.stdout
    explained = set(re.findall(r"^  (?:-\w,)?(--[a-z-]+)(?: \S+)*", done.stdout, re.MULTILINE))
    assert explained == FLAGS[name]
    assert max(len(line) for line in done.stdout.splitlines()) <= 110


@pytest.mark.parametrize("name", FLAGS)
def test_every_flag_is_explained(command: Command, name: str) -> None:
    text = command(name, "--help").stdout
    for flag in FLAGS[name]:
        assert re.search(rf"^  (?:-\w,)?{flag}\b[^\n]*(?:  |\n {{20,}})[a-zA-Z0-9]", text, re.MULTILINE), flag
