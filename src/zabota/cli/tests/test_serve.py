"""`zabota serve` in a process of its own: it comes up, mends what dies, and stops clean."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(check, seconds: float = 60):
    deadline = time.monotonic() + seconds
    while not (answer := check()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return answer


def answers(port: int) -> bool:
    with contextlib.suppress(OSError, urllib.error.URLError):
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2).status == 200
    return False


def children(pid: int) -> dict[str, int]:
    """Which of our two children runs under which number."""
    found = {}
    for number in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        words = Path(f"/proc/{number}/cmdline").read_bytes().decode().split("\0")
        if "zabota.cli" in words:
            found[words[words.index("zabota.cli") + 1]] = int(number)
    return found


@pytest.fixture
def served(new_installation):
    shop, port = new_installation(), free_port()
    command = [sys.executable, "-m", "zabota.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=shop.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield process, port, shop
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the children in /proc")
def test_serve_comes_up_mends_what_dies_and_stops_clean(served):
    process, port, shop = served
    wait_for(lambda: answers(port))
    first = wait_for(lambda: len(found := children(process.pid)) == 2 and found)
    os.kill(first["web"], signal.SIGKILL)
    os.kill(first["worker"], signal.SIGKILL)
    second = wait_for(
        lambda: len(found := children(process.pid)) == 2 and set(found.values()).isdisjoint(first.values()) and found
    )
    wait_for(lambda: answers(port))
    assert "is taken" in shop.run("serve", "--port", port, code=3)
    process.send_signal(signal.SIGINT)
    assert process.wait(40) == 0
    assert not any(Path(f"/proc/{number}").exists() for number in second.values())
    assert not answers(port)
