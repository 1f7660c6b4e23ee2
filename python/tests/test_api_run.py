"""`verger.run` and its companions: the command's results, as Python has them."""

from __future__ import annotations

import dataclasses
import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import verger


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "verger", *map(str, words)], capture_output=True, text=True)


def manifest(output: Path) -> dict[str, object]:
    return json.loads((output / "manifest.json").read_text())


def assert_same_rows(output: Path, expected: Path) -> None:
    for folder in ("features", "reduced", "rejects"):
        assert pq.read_table(output / folder).equals(pq.read_table(expected / folder)), folder
    parts = sorted(path.name for path in (expected / "json").iterdir())
    assert sorted(path.name for path in (output / "json").iterdir()) == parts
    for part in parts:
        assert (output / "json" / part).read_bytes() == (expected / "json" / part).read_bytes()


def test_result_has_the_fields_and_rows_of_the_command(
    orchard: Path, tiny_model: Path, output: Path, tmp_path: Path
) -> None:
    done = command("run", orchard, "-o", tmp_path / "out", "--model", tiny_model, "--part-rows", 16, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])

    result = verger.run(orchard, tmp_path / "python", model=tiny_model, part_rows=16, threads=1)
    assert list(told) == [field.name for field in dataclasses.fields(verger.RunResult)]
    assert (result.listed, result.features, result.rejects) == (41, 40, 1)
    for name in ("listed", "features", "rejects", "n_components", "explained_variance_ratio"):
        assert getattr(result, name) == told[name], name
    assert result.output == str(tmp_path / "python")
    assert result.seconds > 0
    assert result.peak_rss_bytes > 0
    assert_same_rows(tmp_path / "python", tmp_path / "out")
    assert_same_rows(output, tmp_path / "out")


def test_pca_takes_a_ratio_a_count_or_none(orchard: Path, tiny_model: Path, tmp_path: Path) -> None:
    ratio = verger.run(orchard, tmp_path / "ratio", model=tiny_model, pca=0.5, report=False)
    assert ratio.explained_variance_ratio is not None and ratio.explained_variance_ratio > 0.5
    count = verger.run(orchard, tmp_path / "count", model=tiny_model, pca=3, format="json", report=False)
    assert count.n_components == 3
    assert not (tmp_path / "count" / "reduced").exists()
    without = verger.run(orchard, tmp_path / "none", model=tiny_model, pca=None, report=False)
    assert (without.n_components, without.explained_variance_ratio) == (None, None)
    assert not (tmp_path / "none" / "report.html").exists()


def test_inspect_and_report(output: Path, tmp_path: Path) -> None:
    told = verger.inspect(output)
    assert told["counts"] == {"listed": 41, "features": 40, "rejects": 1}
    assert told == json.loads(command("inspect", output, "--json").stdout)
    shutil.copytree(output, tmp_path / "out")
    (tmp_path / "out" / "report.html").unlink()
    assert verger.report(tmp_path / "out") == str(tmp_path / "out" / "report.html")
    assert "Apple Golden 1" in (tmp_path / "out" / "report.html").read_text()


def test_sample_draws_the_orchard_of_the_command(tmp_path: Path) -> None:
    seen: list[verger.Progress] = []
    drawn = verger.sample(tmp_path / "python", varieties=2, views=4, seed=7, progress=seen.append)
    assert (drawn.training, drawn.test, drawn.output) == (6, 2, str(tmp_path / "python"))
    assert {progress.stage for progress in seen} == {"sample"}
    done = command("sample", tmp_path / "command", "--varieties", 2, "--views", 4, "--seed", 7)
    assert done.returncode == 0, done.stderr
    files = [path.relative_to(tmp_path / "python") for path in (tmp_path / "python").rglob("*.jpg")]
    assert len(files) == 8
    for file in files:
        assert (tmp_path / "python" / file).read_bytes() == (tmp_path / "command" / file).read_bytes()


def test_progress_reaches_a_callable_in_the_calling_thread(orchard: Path, tiny_model: Path, tmp_path: Path) -> None:
    seen: list[verger.Progress] = []
    threads: set[int] = set()

    def note(progress: verger.Progress) -> None:
        seen.append(progress)
        threads.add(threading.get_ident())

    verger.run(orchard, tmp_path / "out", model=tiny_model, progress=note)
    assert threads == {threading.get_ident()}
    stages = list(dict.fromkeys(progress.stage for progress in seen))
    assert stages[:4] == ["list", "featurize", "reduce", "export"]
    last = [progress for progress in seen if progress.stage == "featurize"][-1]
    assert (last.done, last.total, last.rejects) == (41, 41, 1)


def test_progress_true_tells_stderr(
    orchard: Path, tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verger.run(orchard, tmp_path / "out", model=tiny_model, progress=True)
    told = capsys.readouterr()
    assert told.out == ""
    assert "featurize: 41/41" in told.err


def test_what_progress_raises_stops_the_run_which_can_be_resumed(
    orchard: Path, tiny_model: Path, output: Path, tmp_path: Path
) -> None:
    def stop(progress: verger.Progress) -> None:
        if progress.stage == "reduce":
            raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        verger.run(orchard, tmp_path / "out", model=tiny_model, part_rows=16, progress=stop)
    assert manifest(tmp_path / "out")["finished"] is False
    assert not (tmp_path / "out" / "_SUCCESS").exists()
    verger.run(orchard, tmp_path / "out", model=tiny_model, part_rows=16, resume=True)
    assert_same_rows(tmp_path / "out", output)


def test_interrupt_stops_the_run(tiny_model: Path, photos: list[Path], tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(4000):
        (many / f"{number:04}.jpg").symlink_to(photos[number % len(photos)])
    main = threading.main_thread()
    assert main.ident == threading.get_ident()
    begun = threading.Event()

    def interrupt() -> None:
        begun.wait()
        signal.pthread_kill(main.ident, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()

    def note(progress: verger.Progress) -> None:
        if progress.stage == "featurize":
            begun.set()

    with pytest.raises(KeyboardInterrupt):
        verger.run(many, tmp_path / "out", model=tiny_model, progress=note, threads=1)
    thread.join()
    assert manifest(tmp_path / "out")["finished"] is False
    assert not (tmp_path / "out" / "_SUCCESS").exists()


@pytest.mark.parametrize("work", ["run", "transform"])
def test_other_threads_go_on_meanwhile(
    work: str, orchard: Path, tiny_model: Path, photos: list[Path], featurizer: verger.Featurizer, tmp_path: Path
) -> None:
    """Threads do not take turns by themselves here, so the other one runs only when the GIL is let go."""
    calls: dict[str, Callable[[int], object]] = {
        "run": lambda i: verger.run(orchard, tmp_path / str(i), model=tiny_model, report=False),
        "transform": lambda i: featurizer.transform(photos),
    }
    ran = threading.Event()
    go = threading.Lock()
    go.acquire()

    def other() -> None:
        with go:
            ran.set()

    thread = threading.Thread(target=other)
    thread.start()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        go.release()
        for i in range(100):
            if ran.is_set():
                break
            calls[work](i)
        assert ran.is_set()
    finally:
        sys.setswitchinterval(interval)
        thread.join()


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"pca": 1.5}, ValueError, "n_components=1.5 is no ratio between 0 and 1"),
        ({"pca": "many"}, ValueError, "n_components=many is not a number"),
        ({"pca": 5000}, ValueError, "n_components=5000"),
        ({"precision": "f8"}, ValueError, "precision 'f8' is not known"),
        ({"filter": "sharp"}, ValueError, 'there is no filter "sharp"'),
        ({"format": "xml"}, ValueError, "format 'xml' is not known"),
        ({"label": "name"}, ValueError, "label 'name' is neither parent nor none"),
        ({"on_error": "stop"}, ValueError, "on_error 'stop' is neither skip nor fail"),
        ({"memory": "much"}, ValueError, "'much' is no size: write it like 2GiB"),
        ({"memory": 10}, ValueError, "memory is below 64MiB"),
        ({"threads": -1}, ValueError, "threads -1 is not within"),
        ({"part_rows": 7}, ValueError, "part-rows 7 is not a multiple of 8"),
        ({"max_rejects": "few"}, ValueError, "max-rejects 'few' is neither"),
        ({"glob": "*.tiff"}, FileNotFoundError, "tiff"),
        ({"model": "nothing.onnx"}, FileNotFoundError, "nothing.onnx"),
        ({"on_error": "fail"}, verger.TooManyRejects, "notes.txt: unknown_format"),
        ({"max_rejects": 0}, verger.TooManyRejects, "1 photos rejected, 0 are allowed"),
        ({"max_rejects": "1%"}, verger.TooManyRejects, "0 are allowed"),
    ],
)
def test_errors_are_those_of_python(
    options: dict[str, object], error: type[Exception], text: str, orchard: Path, tiny_model: Path, tmp_path: Path
) -> None:
    with pytest.raises(error) as raised:
        verger.run(orchard, tmp_path / "out", **{"model": tiny_model, **options})  # type: ignore[arg-type]
    assert type(raised.value) is error
    assert text in str(raised.value)
    assert not (tmp_path / "out" / "_SUCCESS").exists()


def test_an_input_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere does not exist"):
        verger.run(tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(FileNotFoundError):
        verger.inspect(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        verger.report(tmp_path / "nowhere")


def test_an_output_that_is_not_empty(orchard: Path, output: Path, tiny_model: Path) -> None:
    with pytest.raises(ValueError, match="is not empty"):
        verger.run(orchard, output, model=tiny_model)


def test_an_output_that_cannot_be_written_is_an_error(orchard: Path, tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(verger.Error):
        verger.run(orchard, tmp_path / "file" / "out", model=tiny_model)


def test_names_that_are_no_text_keep_their_bytes(tiny_model: Path, photos: list[Path], tmp_path: Path) -> None:
    name = b"photos \xff".decode(errors="surrogateescape")
    (tmp_path / name).mkdir()
    (tmp_path / name / "1.jpg").write_bytes(photos[0].read_bytes())
    (tmp_path / name / "2.jpg").write_bytes(photos[1].read_bytes())
    result = verger.run(tmp_path / name, tmp_path / f"out {name}", model=tiny_model, pca=1)
    assert result.features == 2
    assert (tmp_path / f"out {name}" / "_SUCCESS").exists()
