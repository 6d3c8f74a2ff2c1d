"""Surveys for colleagues: begun, edited, opened, printed, read."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone

from zabota.capabilities.surveys import services, visits
from zabota.capabilities.surveys.contracts import SCALES, Channel, Kind
from zabota.capabilities.surveys.models import Response, Survey, Way
from zabota.capabilities.surveys.questionnaire import Condition, QuestionKind
from zabota.capabilities.surveys.tests.conftest import NOW, opened
from zabota.capabilities.surveys.web.forms import QuestionForm, SurveyForm
from zabota.foundation.testing.cast import actor_of, client_of


def form_of(survey: Survey, questions: list[dict[str, object]] | None = None, **changed: object) -> dict[str, object]:
    """What the edit page would send unchanged, with these changes and these questions after the old ones."""
    asked = visits.asked_in(survey.version)
    given = {"name": survey.name, **SurveyForm.initial_of(asked), **changed}
    rows = [QuestionForm.initial_of(one) for one in asked.questions] + (questions or [])
    sent: dict[str, object] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(asked.questions)}
    for place, row in enumerate(rows):
        sent |= {
            f"form-{place}-{name}": value for name, value in row.items() if value is not None and value is not False
        }
        sent.setdefault(f"form-{place}-ORDER", place + 1)
    return {name: value for name, value in {**given, **sent}.items() if value is not None}


def answered(survey: Survey, score: float, words: str = "", **fields: object) -> Response:
    scale = SCALES[Kind(survey.kind)]
    group = "low" if score <= scale.low_at_most else "high" if score >= scale.high_from else "middle"
    return Response.objects.create(
        survey=survey, version=survey.version, channel="link", language="ru", score=score, group=group, words=words,
        started_at=NOW, answered_at=NOW, changed_at=NOW, **fields,
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(Kind))
def test_a_survey_is_begun_with_the_usual_words_and_opened_as_it_is(kind, manager):
    client = client_of(manager)
    assert "Will they recommend us?" in client.get("/voice").content.decode(), "an empty house is told what it can ask"
    edit = client.post("/voice/new", {"kind": kind}, follow=True)
    survey = Survey.objects.get()
    assert edit.redirect_chain[-1][0] == f"/voice/{survey.pk}/edit"
    preview = client.get(f"/voice/{survey.pk}/preview?lang=en").content.decode()
    assert "Thank you" in preview
    client.post(f"/voice/{survey.pk}/state", {"state": "open"})
    survey.refresh_from_db()
    assert survey.state == "open"
    page = client.get(f"/voice/{survey.pk}").content.decode()
    assert "Takes answers" in page


def test_every_text_and_further_questions_are_edited_on_one_page(manager, owner):
    survey = opened(owner)
    more = [
        {"kind": "choice", "text_ru": "Откуда вы о нас узнали?", "text_en": "How did you hear of us?", "last": 5,
         "options_ru": "От друзей\nИз рекламы", "options_en": "Friends\nAdvertising"},
        {"kind": "text", "text_ru": "Что изменить первым?", "last": 5, "shown_if": ["score:low", "score:middle"]},
        {"kind": "scale", "last": 5, "ORDER": ""},
    ]  # fmt: skip
    sent = form_of(
        survey,
        more,
        name="Лояльность",
        score_ru="Порекомендуете?",
        colour="plum",
        link_high="https://example.com/review",
    )
    answer = client_of(manager).post(f"/voice/{survey.pk}/edit", sent)
    assert answer.status_code == 302, answer.context["formset"].errors if answer.context else ""
    survey.refresh_from_db()
    asked = visits.asked_in(survey.version)
    assert (survey.name, asked.score["ru"], asked.colour) == ("Лояльность", "Порекомендуете?", "plum")
    first, second = asked.questions
    assert [one.text["en"] for one in first.options] == ["Friends", "Advertising"]
    assert (second.kind, second.shown_if) == (QuestionKind.TEXT, Condition(question="score", among=("low", "middle")))
    page = client_of(manager).get(f"/voice/{survey.pk}/edit").content.decode()
    assert "Откуда вы о нас узнали? → Из рекламы" in page, "a later question may depend on it"


def test_what_cannot_be_asked_is_named_at_its_field_and_nothing_typed_is_lost(manager, owner):
    survey = opened(owner)
    sent = form_of(
        survey, [{"kind": "choice", "text_ru": "Что?", "options_ru": "Одно", "last": 5}], score_en="", name="Набрано"
    )
    page = client_of(manager).post(f"/voice/{survey.pk}/edit", sent)
    words = page.content.decode()
    assert page.status_code == 422
    assert "Write the question in this language" in words
    assert "Offer at least two answers." in words
    assert 'value="Набрано"' in words
    survey.refresh_from_db()
    assert survey.name != "Набрано"


def test_csi_weighs_its_items(manager, owner):
    survey = opened(owner, Kind.CSI)
    asked = visits.asked_in(survey.version)
    sent = form_of(survey) | {"form-0-weight": "3"}
    assert client_of(manager).post(f"/voice/{survey.pk}/edit", sent).status_code == 302
    survey.refresh_from_db()
    assert [one.weight for one in visits.asked_in(survey.version).items] == [3, 1, 1, 1, 1]
    assert len(asked.items) == 5


def test_a_poster_holds_the_code_that_opens_the_survey(manager, owner):
    survey = opened(owner)
    client_of(manager).post(f"/voice/{survey.pk}/ways", {"channel": "qr", "name": "Касса"})
    way = Way.objects.get()
    for size in ("a4", "a5"):
        file = client_of(manager).get(f"/voice/ways/{way.pk}/poster?size={size}&lang=ru")
        assert file["Content-Type"] == "application/pdf"
        page = pypdfium2.PdfDocument(BytesIO(file.content))[0]
        (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
        assert code.text == f"http://testserver/f/{way.code}"
        text = page.get_textpage().get_text_bounded()
        assert "Наведите камеру" in text
        assert f"testserver/f/{way.code}" in text.replace("\r\n", "")
    client_of(manager).post(f"/voice/ways/{way.pk}", {})
    assert client_of(None).get(f"/f/{way.code}").status_code == 404
    client_of(manager).post(f"/voice/ways/{way.pk}", {"open": "1"})
    assert client_of(None).get(f"/f/{way.code}").status_code == 200


def test_answers_are_searched_narrowed_put_aside_and_exported(manager, owner):
    survey = opened(owner)
    answered(survey, 2, "Долго ждала доставку")
    answered(survey, 10, "=HYPERLINK(1)")
    answered(survey, 8)
    client = client_of(manager)
    assert "2 of 10" in client.get("/voice/answers?q=ДОСТАВКУ").content.decode()
    assert "10 of 10" not in client.get("/voice/answers?group=low").content.decode()
    assert "8 of 10" not in client.get("/voice/answers?show=words").content.decode()
    response = Response.objects.get(score=10)
    client.post(f"/voice/answers/{response.pk}", {"aside": "1", "next": "https://evil.example"})
    assert "10 of 10" not in client.get("/voice/answers").content.decode()
    assert "10 of 10" in client.get("/voice/answers?show=aside").content.decode()
    client.post(f"/voice/answers/{response.pk}", {"aside": "0"})
    file = b"".join(client.get("/voice/answers?format=csv").streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in file
    assert file.count("\n") == 4


def test_the_list_and_a_survey_cost_as_much_with_many_answers_as_with_few(
    manager, owner, django_assert_max_num_queries
):
    surveys = [opened(owner) for _number in range(3)]
    services.add_way(actor_of(owner), survey=surveys[0], channel=Channel.QR, now=timezone.now())
    for number in range(60):
        answered(surveys[0], number % 11, "слова")
    client = client_of(manager)
    client.get("/voice")
    for url, most in (("/voice", 12), (f"/voice/{surveys[0].pk}", 18), ("/voice/answers", 13)):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


def test_an_asked_survey_is_closed_not_deleted(manager, owner):
    survey = opened(owner)
    answered(survey, 5)
    client = client_of(manager)
    client.post(f"/voice/{survey.pk}/delete")
    assert Survey.objects.filter(pk=survey.pk).exists()
    client.post(f"/voice/{survey.pk}/copy")
    copied = Survey.objects.exclude(pk=survey.pk).get()
    assert copied.state == "draft"
    client.post(f"/voice/{copied.pk}/delete")
    assert not Survey.objects.filter(pk=copied.pk).exists()
