"""The worker is killed the moment the other system has taken a message: it comes again under its id, then no more."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

SCENE = Path(__file__).with_name("crash_scene.py")


@pytest.mark.slow
def test_a_worker_killed_before_it_hears_the_answer_loses_no_message_and_doubles_only_that_one(receiver, tmp_path):
    victims: list[int] = []

    def kill(handler):
        if victims:
            os.kill(victims.pop(), signal.SIGKILL)
        else:
            handler.send_response(204)
            handler.end_headers()

    receiver.act = kill
    environment = {**os.environ, "ZABOTA_DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/w.sqlite3"}
    environment["ZABOTA_WEBHOOKS_ALLOW_PRIVATE"] = "127.0.0.1/32"

    def scene(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(SCENE), *words], env=environment, stdout=subprocess.PIPE, text=True
        )

    def said(process: subprocess.Popen[str]) -> list[list[str]]:
        return json.loads(process.communicate(timeout=120)[0].splitlines()[-1])

    ids = [message_id for message_id, _state in said(scene("prepare", receiver.url))]
    kills = 2
    for _kill in range(kills):
        worker = scene("work")
        victims.append(worker.pid)
        assert worker.wait(120) == -signal.SIGKILL
    assert {state for _message_id, state in said(scene("work"))} == {"delivered"}
    arrived = Counter(one.headers["webhook-id"] for one in receiver.received)
    assert set(arrived) == set(ids) and sum(arrived.values()) == len(ids) + kills
