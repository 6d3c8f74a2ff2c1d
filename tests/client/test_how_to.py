"""The page about the client is true: its examples are run one after another against the server."""

import re
from pathlib import Path
from typing import Any

import pytest
from zabota_client import client

from tests.client.wsgi import WsgiTransport
from zabota.foundation.identity import services as identity
from zabota.foundation.identity.contracts import SYSTEM, Role, declared_permissions
from zabota.foundation.identity.models import Staff

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "use-the-python-client.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.S | re.M)


def test_every_example_of_the_page_runs(
    owner: Staff, wsgi_server: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(client, "UrllibTransport", lambda **_settings: WsgiTransport(wsgi_server))
    scopes = [one.code for one in declared_permissions()]
    key = identity.create_key(SYSTEM, name="shop", role=Role.OWNER, scopes=scopes).text
    known: dict[str, Any] = {}
    for example in EXAMPLES:
        exec(example.replace("https://zabota.example.com", "http://localhost").replace("zbt_…", key), known)
    assert "contacts " in capsys.readouterr().out, "the wrong phone is named"
    assert [one.name for one in known["zabota"].customers.list(filter=known["in_kazan"])] == ["Анна"]
