"""What people type about a survey: every text once for each language; the services decide whether it may be so."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.surveys.contracts import CHANNEL_NAMES, GROUP_NAMES, KIND_NAMES, Channel, Group, Kind
from zabota.capabilities.surveys.questionnaire import (
    Condition,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Text,
    Thanks,
)
from zabota.foundation.identity.models import Branch, Staff

LANGUAGES = (("ru", "Русский"), ("en", "English"))
COLOURS = (
    ("", _("Green")), ("blue", _("Blue")), ("plum", _("Plum")), ("brick", _("Brick")), ("ochre", _("Ochre")),
    ("ink", _("Black")),
)  # fmt: skip
MOST_QUESTIONS = 30
GROUPS = [(group.value, name) for group, name in GROUP_NAMES.items()]
QUESTION_KINDS = (
    (QuestionKind.SCALE.value, _("Scale")), (QuestionKind.CHOICE.value, _("One of several")),
    (QuestionKind.SEVERAL.value, _("Any of several")), (QuestionKind.TEXT.value, _("Own words")),
)  # fmt: skip


def _named(label: object, language: str) -> Any:  # noqa: ANN401 - the stubs know of no lazy text but gettext's
    """In the language of the page, not of the moment the product started."""
    return format_lazy("{} ({})", label, dict(LANGUAGES)[language])


def _line(label: object, language: str, **extra: Any) -> forms.CharField:  # noqa: ANN401
    return forms.CharField(label=_named(label, language), required=False, max_length=300, **extra)


def _area(label: object, language: str, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "lang": language})
    return forms.CharField(
        label=f"{label} ({dict(LANGUAGES)[language]})", required=False, max_length=2000, widget=widget
    )


class NewSurveyForm(forms.Form):
    kind = forms.ChoiceField(choices=list(KIND_NAMES.items()))


class SurveyForm(forms.Form):
    """`texts` names what is said in every language: the field of `x` in Russian is `x_ru`."""

    name = forms.CharField(label=_("Name for colleagues"), max_length=120)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple,
        help_text=_("Each customer is asked in his own; who has none of these, in the first."),
    )  # fmt: skip
    closes_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    is_anonymous = forms.BooleanField(
        label=_("Anonymous"), required=False,
        help_text=_("Neither the customer nor the hour of an answer is kept. No work can follow from such an answer."),
    )  # fmt: skip
    colour = forms.ChoiceField(label=_("Colour"), choices=COLOURS, required=False)
    asks_contact = forms.MultipleChoiceField(
        label=_("Whom to ask whether we may call back"), choices=GROUPS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    asks_quote = forms.MultipleChoiceField(
        label=_("Whom to ask whether we may publish the words"), choices=GROUPS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.kind = kind
        texts: list[tuple[str, object, int]] = [("intro", _("Under the first question"), 0)]
        if kind != Kind.CSI:
            texts += [("score", _("Question"), 1), ("low", _("Under the lowest number"), 0)]
            texts += [("high", _("Under the highest number"), 0)]
        for group, name in GROUP_NAMES.items():
            texts.append((f"why_{group}", name, 1))
        for group, name in GROUP_NAMES.items():
            texts.append((f"thanks_{group}", name, 1))
        for code, label, is_long in texts:
            for language, _name in LANGUAGES:
                self.fields[f"{code}_{language}"] = (_area if is_long else _line)(label, language)
        for group, name in GROUP_NAMES.items():
            self.fields[f"link_{group}"] = forms.URLField(
                label=_("%(group)s: a link after the thanks") % {"group": name}, required=False, assume_scheme="https",
                help_text=_("For example where reviews are written."),
            )  # fmt: skip

    def clean_languages(self) -> list[str]:
        return [code for code, _name in LANGUAGES if code in self.cleaned_data["languages"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.kind != Kind.CSI:
            for language in given.get("languages", ()):
                if not given.get(f"score_{language}", "").strip():
                    self.add_error(
                        f"score_{language}", _("Write the question in this language, or take the language out.")
                    )
        return given

    @staticmethod
    def initial_of(asked: Questionnaire) -> dict[str, Any]:
        given: dict[str, Any] = {
            "languages": list(asked.languages), "colour": asked.colour,
            "asks_contact": [one.value for one in asked.asks_contact],
            "asks_quote": [one.value for one in asked.asks_quote],
        }  # fmt: skip
        texts: dict[str, Text] = {"intro": asked.intro, "score": asked.score, "low": asked.low, "high": asked.high}
        for group in Group:
            thanks = asked.thanks.get(group)
            texts[f"why_{group}"] = asked.why.get(group, {})
            texts[f"thanks_{group}"] = thanks.text if thanks else {}
            given[f"link_{group}"] = thanks.link if thanks else ""
        for code, text in texts.items():
            given |= {f"{code}_{language}": text.get(language, "") for language, _name in LANGUAGES}
        return given

    def told(self, *, questions: Sequence[Question]) -> Questionnaire:
        given = self.cleaned_data
        return Questionnaire(
            kind=self.kind, languages=tuple(given["languages"]), colour=given["colour"], intro=self.text("intro"),
            score=self.text("score"), low=self.text("low"), high=self.text("high"),
            why={group: self.text(f"why_{group}") for group in Group}, questions=tuple(questions),
            asks_contact=tuple(Group(one) for one in given["asks_contact"]),
            asks_quote=tuple(Group(one) for one in given["asks_quote"]),
            thanks={
                group: Thanks(text=self.text(f"thanks_{group}"), link=given[f"link_{group}"]) for group in Group
            },
        )  # fmt: skip

    def text(self, code: str) -> Text:
        return {
            language: words
            for language, _name in LANGUAGES
            if (words := self.cleaned_data.get(f"{code}_{language}", "").strip())
        }

    def pairs(self, prefix: str) -> Iterator[list[forms.BoundField]]:
        """The fields of one text side by side, for every text whose code begins so."""
        codes = dict.fromkeys(
            name.rpartition("_")[0] for name in self.fields if re.fullmatch(rf"{prefix}\w*_(ru|en)", name)
        )
        for code in codes:
            yield [self[f"{code}_{language}"] for language, _name in LANGUAGES]


class QuestionForm(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    kind = forms.ChoiceField(label=_("How it is answered"), choices=QUESTION_KINDS, initial=QuestionKind.SCALE.value)
    text_ru = _line(_("Question"), "ru")
    text_en = _line(_("Question"), "en")
    options_ru = forms.CharField(
        label=_("Answers to choose from, one a line (Русский)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    options_en = forms.CharField(
        label=_("Answers to choose from, one a line (English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    last = forms.TypedChoiceField(
        label=_("Scale"), coerce=int, choices=((3, "1–3"), (5, "1–5"), (7, "1–7"), (10, "1–10")), initial=5
    )
    low_ru = _line(_("Under the lowest number"), "ru")
    low_en = _line(_("Under the lowest number"), "en")
    high_ru = _line(_("Under the highest number"), "ru")
    high_en = _line(_("Under the highest number"), "en")
    weight = forms.FloatField(
        label=_("Weight in the index"), min_value=0, max_value=100, required=False,
        help_text=_("0: it is asked, but does not count."),
    )  # fmt: skip
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    shown_if = forms.MultipleChoiceField(
        label=_("Ask only"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: everybody is asked."),
    )  # fmt: skip

    def __init__(self, *args: Any, conditions: Sequence[tuple[str, str]], has_weight: bool, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["shown_if"].choices = conditions  # type: ignore[attr-defined]
        if not has_weight:
            del self.fields["weight"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.has_changed() or given.get("DELETE"):
            return given
        if not (given.get("text_ru") or given.get("text_en")):
            self.add_error("text_ru", _("Write the question."))
        if given.get("kind") in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
            ru, en = _lines(given.get("options_ru", "")), _lines(given.get("options_en", ""))
            if max(len(ru), len(en)) < 2:
                self.add_error("options_ru", _("Offer at least two answers."))
            elif ru and en and len(ru) != len(en):
                self.add_error("options_en", _("As many lines as in the other language, in the same order."))
        if len({one.partition(":")[0] for one in given.get("shown_if", ())}) > 1:
            self.add_error("shown_if", _("Choose answers to one question only."))
        return given

    @staticmethod
    def initial_of(question: Question) -> dict[str, Any]:
        condition = question.shown_if
        return {
            "code": question.id, "kind": question.kind.value, "last": question.last, "weight": question.weight,
            "is_required": question.is_required,
            "shown_if": [f"{condition.question}:{one}" for one in condition.among] if condition else [],
        } | {
            f"{code}_{language}": text.get(language, "")
            for code, text in {"text": question.text, "low": question.low, "high": question.high}.items()
            for language, _name in LANGUAGES
        } | {
            f"options_{language}": "\n".join(one.text.get(language, "") for one in question.options)
            for language, _name in LANGUAGES
        }  # fmt: skip

    def told(self, *, code: str) -> Question:
        given = self.cleaned_data
        chosen = given["shown_if"]
        return Question(
            id=code, kind=QuestionKind(given["kind"]), text=self._text("text"), is_required=given["is_required"],
            last=given["last"], low=self._text("low"), high=self._text("high"), options=self._options(),
            weight=given.get("weight") or 0 if given["kind"] == QuestionKind.SCALE else 0,
            shown_if=Condition(
                question=chosen[0].partition(":")[0], among=tuple(one.partition(":")[2] for one in chosen)
            ) if chosen else None,
        )  # fmt: skip

    def _text(self, code: str) -> Text:
        return {
            lang: words for lang, _name in LANGUAGES if (words := self.cleaned_data.get(f"{code}_{lang}", "").strip())
        }

    def _options(self) -> tuple[Option, ...]:
        """The ids are their places: a frozen version keeps its own."""
        if self.cleaned_data["kind"] not in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
            return ()
        told = {lang: _lines(self.cleaned_data.get(f"options_{lang}", "")) for lang, _name in LANGUAGES}
        count = max(map(len, told.values()))
        return tuple(
            Option(id=str(place + 1), text={lang: lines[place] for lang, lines in told.items() if place < len(lines)})
            for place in range(count)
        )


def _lines(text: str) -> list[str]:
    return [line.strip()[:200] for line in text.splitlines() if line.strip()]


QuestionFormSet = forms.formset_factory(
    QuestionForm,
    extra=1,
    can_order=True,
    can_delete=True,
    max_num=MOST_QUESTIONS,
    validate_max=True,
)


def questions_told(formset: "forms.BaseFormSet[QuestionForm]") -> list[Question]:
    """In the order the person gave; a new question takes a code nobody had before."""
    rows = [one for one in formset.ordered_forms if one.has_changed() or one.initial]
    used = {one.cleaned_data.get("code") or "" for one in rows}
    fresh = (f"q{number}" for number in range(1, 1000) if f"q{number}" not in used)
    return [one.told(code=one.cleaned_data.get("code") or next(fresh)) for one in rows]


class WayForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("What for"),
        choices=[(one.value, CHANNEL_NAMES[one]) for one in (Channel.QR, Channel.LINK)],
    )
    name = forms.CharField(
        label=_("Where it is"), max_length=120, required=False, help_text=_("For example: the counter at the entrance.")
    )
    branch = forms.ModelChoiceField(label=_("Branch"), queryset=Branch.objects.none(), required=False)
    employee = forms.ModelChoiceField(label=_("About whom"), queryset=Staff.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.all()  # type: ignore[attr-defined]
        self.fields["employee"].queryset = Staff.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
