#!/usr/bin/env bash
# What a reviewer should not have to say.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files '*.cc' '*.h' | xargs .venv/bin/clang-format --dry-run --Werror
.venv/bin/ruff check -q .
.venv/bin/ruff format -q --check .
bash -n dev/*.sh .ci/run
# Flags that would make results depend on the machine, and words for work left undone.
! git grep -nE -e '-f(fast)-math|-march=(native)|-static-(libstdc)' -- . ':!dev/lint.sh' ':!docs' ':!AGENTS.md'
# Files stay small enough to be read in one sitting.
git ls-files '*.cc' '*.h' '*.py' '*.ts' '*.sh' | xargs wc -l | awk '$1 > 500 && $2 != "total" {print "over 500 lines:", $0; bad = 1} END {exit bad}'
