from datetime import UTC, datetime

import pytest

from zabota.foundation.identity.contracts import EVERYONE, declare_permission
from zabota.foundation.search import registry, services
from zabota.foundation.search.contracts import IndexEntry
from zabota.foundation.testing.cast import client_of

SEE = declare_permission("test.see_people_in_palette", "See people", EVERYONE)


@pytest.fixture(autouse=True)
def olga(db, monkeypatch):
    monkeypatch.setattr(registry, "_kinds", {})
    registry.register_kind("person", "People", "users")
    services.index_many(
        [
            IndexEntry(
                kind="person", object_id=7, title="Ольга <b>Петрова</b>", subtitle="7 orders", url="/people/7",
                permission=SEE, updated_at=datetime(2026, 5, 3, tzinfo=UTC),
            )
        ]
    )  # fmt: skip


def test_the_palette_gets_a_fragment_of_links_under_headings(agent):
    answer = client_of(agent).get("/search", {"q": "петровой"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert 'href="/people/7"' in page
    assert "Ольга &lt;b&gt;Петрова&lt;/b&gt;" in page
    assert "People" in page


def test_without_scripts_the_search_is_a_page(agent):
    page = client_of(agent).get("/search", {"q": "петровой"}).content.decode()
    assert "<html" in page
    assert 'value="петровой"' in page
    assert 'href="/people/7"' in page


def test_nothing_found_is_said_in_words(agent):
    page = client_of(agent).get("/search", {"q": "<script>"}, headers={"HX-Request": "true"}).content.decode()
    assert "Nothing is called “&lt;script&gt;”" in page


def test_a_stranger_is_sent_to_sign_in(stranger):
    answer = stranger.get("/search", {"q": "петрова"})
    assert answer.status_code == 302
    assert "/people/7" not in answer.content.decode()


def test_only_reading_is_possible(agent):
    assert client_of(agent).post("/search").status_code == 405
