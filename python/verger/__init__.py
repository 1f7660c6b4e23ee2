"""Verger turns folders and buckets of photographs into features, on every core."""

from __future__ import annotations

from ._verger import __version__

__all__ = ["__version__"]
