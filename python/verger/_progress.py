"""How progress reaches a callable or the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How a long call is doing."""

    stage: str
    """"list", "featurize", "reduce", "export", "report"; "sample" when drawing."""
    done: int
    """Photos; parts from "reduce" on."""
    total: int
    """Of the same; 0 while unknown."""
    rejects: int
    """Photos rejected so far."""
    images_per_second: float
    """0 where it has no meaning."""
    seconds_left: float
    """-1 while unknown."""


ProgressOption = Callable[[Progress], object] | bool | None


def listener(progress: ProgressOption) -> Callable[..., None] | None:
    """What the native side calls with the fields of a Progress, or None."""
    if progress is None or progress is False:
        return None
    tell: Callable[[Progress], object] = _Lines() if progress is True else progress

    def note(stage: str, done: int, total: int, rejects: int, images_per_second: float, seconds_left: float) -> None:
        tell(Progress(stage, done, total, rejects, images_per_second, seconds_left))

    return note


class _Lines:
    """A line a stage on stderr, written over while the stage goes on where that is a terminal."""

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self.told = ""

    def __call__(self, now: Progress) -> None:
        ended = 0 < now.total == now.done
        if not (self.live or ended) or self.told == now.stage:
            return
        line = f"{now.stage}: {now.done:,}" + (f"/{now.total:,}" if now.total else "")
        if now.images_per_second:
            line += f"  {now.images_per_second:,.0f} images/s"
        if now.rejects:
            line += f"  {now.rejects:,} rejects"
        sys.stderr.write(f"\r{line}\x1b[K{chr(10) * ended}" if self.live else f"{line}\n")
        sys.stderr.flush()
        if ended:
            self.told = now.stage
