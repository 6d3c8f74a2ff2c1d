"""The example of the how-to page is run as it stands there."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import zabota
from zabota.foundation.webhooks import rules

PAGE = Path(zabota.__file__).parents[2] / "docs" / "how-to" / "webhooks.md"


def test_the_example_of_the_page_takes_our_messages_and_no_others():
    names: dict = {}
    exec(re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[1], names)
    old, new = rules.new_secret(), rules.new_secret()
    now = datetime.fromtimestamp(time.time(), UTC)
    body = rules.body_of(kind="customers.changed", occurred_at=now, data={"note": "ёлка"})
    sent = rules.headers_of(message_id="msg_1", body=body, known=[new, old], now=now)
    for secret in (old, new):
        assert names["verified"](sent, body.encode(), secret)["data"] == {"note": "ёлка"}
    for headers, said, secret in (
        (sent, body.encode() + b" ", new),
        (sent, body.encode(), rules.new_secret()),
        ({**sent, "webhook-id": "msg_2"}, body.encode(), new),
        ({**sent, "webhook-timestamp": "1614265330"}, body.encode(), new),
    ):
        with pytest.raises(ValueError, match="message is"):
            names["verified"](headers, said, secret)
