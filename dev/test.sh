#!/usr/bin/env bash
# Every test of the project, the cheap ones first. `dev/test.sh quick` leaves out the slow kinds.
set -euo pipefail
cd "$(dirname "$0")/.."
quick=${1:-}
say() { printf '\n== %s\n' "$*"; }
export VERGER_MODELS=$PWD/models
# Workarounds for old OpenBLAS builds that some machines export; the pinned one needs none.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

# preset, then targets: build these, whose log is shown only when something fails
compile() {
  { cmake --preset "$1" && cmake --build --preset "$1" ${2:+--target "${@:2}"}; } >"build/$1.log" 2>&1 ||
    { cat "build/$1.log"; return 1; }
}

say "lint"
dev/lint.sh

say "C++ tests, release"
ctest --test-dir build/release --output-on-failure

say "report page"
.venv/bin/python dev/build_web.py check
.venv/bin/python dev/build_web.py test

say "Python and command-line tests"
if [ "$quick" = quick ]; then
  .venv/bin/python -m pytest -q -m "not slow" models python/tests tests/cli tests/hostile tests/docs
  exit
fi
.venv/bin/python -m pytest -q models python/tests tests/cli tests/hostile tests/docs

say "report page in a browser"
.venv/bin/python dev/build_web.py test:browser

say "C++ tests under AddressSanitizer and UndefinedBehaviorSanitizer"
compile dev
ctest --preset dev

say "C++ tests under ThreadSanitizer"
compile tsan core_test chain_test decode_test verger_test_models
ctest --preset tsan -R '^(core_test|chain_test|decode_test)$'

say "fuzzers, a fixed number of runs"
compile fuzz decode_fuzzer fuzz_seeds
ctest --test-dir build/fuzz --output-on-failure -L fuzz
