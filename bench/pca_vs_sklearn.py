"""Verger's PCA fit against scikit-learn's covariance_eigh, taking turns in one run.

    cmake --preset bench && cmake --build --preset bench --target reduce_bench
    python bench/pca_vs_sklearn.py [--features FEATURES.npy]

Both sides keep the components that explain 0.90 of 22,688 x 1280 features in memory: scikit-learn is given float64, as
covariance_eigh is exact only then; Verger float32, which it converts itself. OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE,
where set, bind old builds of OpenBLAS to slow kernels; they are left out for both sides unless --keep-environment.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROWS, DIMENSION = 22688, 1280


def generate(rows: int, features: Any) -> Any:
    """Rows like a network's averaged activations: not negative, half of them zero, with a decaying spectrum; or those
    of `features`, repeated with noise, until there are enough."""
    import numpy as np

    rng = np.random.default_rng(1)
    if features is None:
        factors = 300
        weights = rng.standard_normal((factors, DIMENSION)) * (np.arange(1, factors + 1) ** -0.7)[:, None]
        noise = 0.2 * rng.standard_normal((rows, DIMENSION))
        return np.maximum(rng.standard_normal((rows, factors)) @ weights + noise, 0).astype(np.float32)
    chosen = features[rng.integers(0, len(features), rows)]
    return np.maximum(chosen * (1 + 0.05 * rng.standard_normal(chosen.shape)), 0).astype(np.float32)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=Path("build/bench/bench/reduce_bench"))
    parser.add_argument("--features", type=Path, help=".npy, float32 [n, 1280], to draw the rows from")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--n-components", type=float, default=0.90)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--keep-environment", action="store_true")
    options = parser.parse_args()
    if not options.keep_environment:
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
            os.environ.pop(name, None)  # Before numpy loads OpenBLAS.

    import numpy as np
    import sklearn
    from sklearn.decomposition import PCA
    from threadpoolctl import threadpool_info, threadpool_limits

    rows = generate(ROWS, None if options.features is None else np.load(options.features))
    rows64 = rows.astype(np.float64)
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(options.threads):
        path = Path(folder) / "rows.f32"
        rows.tofile(path)
        command = [options.bench, path, DIMENSION, options.threads, options.n_components]
        ours: list[dict[str, float]] = []
        theirs: list[float] = []
        with subprocess.Popen(
            list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin is not None and process.stdout is not None
            for _ in range(options.repeats + 1):
                time.sleep(0.3)  # The threads of numpy's OpenBLAS spin for a while after their work.
                process.stdin.write("\n")
                process.stdin.flush()
                ours.append(json.loads(process.stdout.readline()))
                start = time.perf_counter()
                pca = PCA(options.n_components, svd_solver="covariance_eigh").fit(rows64)
                theirs.append(time.perf_counter() - start)
            process.stdin.close()
        kernels = sorted({f"{info['version']} {info.get('architecture')}" for info in threadpool_info()})
    ours, theirs = ours[1:], theirs[1:]  # The first of each warms up.

    medians = {stage: statistics.median(turn[stage] for turn in ours) for stage in ours[0]}
    ratios = [(turn["moments"] + turn["fit"]) / other for turn, other in zip(ours, theirs, strict=True)]
    print(
        json.dumps(
            {
                "cpu": platform.processor() or platform.machine(),
                "threads": options.threads,
                "sklearn": sklearn.__version__,
                "openblas of numpy and scipy": kernels,
                "n_components": [int(medians.pop("n_components")), int(pca.n_components_)],
                "verger seconds": medians,
                "sklearn seconds": statistics.median(theirs),
                "fit, verger / sklearn": statistics.median(ratios),
                "fit, fastest turn of each": [min(turn["moments"] + turn["fit"] for turn in ours), min(theirs)],
                "ratios": [round(ratio, 3) for ratio in ratios],
                "after the last photo, seconds": medians["merge"] + medians["fit"] + medians["transform"],
            },
            indent=2,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
