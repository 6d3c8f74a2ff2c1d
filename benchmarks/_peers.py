"""The peers: each in an environment of its own, made on first use, and asked in a process with a time limit.

None of them is a dependency of this project. The environments lie in ``.peers`` at the root of the
repository (about 250 MB each, pymc-marketing 1.5 GB); delete the folder to be rid of them.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".peers"
REQUIREMENTS = {"lifetimes": "lifetimes==0.11.3", "clvkit": "clvkit==0.2.1", "pymc-marketing": "pymc-marketing==0.19.2"}
MODELS = {
    "lifetimes": ("BGNBD", "MBGNBD", "ParetoNBD", "GammaGamma"),
    "clvkit": ("BGNBD", "MBGNBD", "GammaGamma"),
    "pymc-marketing": ("BGNBD", "MBGNBD", "ParetoNBD", "GammaGamma"),
}
STARTING_SECONDS = 120
Answer = dict[str, Any]


def interpreter(peer: str) -> Path | None:
    """The Python that has the peer, its environment made if need be; None where it does not install."""
    if peer == "regulars":
        return Path(sys.executable)
    folder = HOME / peer
    python = folder / "bin" / "python"
    if (folder / ".ready").exists():
        return python
    print(f"making an environment for {peer} in {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
    uv = shutil.which("uv")
    make: list[str | Path] = [sys.executable, "-m", "venv", folder]
    install: list[str | Path] = [python, "-m", "pip", "install", "--quiet"]
    if uv:
        make, install = (
            [uv, "venv", "--quiet", "--clear", folder],
            [uv, "pip", "install", "--quiet", "--python", python],
        )
    for command in (make, [*install, REQUIREMENTS[peer]]):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"{peer} does not install: {done.stderr.strip()[-300:]}", file=sys.stderr, flush=True)
            return None
    (folder / ".ready").touch()
    return python


class Peer:
    """One library that answers requests; after one that took too long it is started anew."""

    def __init__(self, name: str, python: Path) -> None:
        self.name, self.python = name, python
        self.process: subprocess.Popen[str] | None = None
        self.answers: queue.Queue[str] = queue.Queue()

    def ask(self, limit: float, **request: Any) -> Answer:
        """Ask once; ``{"error": …}`` where the answer did not come within ``limit`` seconds."""
        if self.process is None and not self._start():
            return {"error": "does not start"}
        assert self.process is not None
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            line = self.answers.get(timeout=limit)
        except queue.Empty:
            self.stop()
            return {"error": f"no answer in {limit:.0f} s"}
        except BrokenPipeError:
            line = ""
        if not line:
            self.stop()
            return {"error": "the process died"}
        answer: Answer = json.loads(line)
        return answer

    def _start(self) -> bool:
        command = [str(self.python), str(Path(__file__).with_name("_worker.py")), self.name]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
        )
        self.answers = queue.Queue()
        threading.Thread(target=_read, args=(self.process, self.answers), daemon=True).start()
        try:
            ready = self.answers.get(timeout=STARTING_SECONDS)
        except queue.Empty:
            ready = ""
        if not ready:
            self.stop()
        return bool(ready)

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None


def _read(process: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
    """Pass lines on, and an empty one at the end."""
    assert process.stdout is not None
    for line in process.stdout:
        answers.put(line)
    answers.put("")
