"""The whole `verger run` command in turn with the network alone (OpenVINO) and with other settings of itself.

    python bench/run_against.py PHOTOS [--rounds 5] [--threads 0] [--bf16] [--verger .venv/bin/verger]

Needs `cmake --preset bench` built. Prints the median of each and their ratios; everything is measured in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "mobilenet_v2.onnx"


def run_verger(command: str, photos: Path, threads: int, precision: str, pca: str = "0.90") -> dict:
    """One whole run: its own answer, and images/s of the whole command."""
    with tempfile.TemporaryDirectory() as folder:
        words = [command, "run", str(photos), "-o", f"{folder}/out", "--json", "--progress", "none"]
        words += ["--threads", str(threads), "--precision", precision, "--pca", pca]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        answer = json.loads(done.stdout.splitlines()[-1])
        manifest = json.loads(Path(folder, "out", "manifest.json").read_text())
    answer["whole"] = answer["listed"] / answer["seconds"]
    answer["stages"] = manifest["seconds"]
    return answer


def run_alone(threads: int, precision: str, images: int) -> float:
    binary = ROOT / "build" / "bench" / "bench" / "openvino_alone"
    words = [str(binary), str(MODEL), str(threads), precision, str(images)]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--bf16", action="store_true", help="measure bf16 too")
    parser.add_argument("--verger", default=str(ROOT / ".venv" / "bin" / "verger"))
    args = parser.parse_args()

    os.environ.setdefault("VERGER_MODELS", str(ROOT / "models"))
    precisions = ["f32", "bf16"] if args.bf16 else ["f32"]
    runs: dict[str, list[dict]] = {p: [] for p in precisions}
    alone: dict[str, list[float]] = {p: [] for p in precisions}
    for _ in range(args.rounds):
        for precision in precisions:
            alone[precision].append(run_alone(args.threads, precision, 4000))
            runs[precision].append(run_verger(args.verger, args.photos, args.threads, precision))
            alone[precision].append(run_alone(args.threads, precision, 4000))
    for precision in precisions:
        whole = statistics.median(r["whole"] for r in runs[precision])
        network = statistics.median(alone[precision])
        after = statistics.median(r["stages"].get("reduce", 0) / r["seconds"] for r in runs[precision])
        print(
            f"{precision}: whole command {whole:.0f} images/s, OpenVINO alone {network:.0f}, "
            f"ratio {whole / network:.3f}; "
            f"after the last photo PCA takes {100 * after:.1f} % of the run; "
            f"peak {max(r['peak_rss_bytes'] for r in runs[precision]) / 1e6:.0f} MB"
        )
        print("   ", {k: round(v, 3) for k, v in runs[precision][-1]["stages"].items()})
    if args.bf16:
        fast, plain = (statistics.median(r["whole"] for r in runs[p]) for p in ("bf16", "f32"))
        print(f"bf16 against f32: {fast / plain:.2f}x")


if __name__ == "__main__":
    main()
