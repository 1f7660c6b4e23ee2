"""Every command and snippet in README.md and docs/ is run, in the order in which a reader meets it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# Time and memory are the machine's; the last digits of the variance may be its arithmetic's.
NUMBERS_THAT_VARY = re.compile(r"\d+ images/s, [\d.]+ (s|min)[^,]* in all, \d+ MB of memory at most|(?<=90)\.\d+(?= %)")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (ROOT / "models" / "mobilenet_v2.onnx").exists():
        pytest.skip("models/mobilenet_v2.onnx is absent: run `make build`")
    return tmp_path_factory.mktemp("docs")


def environment() -> dict[str, str]:
    return os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


# What a snippet's result must be, asked behind it.
CHECKS = {
    "formats.md": """
written = pq.read_table("features/reduced")["components"].combine_chunks().flatten().to_numpy()
np.testing.assert_allclose(reduced, written.reshape(reduced.shape), rtol=0, atol=1e-4)
""",
}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_snippets_run(page: Path, scratch: Path) -> None:
    for block in blocks(page, "sh"):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block], cwd=scratch, env=environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, f"{page.name}:\n{block}\n{done.stdout}{done.stderr}"
    for block in blocks(page, "python"):
        done = subprocess.run(
            [sys.executable, "-c", block + CHECKS.get(page.name, "")],
            cwd=scratch,
            env=environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{page.name}:\n{block}\n{done.stdout}{done.stderr}"


def test_the_program_shown_is_the_one_that_is_tested() -> None:
    assert blocks(ROOT / "README.md", "cpp") == [(ROOT / "tests/install/features.cc").read_text()]


@pytest.mark.slow
def test_the_demo_prints_what_the_readme_shows(scratch: Path) -> None:
    done = subprocess.run([ROOT / "dev/demo.sh"], env=environment(), capture_output=True, text=True, check=True)
    traced = [line for line in done.stderr.splitlines() if line.startswith("+ .venv")]
    printed = NUMBERS_THAT_VARY.sub("TIMES", done.stdout)
    shown = NUMBERS_THAT_VARY.sub("TIMES", blocks(ROOT / "README.md", "console")[0])
    for line in [*traced, *printed.splitlines()]:
        if str(ROOT) not in line:  # the output folder's absolute path is a reader's own
            assert line in shown, line
    assert (ROOT / "build/demo/features/report.html").stat().st_size > 100_000


def test_the_readme_names_each_step_of_make_test() -> None:
    steps = [f"== {step}" for step in re.findall(r'^say "(.*)"$', (ROOT / "dev/test.sh").read_text(), re.MULTILINE)]
    shown = [line for line in blocks(ROOT / "README.md", "console")[0].splitlines() if line.startswith("== ")]
    assert shown == ["== build", *steps]


def test_links_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "AGENTS.md", ROOT / "src/README.md", ROOT / "models/README.md", ROOT / "web/README.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def test_the_rooms_of_the_drawing_exist() -> None:
    drawing = blocks(ROOT / "README.md", "")[-1]
    for name in re.findall(r"([\w/]+/)", drawing):
        assert (ROOT / name).exists() or (ROOT / "src" / name).exists(), name


def test_no_command_is_left_out() -> None:
    """A fence in another spelling would escape the test above."""
    known = {"sh", "python", "cpp", "console", ""}
    for page in PAGES:
        fences = re.findall(r"^```(.*)$", page.read_text(), re.MULTILINE)
        assert set(fences) <= known, page
