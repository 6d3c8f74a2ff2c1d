"""The worker is killed the moment the server has taken a letter: it goes again under the same name, then no more."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from zabota.foundation.messaging.queries import SMTP_BACKEND
from zabota.foundation.testing.mail import Mailbox, started

SCENE = Path(__file__).with_name("crash_scene.py")


class KillingMailbox(Mailbox):
    """Takes every letter; kills the process in `victims` before it can hear so."""

    def __init__(self) -> None:
        super().__init__()
        self.victims: list[int] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if self.victims:
            os.kill(self.victims.pop(), signal.SIGKILL)
        return answer


@pytest.mark.slow
def test_a_worker_killed_at_the_worst_moment_loses_no_letter_and_doubles_only_what_it_could_not_know(tmp_path):
    mailbox = KillingMailbox()
    server = started(mailbox)
    environment = {**os.environ, "ZABOTA_DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/m.sqlite3"}
    environment |= {"ZABOTA_EMAIL_BACKEND": SMTP_BACKEND, "ZABOTA_SMTP_HOST": "127.0.0.1"}
    environment |= {"ZABOTA_SMTP_PORT": str(server.port)}

    def scene(word: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, str(SCENE), word], env=environment, stdout=subprocess.PIPE, text=True)

    def said(process: subprocess.Popen[str]) -> list[list[str]]:
        return json.loads(process.communicate(timeout=120)[0].splitlines()[-1])

    try:
        names = [name for name, _state in said(scene("prepare"))]
        kills = 3
        for _kill in range(kills):
            worker = scene("work")
            mailbox.victims.append(worker.pid)
            assert worker.wait(120) == -signal.SIGKILL
        assert {state for _name, state in said(scene("work"))} == {"sent"}
        arrived = Counter(str(letter["Message-ID"]) for letter in mailbox.letters)
        assert set(arrived) == set(names)
        assert sum(arrived.values()) == len(names) + kills
        said(scene("work"))
        assert len(mailbox.letters) == len(names) + kills
    finally:
        server.stop()
