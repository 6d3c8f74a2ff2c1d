"""What a wave is told by: whom, when, with which words."""

from collections.abc import Iterator, Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.capabilities.asking import queries
from zabota.capabilities.asking.contracts import WAVE_KINDS, WAYS, WaveDraft, WaveKind, Words
from zabota.capabilities.asking.letters import default_words
from zabota.capabilities.asking.models import Wave
from zabota.capabilities.segments import queries as segments
from zabota.capabilities.segments.models import Segment
from zabota.capabilities.surveys.contracts import Channel, Kind
from zabota.capabilities.surveys.models import Survey
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.listing import queries as listing
from zabota.foundation.listing.models import SavedView

EVERYBODY, FOUND, TICKED = "all", "found", "ticked"
LANGUAGES = {"ru": gettext_lazy("Russian"), "en": gettext_lazy("English")}
OWN_TEXTS = (1, 2, 3)
CUSTOMERS_PAGE = "segments:customers"


class WaveForm(forms.Form):
    """`filter` and `ids` come from the list of customers and travel hidden."""

    survey = forms.ChoiceField(label=gettext_lazy("Survey"))
    name = forms.CharField(label=gettext_lazy("Name, for yourself"), max_length=120)
    audience = forms.ChoiceField(label=gettext_lazy("Whom to ask"))
    filter = forms.CharField(required=False, widget=forms.HiddenInput)
    ids = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("When"), widget=forms.RadioSelect,
        choices=[(code, words) for code, words in WAVE_KINDS.items() if code != WaveKind.CASE],
    )  # fmt: skip
    days_after = forms.IntegerField(
        label=gettext_lazy("Days after the order"), min_value=0, max_value=180, required=False,
        help_text=gettext_lazy("Only for questions after an order."),
    )  # fmt: skip
    period_days = forms.IntegerField(
        label=gettext_lazy("Period in days"), min_value=7, max_value=730, required=False,
        help_text=gettext_lazy("Only for questions all the time: spread evenly, each customer once a period at most."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=gettext_lazy("Way"), widget=forms.RadioSelect, choices=list(WAYS.items()))
    remind_after_days = forms.IntegerField(
        label=gettext_lazy("Remind once after so many days"), min_value=1, max_value=60, required=False,
        help_text=gettext_lazy("Only those who have not answered. Empty: no reminder."),
    )  # fmt: skip
    expires_after_days = forms.IntegerField(
        label=gettext_lazy("Days to answer"), min_value=1, max_value=365,
        help_text=gettext_lazy("After that the link takes no answer."),
    )  # fmt: skip

    def __init__(self, actor: Actor, given: QueryDict | None, *, initial: Mapping[str, object]) -> None:
        super().__init__(given, initial=dict(initial))
        self.actor = actor
        self.surveys = {str(one.pk): one for one in queries.open_surveys(actor)}
        self.fields["survey"].choices = [(number, one.name) for number, one in self.surveys.items()]  # type: ignore[attr-defined]
        told = given or initial
        self.segments = list(segments.segments_of(actor))
        self.views = [one for one in listing.list_views(actor, page=CUSTOMERS_PAGE) if _is_filter(one)]
        self.fields["audience"].choices = list(self._audiences(told))  # type: ignore[attr-defined]
        for code, language in LANGUAGES.items():
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject (%(language)s)") % {"language": language}, max_length=150
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text before the question (%(language)s)") % {"language": language}, max_length=4000,
                widget=forms.Textarea(attrs={"rows": 6}),
            )  # fmt: skip
        for number in OWN_TEXTS:
            self._add_own_text(number)

    def _audiences(self, told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        if told.get("ids"):
            yield TICKED, _("Those ticked in the list")
        if told.get("filter"):
            yield FOUND, _("Those found by the filter of the list")
        yield EVERYBODY, _("All customers")
        yield from ((f"s{one.pk}", _("Segment “%(name)s”") % {"name": one.name}) for one in self.segments)
        yield from ((f"v{one.pk}", _("View “%(name)s”") % {"name": one.name}) for one in self.views)

    def _add_own_text(self, number: int) -> None:
        chosen = [("", "—"), *((str(one.pk), one.name) for one in self.segments)]
        self.fields[f"own_segment_{number}"] = forms.ChoiceField(
            label=_("Segment"), required=False, choices=chosen
        )  # fmt: skip
        self.fields[f"own_language_{number}"] = forms.ChoiceField(
            label=_("Language"), required=False, choices=list(LANGUAGES.items())
        )
        self.fields[f"own_subject_{number}"] = forms.CharField(label=_("Subject"), required=False, max_length=150)
        self.fields[f"own_body_{number}"] = forms.CharField(
            label=_("Text before the question"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    @property
    def common(self) -> list[forms.BoundField]:
        names = ("survey", "name", "audience", "filter", "ids")
        return [self[name] for name in names]

    @property
    def timing(self) -> list[forms.BoundField]:
        names = ("kind", "days_after", "period_days", "channel", "remind_after_days", "expires_after_days")
        return [self[name] for name in names]

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[f"{part}_{code}"] for code in LANGUAGES for part in ("subject", "body")]

    @property
    def own_texts(self) -> list[list[forms.BoundField]]:
        parts = ("segment", "language", "subject", "body")
        return [[self[f"own_{part}_{number}"] for part in parts] for number in OWN_TEXTS]

    @property
    def has_own_texts(self) -> bool:
        return any(self[f"own_segment_{number}"].value() for number in OWN_TEXTS)

    def clean(self) -> dict[str, object]:
        told: dict[str, object] = super().clean() or {}
        needed = {WaveKind.ORDER: "days_after", WaveKind.PERIOD: "period_days"}.get(told.get("kind"))  # type: ignore[call-overload]
        if needed and told.get(needed) is None and needed not in self.errors:
            self.add_error(needed, _("Say how many days."))
        for number in OWN_TEXTS:
            if told.get(f"own_segment_{number}"):
                for part in ("subject", "body"):
                    if not told.get(f"own_{part}_{number}"):
                        self.add_error(f"own_{part}_{number}", _("Write the words for this segment, or choose none."))
        return told

    def draft(self) -> WaveDraft:
        told = self.cleaned_data
        own = {
            (int(told[f"own_segment_{number}"]), told[f"own_language_{number}"]): Words(
                subject=told[f"own_subject_{number}"], body=told[f"own_body_{number}"]
            )
            for number in OWN_TEXTS if told[f"own_segment_{number}"]
        }  # fmt: skip
        return WaveDraft(
            survey_id=int(told["survey"]), name=told["name"], kind=WaveKind(told["kind"]),
            channel=Channel(told["channel"]), filter_text=self._filter(), customer_ids=self._ids(),
            texts={code: Words(subject=told[f"subject_{code}"], body=told[f"body_{code}"]) for code in LANGUAGES},
            own_texts=own, days_after=told["days_after"] if told["days_after"] is not None else 3,
            period_days=told["period_days"] or 90, remind_after_days=told["remind_after_days"],
            expires_after_days=told["expires_after_days"],
        )  # fmt: skip

    def _filter(self) -> str:
        audience = self.cleaned_data["audience"]
        if audience == FOUND:
            return str(self.cleaned_data["filter"])
        if audience.startswith("s"):
            return f'["all",["segment","one_of","{int(audience[1:])}"]]'
        if audience.startswith("v"):
            view = next(one for one in self.views if one.pk == int(audience[1:]))
            return QueryDict(view.query).get("filter", "")
        return ""

    def _ids(self) -> tuple[int, ...]:
        if self.cleaned_data["audience"] != TICKED:
            return ()
        return tuple(int(one) for one in self.cleaned_data["ids"].split(",") if one.isdecimal())


def _is_filter(view: SavedView) -> bool:
    """A view that also finds by words is no audience: words find by spelling, and another day somebody else."""
    told = QueryDict(view.query)
    return bool(told.get("filter")) and not told.get("q")


def initial_of(actor: Actor, given: QueryDict, ids: tuple[int, ...]) -> dict[str, object]:
    """What a new wave begins with: the survey, the audience of the address, the usual words."""
    surveys = list(queries.open_surveys(actor))
    wanted = next((one for one in surveys if str(one.pk) == given.get("survey")), surveys[0] if surveys else None)
    number = given.get("segment", "")
    segment = Segment.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    audience = TICKED if ids else FOUND if given.get("filter") else f"s{segment.pk}" if segment else EVERYBODY
    return {
        "survey": str(wanted.pk) if wanted else "", "name": wanted.name if wanted else "", "audience": audience,
        "filter": given.get("filter", ""), "ids": ",".join(map(str, ids)), "channel": Channel.EMAIL,
        "kind": WaveKind.ONCE if wanted is None or wanted.is_relationship else WaveKind.ORDER, "days_after": 3,
        "period_days": 90, "remind_after_days": 7, "expires_after_days": 30, **_words(wanted),
    }  # fmt: skip


def initial_of_wave(wave: Wave) -> dict[str, object]:
    segment = wave.filter.removeprefix('["all",["segment","one_of","').removesuffix('"]]')
    audience = TICKED if wave.customer_ids else EVERYBODY if not wave.filter else FOUND
    known: dict[str, object] = {
        "survey": str(wave.survey_id), "name": wave.name, "filter": wave.filter,
        "audience": f"s{segment}" if segment.isdecimal() else audience,
        "ids": ",".join(map(str, wave.customer_ids)), "kind": wave.kind, "channel": wave.channel,
        "days_after": wave.days_after, "period_days": wave.period_days, "remind_after_days": wave.remind_after_days,
        "expires_after_days": wave.expires_after_days, **_words(wave.survey),
    }  # fmt: skip
    own = 0
    for text in wave.texts.all():
        if text.segment_id is None:
            known |= {f"subject_{text.language}": text.subject, f"body_{text.language}": text.body}
        else:
            own += 1
            known |= {
                f"own_segment_{own}": str(text.segment_id), f"own_language_{own}": text.language,
                f"own_subject_{own}": text.subject, f"own_body_{own}": text.body,
            }  # fmt: skip
    return known


def _words(survey: Survey | None) -> dict[str, object]:
    words = default_words(Kind(survey.kind) if survey else Kind.NPS, is_again=False)
    told: dict[str, object] = {}
    for code, one in words.items():
        told |= {f"subject_{code}": one.subject, f"body_{code}": one.body}
    return told
