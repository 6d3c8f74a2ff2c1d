"""What people write about a case."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.cases import queries
from zabota.capabilities.cases.contracts import RESOLUTION_NAMES, STEP_NAMES, Step
from zabota.capabilities.cases.models import CaseRules, Cause
from zabota.foundation.design.formats import from_minor, minor_digits
from zabota.foundation.identity.models import Staff

INDENT = "\u2003"


def _area(label: Any, *, is_required: bool = True) -> forms.CharField:  # noqa: ANN401
    return forms.CharField(
        label=label, required=is_required, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip


class ComplaintForm(forms.Form):
    words = _area(_("What the customer says"))


class StepForm(forms.Form):
    kind = forms.ChoiceField(label=_("What was done"), choices=list(STEP_NAMES.items()), initial=Step.LISTEN)
    words = _area(_("In which words, with what result"), is_required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") == Step.NOTE and not given.get("words"):
            self.add_error("words", _("Write something first: an empty note says nothing."))
        return given


class CauseChoice(forms.Form):
    cause = forms.TypedChoiceField(label=_("Cause"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        named = [(one.pk, INDENT * depth + one.name) for depth, one in queries.causes()]
        self.fields["cause"].choices = [("", _("not known yet")), *named]  # type: ignore[attr-defined]


class CompensationForm(forms.Form):
    amount = forms.DecimalField(label=_("What it costs us"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    words = forms.CharField(label=_("What we give"), max_length=200)

    def minor(self, currency: str) -> int:
        return int((self.cleaned_data["amount"] * 10 ** minor_digits(currency)).to_integral_value())


class DecisionForm(forms.Form):
    reason = forms.CharField(label=_("Why not"), max_length=300, required=False)


class PromiseForm(forms.Form):
    promised = forms.CharField(label=_("What we promise"), max_length=300)
    due_at = forms.DateTimeField(
        label=_("Until when"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def moment(self) -> datetime:
        due_at: datetime = self.cleaned_data["due_at"]
        return due_at if timezone.is_aware(due_at) else timezone.make_aware(due_at)


class CloseForm(forms.Form):
    resolution = forms.ChoiceField(label=_("How it ended"), choices=list(RESOLUTION_NAMES.items()))
    resolution_words = _area(_("What we have learnt"), is_required=False)


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(label=_("To whom"), queryset=Staff.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Staff.objects.filter(is_active=True).exclude(role="analyst").order_by("name")  # type: ignore[attr-defined]


class CauseForm(forms.Form):
    name = forms.CharField(label=_("Name of the cause"), max_length=120)
    parent = forms.TypedChoiceField(label=_("Below"), coerce=int, empty_value=None, required=False)
    is_archived = forms.BooleanField(label=_("Not offered any more"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        named = [(one.pk, INDENT * depth + one.name) for depth, one in queries.causes(with_archived=True)]
        self.fields["parent"].choices = [("", _("on top")), *named]  # type: ignore[attr-defined]

    def told(self, cause: Cause) -> Cause:
        given = self.cleaned_data
        cause.name, cause.is_archived = given["name"].strip(), given["is_archived"]
        cause.parent = Cause.objects.filter(pk=given["parent"]).first() if given["parent"] else None
        return cause


class RulesForm(forms.Form):
    """Amounts are typed in whole units of the currency."""

    opens_on_low = forms.BooleanField(label=_("Open a case for every low score"), required=False)
    hours_top = forms.IntegerField(
        label=_("Hours for the tenth of customers who bring most"), min_value=1, max_value=720
    )
    hours_upper = forms.IntegerField(label=_("Hours for the rest of the upper half"), min_value=1, max_value=720)
    hours_others = forms.IntegerField(label=_("Hours for everybody else"), min_value=1, max_value=720)
    agent_limit = forms.DecimalField(
        label=_("An agent gives without asking up to"), min_value=0, max_digits=12, decimal_places=2
    )
    manager_limit = forms.DecimalField(
        label=_("A manager gives and approves up to"), min_value=0, max_digits=12, decimal_places=2, required=False,
        help_text=_("Left empty: without a limit. Above it the owner decides."),
    )  # fmt: skip
    ask_again_days = forms.IntegerField(
        label=_("Ask the customer again after so many days"), min_value=0, max_value=365,
        help_text=_("Counted from the day the case is closed; 0: never."),
    )  # fmt: skip

    @staticmethod
    def initial_of(rules: CaseRules, currency: str) -> dict[str, Any]:
        names = ("opens_on_low", "hours_top", "hours_upper", "hours_others", "ask_again_days")
        limit = rules.manager_limit_minor
        return {name: getattr(rules, name) for name in names} | {
            "agent_limit": from_minor(rules.agent_limit_minor, currency),
            "manager_limit": None if limit is None else from_minor(limit, currency),
        }

    def told(self, currency: str) -> CaseRules:
        given = dict(self.cleaned_data)
        digits = 10 ** minor_digits(currency)
        agent, manager = given.pop("agent_limit"), given.pop("manager_limit")
        return CaseRules(
            **given, agent_limit_minor=int(agent * digits),
            manager_limit_minor=None if manager is None else int(manager * digits),
        )  # fmt: skip
