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

from zabota.cli.commands.serve import is_free


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


def is_gone(number: int) -> bool:
    """No such process, or only its remains that nobody has collected yet."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def status(address: str) -> int:
    try:
        return int(urllib.request.urlopen(address, timeout=10).status)
    except urllib.error.HTTPError as error:
        return error.code


SET_UP = """
from django.core.management import call_command
from zabota.foundation.identity import services
call_command("migrate", verbosity=0)
services.set_up_company(company_name="Shop", currency="EUR", time_zone="UTC", language="en", owner_name="Anna",
                        email="anna@example.com", password="a long enough phrase")
"""


@pytest.fixture
def served(new_installation):
    shop, port = new_installation(), free_port()
    command = [sys.executable, "-m", "zabota.cli", "serve", "--port", str(port)]
    with (shop.folder.parent / "serve.log").open("w") as log:
        process = subprocess.Popen(command, env=shop.environment, stdout=log, stderr=log)
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


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the children in /proc")
def test_a_killed_serve_leaves_no_child_and_a_free_port(served):
    process, port, _shop = served
    wait_for(lambda: answers(port))
    left = wait_for(lambda: len(found := children(process.pid)) == 2 and found)
    process.kill()
    process.wait(10)
    wait_for(lambda: all(is_gone(number) for number in left.values()))
    wait_for(lambda: is_free("127.0.0.1", port))


STUBBORN = """
import time
from contextlib import nullcontext
from django.core.management import call_command
from django.db import transaction
from zabota.foundation.jobs import job
from zabota.foundation.jobs.worker import WorkerProcess

@job(name="test.stubborn", transactional=False)
def stubborn(*, holds_database: bool) -> None:
    with transaction.atomic() if holds_database else nullcontext():
        print("begun", flush=True)
        time.sleep(600)

call_command("migrate", verbosity=0)
stubborn.enqueue(holds_database=HOLDS)
WorkerProcess(threads=1, grace_seconds=0.5).run()
"""
STATE = """
from zabota.foundation.jobs import presence
from zabota.foundation.jobs.models import QueuedJob
presence.reap()
print(QueuedJob.objects.get(name="test.stubborn").state)
"""


@pytest.mark.parametrize("holds_database", [False, True])
def test_a_worker_told_to_stop_ends_in_time_and_its_long_job_is_back_in_the_queue(new_installation, holds_database):
    shop = new_installation()
    code = "from zabota.cli.terminal import start_django; start_django()\n" + STUBBORN
    command = [sys.executable, "-c", code.replace("HOLDS", str(holds_database))]
    with subprocess.Popen(command, env=shop.environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        told_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert time.monotonic() - told_at < 5
    assert shop.python(STATE) == "waiting"


def test_the_first_page_of_a_reachable_address_opens_only_by_the_printed_link(new_installation):
    shop, port = new_installation(), free_port()
    command = [sys.executable, "-u", "-m", "zabota.cli", "serve", "--host", "0.0.0.0", "--port", str(port)]
    with subprocess.Popen(command, env=shop.environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        link = next(line for line in process.stdout if "/setup?code=" in line).split()[-1]
        try:
            wait_for(lambda: answers(port))
            assert status(f"http://127.0.0.1:{port}/setup") == 403
            assert link.startswith(f"http://localhost:{port}/")
            assert status(link) == 200
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def test_somebody_locked_out_gets_a_link_at_the_server(new_installation):
    shop = new_installation()
    shop.python(SET_UP)
    said = shop.run("staff", "recover", "anna@example.com", "--address", "https://care.example.com/")
    link = next(word for word in said.split() if word.startswith("https://care.example.com/join/"))
    assert len(link.rpartition("/")[2]) > 40
    assert "--remove-second-factor" in said
    assert "Nobody" in shop.run("staff", "recover", "other@example.com", code=4)
