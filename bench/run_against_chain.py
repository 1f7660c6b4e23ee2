"""`verger run` in turn with a chain of PySpark, TensorFlow and Spark ML, on the same photos and cores.

    python bench/run_against_chain.py PHOTOS --chain CHAIN.py --python ENV/bin/python --weights WEIGHTS.h5 [--rounds 2]

CHAIN.py takes `INPUT OUTPUT --weights FILE --k N --master local[T]` and ends with one JSON line that holds `images` and
`featurize_seconds` and `pca_seconds`; ENV has tensorflow-cpu, pyspark, pandas<3, pyarrow, pillow, h5py, and Java.
Compared are the seconds of both chains' work (the other's start-up of Spark is left out, Verger's own is not).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from run_against import ROOT, run_verger


def run_chain(args: argparse.Namespace) -> float:
    with tempfile.TemporaryDirectory() as folder:
        words = [args.python, str(args.chain), str(args.photos), f"{folder}/out", "--weights", str(args.weights)]
        words += ["--k", "100", "--master", f"local[{args.threads}]", "--partitions", str(2 * args.threads)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["images"] / (answer["featurize_seconds"] + answer["pca_seconds"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--chain", type=Path, required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--verger", default=str(ROOT / ".venv" / "bin" / "verger"))
    args = parser.parse_args()

    os.environ.setdefault("VERGER_MODELS", str(ROOT / "models"))
    ours, theirs = [], []
    for _ in range(args.rounds):
        theirs.append(run_chain(args))
        ours.append(run_verger(args.verger, args.photos, args.threads, "f32", "100")["whole"])
    us, them = statistics.median(ours), statistics.median(theirs)
    print(f"verger {us:.0f} images/s, PySpark + TensorFlow {them:.0f}: {us / them:.1f}x")


if __name__ == "__main__":
    main()
