"""The frame of every page: errors, language, theme, navigation."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.db import OperationalError
from django.template.loader import render_to_string
from django.utils import translation

from zabota.foundation.design.toasts import Toast
from zabota.foundation.identity import queries
from zabota.foundation.testing.cast import client_of


@pytest.mark.parametrize(("language", "words"), [("en", "There is no such page"), ("ru", "Такой страницы нет")])
def test_a_page_that_does_not_exist_says_so_in_the_language_of_the_person(agent, language, words):
    agent.language = language
    agent.save()
    page = client_of(agent).get("/there-is-no-such-page")
    assert page.status_code == 404
    assert words in page.content.decode()


@pytest.mark.parametrize("code", ["400", "403", "404", "413", "429", "500"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_error_page_can_be_shown_without_a_request(code, language):
    with translation.override(language):
        page = render_to_string(f"{code}.html")
    assert code in page
    assert f'lang="{language}"' in page
    assert ("На главную" if language == "ru" else "To the first page") in page


def test_the_language_of_a_person_is_kept(agent):
    client = client_of(agent)
    assert client.post("/preferences", {"language": "ru", "next": "/design"}).headers["Location"] == "/design"
    agent.refresh_from_db()
    assert agent.language == "ru"
    assert '<html lang="ru"' in client.get("/design").content.decode()


def test_the_theme_of_a_person_is_kept_and_nonsense_is_not(agent):
    client = client_of(agent)
    client.post("/preferences", {"theme": "dark"})
    client.post("/preferences", {"theme": "pink", "language": "xx"})
    agent.refresh_from_db()
    assert (agent.theme, agent.language) == ("dark", "en")
    assert 'data-bs-theme="dark"' in client.get("/design").content.decode()


def test_a_stranger_keeps_the_language_in_a_cookie(stranger):
    stranger.post("/preferences", {"language": "ru", "theme": "dark"})
    assert stranger.cookies["django_language"].value == "ru"
    assert stranger.cookies["zabota_theme"].value == "dark"


def test_preferences_lead_to_no_other_site_and_change_nothing_on_get(stranger):
    answer = stranger.post("/preferences", {"language": "ru", "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"
    assert stranger.get("/preferences").status_code == 405


def test_the_demo_banner_shows_only_over_demo_data(agent, company):
    assert "z-demo" not in client_of(agent).get("/design").content.decode()
    company.has_demo_data = True
    company.save()
    assert "z-demo" in client_of(agent).get("/design").content.decode()


def test_no_page_of_the_shell_carries_inline_scripts_or_styles(agent):
    page = client_of(agent).get("/design").content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page


def test_a_toast_knows_how_to_take_the_deed_back():
    toast = Toast.from_message(Message(messages.SUCCESS, "Done", extra_tags="undo:/tasks/7/undo"))
    assert toast == Toast(text="Done", level="success", undo_url="/tasks/7/undo")
    assert Toast.from_message(Message(messages.ERROR, "No", extra_tags="other")).undo_url == ""


@pytest.mark.django_db
def test_the_watcher_is_told_when_the_database_does_not_answer(client, monkeypatch):
    assert client.get("/health").status_code == client.head("/health").status_code == 200

    def silent():
        raise OperationalError("connection refused")

    monkeypatch.setattr(queries, "find_company", silent)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "the database does not answer"})
    assert client.head("/health").status_code == 503
