#!/usr/bin/env bash
# Make this machine ready: system packages if missing, .venv with pinned wheels, the backbone's weights.
#
#   dev/setup.sh build     what `make build` needs
#   dev/setup.sh test      and what `make test` needs
#
# Does nothing the second time: each step leaves a stamp named by what it was made from.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '== %s\n' "$*"; }

install_packages() {
  local missing=() package
  while read -r package; do
    case "$package" in "" | \#*) continue ;; esac
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done < <(cat "$@")
  [ ${#missing[@]} -eq 0 ] && return
  say "system packages: ${missing[*]}"
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >/dev/null
}

install_wheels() {
  local stamp
  stamp=".venv/stamp-$(cat "$@" | sha256sum | cut -c1-16)"
  [ -e "$stamp" ] && return
  say "Python environment .venv"
  "${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed (pyarrow 26 asks for it): name one by PYTHON=python3.12 make ..." >&2
    exit 1
  }
  [ -x .venv/bin/python ] || "${PYTHON:-python3}" -m venv .venv
  local file words=()
  for file in "$@"; do words+=(-r "$file"); done
  .venv/bin/python -m pip install -q --disable-pip-version-check "${words[@]}"
  touch "$stamp"
}

case "${1:-}" in
  build)
    install_packages dev/packages-build.txt
    install_wheels dev/requirements.txt
    ;;
  test)
    install_packages dev/packages-build.txt dev/packages-test.txt
    install_wheels dev/requirements.txt dev/requirements-test.txt
    ;;
  *)
    echo "usage: dev/setup.sh build|test" >&2
    exit 2
    ;;
esac
.venv/bin/python models/fetch.py --out models
