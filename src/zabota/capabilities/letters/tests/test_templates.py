"""Templates: a closed set of names, errors with their place, private and shared, ready-made texts that all work."""

import pytest
from django.urls import reverse

from zabota.capabilities.letters import markup, papers
from zabota.capabilities.letters.models import Letterhead, Template
from zabota.capabilities.letters.placeholders import TemplateError, fill, marks_in
from zabota.capabilities.letters.starters import STARTERS
from zabota.capabilities.letters.tests.scene import anna, template_of
from zabota.capabilities.letters.web.filling import filled
from zabota.foundation.testing.cast import client_of
from zabota.foundation.undo.models import Change

GIVEN = {
    "name": "Спасибо", "kind": "message", "language": "ru", "purpose": "service", "subject": "Спасибо",
    "body": "{{ customer.salutation | «Здравствуйте» }}!",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ура,\n {{ customer.nam }}", "Line 2, character 2: there is no “customer.nam”. Did you mean customer.name?"),
        ("{{ customer's city }}", "write a name from the list"),
        ("{{ xyzzy }}", "there is no “xyzzy”: take a name from the list."),
        ("{{ customer.name", "the braces have no pair"),
        ("{{ ask }}", "say in quotes what to ask."),
        ("{{ customer.name.upper() }}", "Did you mean customer.name?"),
        ("{{ customer.name | upper }}", "write a name from the list"),
        ("{{ 7*7 }}", "there is no “7*7”"),
    ],
)
def test_what_is_not_understood_is_named_with_its_place_and_the_right_word(text, said):
    with pytest.raises(TemplateError) as refused:
        marks_in(text)
    assert said in str(refused.value.problems[0])


def test_a_value_is_words_and_never_markup_or_a_placeholder():
    known = {"customer.name": "**Босс** [x](https://evil.example) {{ today }} # <b>"}
    made = fill("{{ customer.name }}", values=known, answers={}, escape=markup.escaped)
    assert papers.as_page(made.text) == ("<p>**Босс** [x](https://evil.example) { { today } } # &lt;b&gt;</p>")


def test_only_what_the_language_knows_gets_through():
    page = papers.as_page("<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![i](https://a.example/i.png) *x* `y`")
    assert "<img" not in page
    assert "href" not in page.replace('href="https://a.example/i.png"', "")


def test_empty_values_take_the_default_or_are_named():
    made = fill("{{ customer.city | “город” }} {{ customer.phone }}", values={"customer.city": " "}, answers={})
    assert made.text == "город {{ customer.phone }}"
    assert [mark.name for mark in made.missing] == ["customer.phone"]


@pytest.mark.parametrize("starter", STARTERS, ids=lambda one: one.code)
def test_every_ready_made_text_is_understood_and_fills(starter):
    draft = filled(starter.subject, starter.body, values={"customer.name": "Анна"}, answers={})
    assert draft.body
    assert "<h1>" in papers.as_page(draft.body) or starter.kind == "message"


def test_a_starter_becomes_a_template_that_is_changed_and_taken_back(owner):
    client = client_of(owner)
    page = client.get(reverse("letters:template_add"), {"starter": "thanks-ru"})
    assert "Спасибо за заказ" in page.text
    client.post(reverse("letters:template_add"), GIVEN)
    template = Template.objects.get()
    client.post(reverse("letters:template", args=[template.pk]), GIVEN | {"body": "Привет!"})
    template.refresh_from_db()
    assert (template.body, template.version) == ("Привет!", 2)
    client.post(reverse("undo:undo", args=[Change.objects.latest("id").pk]))
    template.refresh_from_db()
    assert template.body == GIVEN["body"]
    client.post(reverse("letters:template_delete", args=[template.pk]))
    assert not Template.objects.exists()
    client.post(reverse("undo:undo", args=[Change.objects.latest("id").pk]))
    assert Template.objects.get().name == "Спасибо"


def test_a_wrong_name_keeps_the_text_and_says_the_right_one_at_the_field(owner):
    page = client_of(owner).post(reverse("letters:template_add"), GIVEN | {"body": "Привет, {{ customer.salutatoin }}"})
    assert page.status_code == 422
    assert "Did you mean customer.salutation?" in page.text
    assert "customer.salutatoin" in page.text
    assert not Template.objects.exists()


def test_an_agent_writes_his_own_and_uses_the_shared(owner, agent):
    shared = template_of(owner, "thanks-ru")
    client = client_of(agent)
    client.post(reverse("letters:template_add"), GIVEN | {"is_shared": "on"})
    own = Template.objects.get(owner=agent)
    assert not own.is_shared
    assert client.post(reverse("letters:template", args=[shared.pk]), GIVEN).status_code == 403
    page = client.get(reverse("letters:templates")).text
    assert "only me" in page
    assert "everybody" in page
    assert client_of(owner).get(reverse("letters:template", args=[own.pk])).status_code == 404


def test_the_preview_shows_a_real_customer_and_what_is_missing(owner):
    customer = anna(owner)
    client = client_of(owner)
    given = GIVEN | {"body": "{{ customer.salutation }}, {{ customer.address }}", "example": customer.pk}
    page = client.post(reverse("letters:template_preview"), given).text
    assert "Анна Сергеевна, {{ customer.address }}" in page
    assert "address" in page.partition("Not known of this customer")[2]
    page = client.post(reverse("letters:template_preview"), GIVEN | {"body": "{{ x"}).text
    assert "the braces have no pair" in page


def test_the_letterhead_takes_a_picture_and_nothing_else(owner):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_of(owner)
    address = reverse("letters:letterhead")
    page = client.post(address, {"requisites": "ИНН 1", "logo": SimpleUploadedFile("a.svg", b"<svg/>")})
    assert page.status_code == 422
    client.post(address, {"requisites": "ИНН 1", "logo": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n1")})
    client.post(address, {"requisites": "ИНН 2"})
    kept = Letterhead.objects.get()
    assert (kept.requisites, bytes(kept.logo)) == ("ИНН 2", b"\x89PNG\r\n\x1a\n1")


def test_the_list_asks_a_bounded_number_of_questions(owner, django_assert_max_num_queries):
    client = client_of(owner)
    for code in ("thanks-ru", "offer-ru", "act-ru"):
        template_of(owner, code)
    client.get(reverse("letters:templates"))
    with django_assert_max_num_queries(8):
        client.get(reverse("letters:templates"))
