"""Verger turns folders and buckets of photographs into features and PCA, on every core.

    import verger

    result = verger.run("photos", "out", pca=0.90)
    features = verger.Featurizer().transform(["photos/a.jpg", "photos/b.jpg"])  # float32 [2, 1280]
    pca = verger.PCA.load("out/pca/pca.arrow")
    components = pca.transform(features)

The words are those of the command `verger`; `python -m verger` is that command.
"""

from __future__ import annotations

from . import _verger
from ._featurizer import Featurizer
from ._pca import PCA
from ._progress import Progress
from ._run import RunResult, SampleResult, inspect, report, run, sample
from .errors import Error, Reject, TooManyRejects

__version__ = _verger.version()

__all__ = [
    "PCA",
    "Error",
    "Featurizer",
    "Progress",
    "Reject",
    "RunResult",
    "SampleResult",
    "TooManyRejects",
    "__version__",
    "inspect",
    "report",
    "run",
    "sample",
]
