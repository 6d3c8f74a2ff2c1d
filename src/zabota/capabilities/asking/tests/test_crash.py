"""Kill -9 while customers are asked: nobody gets two letters, nobody is forgotten."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zabota.foundation.messaging.queries import SMTP_BACKEND
from zabota.foundation.testing.crashing import Shop, shop_of
from zabota.foundation.testing.mail import Mailbox, started

SCENE = Path(__file__).with_name("crash_scene.py")
PEOPLE = 2_500
SENT = "SELECT count(*) FROM messaging_outgoingmail WHERE state = 'sent'"
INVITED = "SELECT count(*) FROM surveys_invitation"


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


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    yield from shop_of(tmp_path, SCENE)


@pytest.mark.slow
@pytest.mark.django_db
def test_killed_again_and_again_each_gets_at_most_one_letter_and_none_is_forgotten(shop: Shop) -> None:
    mailbox = KillingMailbox()
    server = started(mailbox)
    told = {"ZABOTA_EMAIL_BACKEND": SMTP_BACKEND, "ZABOTA_SMTP_HOST": "127.0.0.1", "ZABOTA_SMTP_PORT": str(server.port)}
    shop = replace(shop, environment=shop.environment | told)
    try:
        shop.run("prepare", str(PEOPLE))
        shop.kill_when("work", INVITED, 1)
        for reached in (1, 200, 700, 1_200):
            shop.kill_when("work", SENT, reached)
        for _worst_moment in range(2):  # the server has taken the letter, the worker never hears of it
            worker = subprocess.Popen([sys.executable, str(SCENE), "work"], env=shop.environment)
            mailbox.victims.append(worker.pid)
            assert worker.wait(120) == -signal.SIGKILL
        shop.run("work")
        found = shop.totals()
        assert (found["invitations"], found["invited"], found["contacts"]) == (PEOPLE, PEOPLE, PEOPLE)
        assert found["state"] == "done"
        states = Counter(state for _name, state in found["mails"])
        arrived = Counter(str(letter["Message-ID"]) for letter in mailbox.letters)
        assert max(arrived.values()) == 1
        assert set(states) <= {"sent", "unclear"}
        assert 2 <= states["unclear"] <= 6
        sent = {name for name, state in found["mails"] if state == "sent"}
        assert sent <= set(arrived)
        assert found["sent_at"] == PEOPLE  # those of whom nobody knows are reminded like the others
        print(f"{PEOPLE} letters, 7 kills: {dict(states)}, {len(arrived)} arrived, none twice")  # noqa: T201
    finally:
        server.stop()
