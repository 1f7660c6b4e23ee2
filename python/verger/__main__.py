"""`python -m verger`: the command `verger` of this environment."""

from __future__ import annotations

import os
import sys
from importlib import metadata


def command() -> str:
    """Path of the native command, as the installer recorded it."""
    for file in metadata.files("verger") or []:
        if file.name == "verger" and file.parent.name == "bin":
            return os.fspath(file.locate())
    sys.exit("verger: the command is not part of this installation: run `pip install --force-reinstall verger`")


if __name__ == "__main__":
    os.execv(command(), ["verger", *sys.argv[1:]])
