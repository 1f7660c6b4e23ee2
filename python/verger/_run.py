"""The commands `run`, `sample`, `inspect` and `report` as functions."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import Any

from . import _verger
from ._progress import ProgressOption, listener

Path = str | os.PathLike[str]

_UNITS = {"": 1, "B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did. The names are those of `verger run --json`."""

    listed: int
    """Files found: features + rejects."""
    features: int
    """Photos that became a row of features."""
    rejects: int
    """Files that became a row of OUT/rejects."""
    seconds: float
    """Of the whole run."""
    images_per_second: float
    """Features and rejects over the seconds of the featurize stage."""
    n_components: int | None
    """Components kept; None without PCA."""
    explained_variance_ratio: float | None
    """Share of the variance they hold; None without PCA."""
    peak_rss_bytes: int
    """Most memory this process has held so far."""
    output: str
    """The output folder: an absolute path or a URI."""


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What `sample` drew."""

    training: int
    """Photos in OUT/Training."""
    test: int
    """Photos in OUT/Test."""
    output: str
    """The folder, as it was given."""


def run(
    input: Path,
    output: Path,
    *,
    pca: float | int | str | None = 0.90,
    standardize: bool = False,
    model: Path = "mobilenet_v2",
    precision: str = "f32",
    threads: int = 0,
    memory: int | str = "2GiB",
    glob: str = "*",
    label: str = "parent",
    limit: int = 0,
    format: str = "parquet,json",
    report: bool = True,
    part_rows: int = 2048,
    on_error: str = "skip",
    max_rejects: int | str | None = None,
    resume: bool = False,
    filter: str = "bicubic",
    exif_orientation: bool = True,
    max_bytes: int | str = "256MiB",
    max_pixels: int = 178_956_970,
    progress: ProgressOption = None,
) -> RunResult:
    """Turns a folder of photos into features, PCA, Parquet, JSON and a report: `verger run` as a function.

    The GIL is released meanwhile. The rows do not depend on `threads`, and are those of the command.

    Args:
        input: Folder of photos, or one photo: a path or a URI.
        output: Folder for the results: absent or empty, unless `resume`.
        pca: Share of the variance to keep in (0, 1), number of components, or None to leave PCA out.
        standardize: Divide each feature by its standard deviation first.
        model: "mobilenet_v2", or the path of an .onnx or OpenVINO .xml file.
        precision: Arithmetic of the network: "f32", "bf16", "f16", or "auto" (bf16 where the CPU has it).
        threads: Photos worked on at once; 0: one a core.
        memory: That photos being decoded may take together, in bytes or like "2GiB".
        glob: Take only files of this name: "*.jpg", "Apple*/*".
        label: "parent": variety is the parent folder's name; "none": no labels.
        limit: Take only the first files of the sorted listing; 0: all.
        format: Of the reduced rows: "parquet", "json" or "parquet,json".
        report: Write report.html.
        part_rows: Photos a part, the unit of resuming and of memory: 8 to 1,000,000, a multiple of 8.
        on_error: A photo that cannot be used: "skip" it into OUT/rejects, or "fail" at once.
        max_rejects: Stop when more are rejected: a count, or a share of the listing like "5%".
        resume: Finish what an earlier run with the same options left undone.
        filter: Resampling: "nearest", "box", "bilinear", "bicubic" or "lanczos", as Pillow's.
        exif_orientation: Turn photos upright by their EXIF orientation.
        max_bytes: Reject larger files, in bytes or like "256MiB".
        max_pixels: Reject larger photos.
        progress: Called with a `Progress` a few times a second, in this thread; True: lines on stderr.

    Raises:
        ValueError: An option makes no sense, or the output is not empty.
        FileNotFoundError: The input or the model does not exist, or nothing matches.
        TooManyRejects: `on_error` or `max_rejects` stopped the run, or no file is a photo.
        KeyboardInterrupt: Ctrl-C; what was finished stays, and `resume=True` goes on from there.
        Error: The work failed, e.g. on a full disk.
        Whatever `progress` raises stops the run the same way.
    """
    return RunResult(
        **_verger.run(
            input=os.fspath(input),
            output=os.fspath(output),
            pca="none" if pca is None else str(pca),
            standardize=standardize,
            model=os.fspath(model),
            precision=precision,
            threads=threads,
            memory=to_bytes(memory),
            glob=glob,
            label=label,
            limit=limit,
            format=format,
            report=report,
            part_rows=part_rows,
            on_error=on_error,
            max_rejects=None if max_rejects is None else str(max_rejects),
            resume=resume,
            filter=filter,
            exif_orientation=exif_orientation,
            max_bytes=to_bytes(max_bytes),
            max_pixels=max_pixels,
            progress=listener(progress),
        )
    )


def sample(
    output: Path,
    *,
    varieties: int = 24,
    views: int = 40,
    seed: int = 1,
    threads: int = 0,
    progress: ProgressOption = None,
) -> SampleResult:
    """Draws an orchard of synthetic fruit, 100x100 JPEG: OUT/Training/<variety>/ and, one view in four, OUT/Test/.

    A stand-in for photographs in demos and load tests. The same seed draws the same bytes.

    Args:
        output: Folder for the photos: absent or empty.
        varieties: Kinds of fruit, 1 to 131.
        views: Photos a variety, from around a turntable.
        seed: Another seed draws another orchard.
        threads: 0: one a core; the bytes do not depend on it.
        progress: Called with a `Progress` a few times a second, in this thread; True: lines on stderr.

    Raises:
        ValueError: The folder is not empty, or an option is out of range.
        KeyboardInterrupt: Ctrl-C.
        Error: Writing failed.
    """
    path = os.fspath(output)
    training, test = _verger.sample(
        output=path, varieties=varieties, views=views, seed=seed, threads=threads, progress=listener(progress)
    )
    return SampleResult(training=training, test=test, output=path)


def inspect(output: Path) -> dict[str, Any]:
    """What a finished run left in its output: manifest, classes, rejects by cause, as `verger inspect --json` has it.

    Raises:
        FileNotFoundError: There is no finished run.
    """
    result: dict[str, Any] = json.loads(_verger.inspect(os.fspath(output)))
    return result


def report(output: Path) -> str:
    """Writes OUT/report.html anew from what a finished run left. Returns its path or URI.

    Raises:
        FileNotFoundError: There is no finished run.
    """
    return _verger.report(os.fspath(output))


def to_bytes(size: int | str) -> int:
    """2 * 2**30 of "2GiB"; the units are B, kB, MB, GB (1000) and KiB, MiB, GiB (1024)."""
    if isinstance(size, int):
        return size
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([A-Za-z]*)", size)
    if not match or match[2] not in _UNITS:
        raise ValueError(f"'{size}' is no size: write it like 2GiB, 512MB or 1000000")
    return round(float(match[1]) * _UNITS[match[2]])
