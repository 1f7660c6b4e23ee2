"""What verger raises beside Python's own exceptions.

Whatever makes no sense as a request is a `ValueError`, an input that does not exist a `FileNotFoundError`, and Ctrl-C a
`KeyboardInterrupt`; whatever fails otherwise is one of these.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reject:
    """A photo that could not be used."""

    index: int
    """Its place among the photos of the call, from 0."""
    uri: str | None
    """Its path or URI, where it was given as one."""
    code: str
    """Why, in one of the words of OUT/rejects, e.g. "truncated" or "too_many_pixels"."""
    message: str
    """Why, in a sentence."""


class Error(RuntimeError):
    """The work itself failed: a full disk, a broken model, numbers that are not finite."""


class TooManyRejects(Error):
    """More photos were rejected than the call allows."""

    rejects: tuple[Reject, ...] = ()
    """The rejected photos of `Featurizer.transform`; empty for `run`, whose rejects stand in OUT/rejects."""
