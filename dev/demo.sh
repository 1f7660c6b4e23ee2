#!/usr/bin/env bash
# Draw an orchard and run the chain on it. Both folders are made anew each time.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf build/demo
mkdir -p build/demo
set -x
.venv/bin/verger sample build/demo/orchard
.venv/bin/verger run build/demo/orchard/Training -o build/demo/features
{ set +x; } 2>/dev/null
echo
echo "Open build/demo/features/report.html in a browser."
