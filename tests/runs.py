"""Calling the command `verger`, and reading what a run leaves behind."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

TIMEOUT = 600  # seconds; only a command that hangs takes as long
PATCHWORK = ("manifest.json", "report.html")  # tell of time, so two runs differ in them


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def result(self) -> dict[str, Any]:
        """The JSON object that --json makes the last line of stdout."""
        return json.loads(self.stdout.splitlines()[-1])

    @property
    def error(self) -> str:
        """The one line that tells of an error."""
        assert self.stderr.startswith("verger: ") and self.stderr.count("\n") == 1, self.stderr
        return self.stderr.removeprefix("verger: ").removesuffix("\n")


class Command:
    """`verger` with the tiny model and a cache of its own.

    A code other than the expected one fails the test; None expects any.
    """

    def __init__(self, verger: Path, model: Path, cache: Path) -> None:
        self.verger = verger
        self.model = model
        self.environment = os.environ | {"VERGER_CACHE": str(cache)}

    def __call__(self, *words: str | Path, code: int | None = 0, **options: Any) -> Done:
        process = subprocess.run(
            [self.verger, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            env=self.environment,
            check=False,
            **options,
        )
        done = Done(process.returncode, process.stdout.decode(), process.stderr.decode(errors="replace"))
        assert code in (None, done.code), f"{words}: {done}"
        return done

    def run_words(self, source: str | Path, output: str | Path, *flags: str | Path) -> list[str | Path]:
        """`verger run` without progress; flags given here win."""
        words: list[str | Path] = ["run", source, "-o", output, "--json", *flags]
        if "--progress" not in flags:
            words += ["--progress", "none"]
        if "--model" not in flags:
            words += ["--model", self.model]
        return words

    def run(
        self, source: str | Path, output: str | Path, *flags: str | Path, code: int | None = 0, **options: Any
    ) -> Done:
        return self(*self.run_words(source, output, *flags), code=code, **options)

    @contextlib.contextmanager
    def started(self, source: str | Path, output: str | Path, *flags: str | Path) -> Iterator[subprocess.Popen[str]]:
        """A run under way. It is killed in the end, should it still live."""
        words = [self.verger, *self.run_words(source, output, *flags)]
        pipe = subprocess.PIPE
        with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, env=self.environment) as process:
            try:
                yield process
            finally:
                process.kill()


def rows(output: Path, kind: str) -> list[dict[str, Any]]:
    """The rows of all parts of features/, reduced/ or rejects/, or those of json/."""
    if kind == "json":
        parts = sorted((output / kind).iterdir())
        return [json.loads(line) for part in parts for line in part.read_text("utf-8").split("\n") if line]
    return [row for part in sorted((output / kind).iterdir()) for row in pq.read_table(part).to_pylist()]


def manifest(output: Path) -> dict[str, Any]:
    return json.loads((output / "manifest.json").read_text("utf-8"))


def contents(output: Path) -> dict[str, bytes]:
    """Each file of an output but those that tell of time, by its name."""
    files = (path for path in output.rglob("*") if path.is_file() and path.name not in PATCHWORK)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def assert_same(output: Path, other: Path) -> None:
    """That two runs left the same files."""
    ours, theirs = contents(output), contents(other)
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []
