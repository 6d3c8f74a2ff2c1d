"""What a person fills in: a round, the outcome of a call, a note, the assumptions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.value import queries
from zabota.capabilities.value.contracts import QUESTIONS
from zabota.capabilities.value.models import CallOutcome
from zabota.foundation.identity.models import Staff

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
RECORDED = [(code, label) for code, label in CallOutcome.choices if code != CallOutcome.WAITING]


class RoundForm(forms.Form):
    name = forms.CharField(label=_("Name of the round"), max_length=120)
    share_percent = forms.DecimalField(
        label=_("How many of the customers, %"), min_value=1, max_value=100, initial=10, decimal_places=1,
        help_text=_("Ten per cent usually bring half of the margin; more than you can call is of no use."),
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=_("By the margin of"), initial="year",
        choices=[("year", _("the last 12 months")), ("all", _("the whole history"))],
    )  # fmt: skip
    owners = forms.ModelMultipleChoiceField(
        label=_("Who calls"), queryset=Staff.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The calls are dealt out in turn. Nobody ticked: they stay unassigned."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        ids = [one.pk for one in queries.callers()]
        self.fields["owners"].queryset = Staff.objects.filter(pk__in=ids)  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """One call: the outcome, the answers to the guide, what else was said, and what follows."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=RECORDED, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What else was said"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=300)
    next_step_on = forms.DateField(label=_("When"), required=False, widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for code, question in QUESTIONS.items():
            self.fields[code] = forms.CharField(
                label=str(question.short), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def answers(self) -> dict[str, str]:
        return {code: self.cleaned_data[code] for code in QUESTIONS}

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self[code] for code in QUESTIONS]


class AssumptionsForm(forms.Form):
    discount_percent = forms.DecimalField(
        label=_("Discount rate, % a year"), min_value=0, max_value=100, decimal_places=2,
        help_text=_("How much less money in a year is worth to you than money now: what a loan or a deposit costs."),
    )  # fmt: skip
    margin_percent = forms.DecimalField(
        label=_("Usual margin, %"), min_value=0, max_value=100, decimal_places=2, required=False,
        help_text=_("Used for orders without a cost of their own. Empty: revenue stands in the place of margin."),
    )  # fmt: skip
