"""A segment is asked by e-mail, a number in a letter is clicked and confirmed, the answer is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import copied
from tests.journeys.product import Product
from zabota.foundation.messaging.queries import SMTP_BACKEND
from zabota.foundation.testing.mail import Mailbox, html_of, started

pytestmark = pytest.mark.browser
LATEST = "(SELECT 'wave:' || max(id) FROM asking_wave)"
SENT = f"SELECT count(*) FROM surveys_invitation WHERE sent_at IS NOT NULL AND wave = {LATEST}"
SCORE = f"""SELECT count(*) FROM surveys_response r JOIN surveys_invitation i ON i.id = r.invitation_id
 WHERE r.score = 9 AND r.suspicion = '' AND i.wave = {LATEST}"""
REFUSED = "SELECT count(*) FROM customers_consententry WHERE purpose = 'surveys' AND NOT is_given"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    server = started(box)
    yield box, server.port
    server.stop()


@pytest.fixture
def company(loaded_demo: Product, mailbox: tuple[Mailbox, int], tmp_path: Path) -> Iterator[Product]:
    told = {"ZABOTA_EMAIL_BACKEND": SMTP_BACKEND, "ZABOTA_SMTP_HOST": "127.0.0.1", "ZABOTA_SMTP_PORT": str(mailbox[1])}
    yield from copied(loaded_demo, tmp_path / "demo", told=told)


def let_the_budget_ask(page) -> None:
    """At any hour, and those too who have said nothing."""
    page.goto("/settings/contacts")
    page.locator("[name=quiet_from]").fill("09:00")
    page.locator("[name=quiet_till]").fill("09:00")
    page.locator("[name=asks_silent]").check()
    page.locator("main form .z-button-primary").click()
    page.get_by_text("Сохранено.").first.wait_for()


def keep_a_segment(page) -> None:
    page.goto('/segments/new?filter=["all",["city","is","Казань"],["email","filled"]]')
    page.get_by_label("Название сегмента").fill("Казанские")
    page.get_by_role("button", name="Сохранить").click()
    page.wait_for_url("**/segments/*")


def open_a_survey(page) -> None:
    page.goto("/voice/new")
    page.locator("button[value=nps]").click()
    page.wait_for_url(re.compile(r"/voice/\d+"))
    page.goto(re.sub(r"/edit$", "", page.url))
    page.get_by_role("button", name="Открыть опрос").click()
    page.get_by_role("link", name="Спросить клиентов").wait_for()


def test_a_segment_is_asked_by_letters_and_answers_with_one_click(company, visit, mailbox):
    box, _port = mailbox
    visitor = visit(company, role="owner", language="ru")
    page = visitor.page
    let_the_budget_ask(page)
    keep_a_segment(page)
    open_a_survey(page)
    page.get_by_role("link", name="Спросить клиентов").click()
    page.locator("[name=audience]").select_option(label="Сегмент «Казанские»")
    page.get_by_role("radio", name="Один раз, сейчас").check()
    assert visitor.accessibility_faults() == {}
    page.get_by_role("button", name="Сохранить и посмотреть").click()
    page.locator("#wave-preview .a-letter").wait_for()
    assert "Спросим" in page.locator("#wave-preview").inner_text()
    visitor.resize(390)
    assert visitor.sticks_out() == []
    assert visitor.accessibility_faults() == {}
    visitor.resize(1440)
    page.get_by_role("button", name="Отправить", exact=True).click()
    page.get_by_text("Писем ушло").first.wait_for()
    company.finish_work(seconds=60)
    page.reload()
    page.get_by_text("Все спрошены").wait_for()
    assert visitor.accessibility_faults() == {}
    assert len(box.letters) == company.one(SENT) > 0

    letter = html_of(box.letters[0])
    found = re.search(r'href="[^"]*(/s/[^"]+\?score=9)"', letter)
    assert found, letter
    page.goto(found[1])
    assert company.one(SCORE) == 0
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Отправить 9").click()
    page.wait_for_load_state()
    assert company.one(SCORE) == 1

    out = re.search(r'href="[^"]*(/u/[^"]+)"', letter)
    assert out, letter
    refused = company.one(REFUSED)
    page.goto(out[1])
    visitor.resize(390)
    assert visitor.accessibility_faults() == {}
    page.get_by_role("button", name="Больше не присылать").click()
    page.get_by_role("button", name="Хочу получать снова").wait_for()
    assert company.one(REFUSED) == refused + 1
    assert visitor.complaints == []
