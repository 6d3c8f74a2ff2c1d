"""What the models say of each customer, as of one run; a run is replaced whole by the next one."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.value.contracts import Readiness, Trend


class ValueRun(models.Model):
    """One fit of the models over all orders up to `observed_until_on`.

    Only the run named by `is_current` is shown; a new one becomes current in the transaction that ends it.
    """

    is_current = models.BooleanField(default=False)
    readiness = models.CharField(max_length=8, choices=[(item.value, item.value) for item in Readiness])
    reasons = models.JSONField(default=list)
    observed_from_on = models.DateField(null=True)
    observed_until_on = models.DateField(null=True)
    customer_count = models.IntegerField(default=0)
    repeat_customer_count = models.IntegerField(default=0)
    model_name = models.CharField(max_length=20, blank=True)
    choice = models.JSONField(default=dict)
    parameters = models.JSONField(default=dict)
    spend_parameters = models.JSONField(default=dict)
    log_likelihood = models.FloatField(null=True)
    notices = models.JSONField(default=list)
    discount_rate_per_year = models.FloatField(default=0.15)
    currency = models.CharField(max_length=3, blank=True)
    margin_basis = models.CharField(max_length=10, blank=True)
    review = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="one_current_value_run"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_name} {self.observed_until_on}"

    @property
    def sees_leaving(self) -> bool:
        """Whether chances of staying are known: a model was fitted, and it does not see everybody stay for ever."""
        return bool(self.parameters) and not any(notice["code"] == "no_churn" for notice in self.notices)


SORTED_BY = {
    "name": "name",
    "order_count": "orders",
    "revenue_minor": "revenue",
    "margin_minor": "margin",
    "last_year_margin_minor": "last_year",
    "last_ordered_on": "last_order",
    "silence_ratio": "silence",
    "trend": "trend",
    "alive_probability": "alive",
    "expected_purchases": "purchases",
    "expected_margin_minor": "expected",
    "clv_minor": "clv",
    "exposure_minor": "exposure",
}


class CustomerValue(models.Model):
    """One customer at one horizon: facts from the orders, and what the models expect, each with its interval.

    Facts are repeated for each horizon so that every list sorts and filters on one table by an index.
    """

    run = models.ForeignKey(ValueRun, on_delete=models.CASCADE, related_name="values", db_index=False)
    # Derived rows: an undone import may take the customer away before the next run replaces them.
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    horizon_months = models.SmallIntegerField()
    name = models.CharField(max_length=200, blank=True)

    order_count = models.IntegerField(_("orders"))
    revenue_minor = models.BigIntegerField(_("revenue"))
    margin_minor = models.BigIntegerField(_("margin"))
    last_year_margin_minor = models.BigIntegerField(_("margin of the last 12 months"))
    first_ordered_on = models.DateField(_("first order"))
    last_ordered_on = models.DateField(_("last order"))
    silence_days = models.IntegerField(_("silence, days"))
    usual_gap_days = models.FloatField(_("usual gap, days"), null=True)
    silence_ratio = models.FloatField(_("silence against the usual gap"), null=True)
    is_slipping = models.BooleanField(_("slipping away"), default=False)
    decile = models.SmallIntegerField(_("decile by margin"))
    trend = models.CharField(_("trend"), max_length=8, choices=[(item.value, item.value) for item in Trend])

    alive_probability = models.FloatField(_("still a customer"), null=True)
    expected_purchases = models.FloatField(_("expected purchases"), null=True)
    expected_purchases_low = models.FloatField(null=True)
    expected_purchases_high = models.FloatField(null=True)
    expected_margin_minor = models.BigIntegerField(_("expected margin"), null=True)
    expected_margin_low_minor = models.BigIntegerField(null=True)
    expected_margin_high_minor = models.BigIntegerField(null=True)
    acquisition_cost_minor = models.BigIntegerField(_("acquisition cost"), null=True)
    clv_minor = models.BigIntegerField(_("lifetime value"), null=True)
    clv_low_minor = models.BigIntegerField(null=True)
    clv_high_minor = models.BigIntegerField(null=True)
    exposure_minor = models.BigIntegerField(_("money at risk"), null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "customer", "horizon_months"], name="one_value_per_horizon"),
        ]
        # One index for each column a list is sorted by; the id makes its order total, so that pages go by key.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "horizon_months", column, "id"], name=f"value_by_{short}")
            for column, short in SORTED_BY.items()
        ] + [
            # A tenth of the customers is far from either end of most lists: found at once, and in their usual order.
            models.Index(fields=["run", "horizon_months", "decile", "margin_minor", "id"], name="value_by_decile"),
            models.Index(
                fields=["run", "horizon_months", "exposure_minor", "id"],
                name="value_slipping",
                condition=models.Q(is_slipping=True),
            ),
            models.Index(
                fields=["run", "horizon_months", "alive_probability", "id"],
                name="value_slipping_alive",
                condition=models.Q(is_slipping=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Assumptions(models.Model):
    """What the models take for granted and the owner decides; one row."""

    discount_rate_per_year = models.FloatField(
        _("discount rate a year"), default=0.15, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )

    def __str__(self) -> str:
        return f"{self.discount_rate_per_year}"


class CallRound(models.Model):
    """A plan to talk to the customers who bring most margin: who was chosen, by which share, when."""

    name = models.CharField(_("name"), max_length=120)
    share = models.FloatField(_("share of customers"))
    basis = models.CharField(_("chosen by"), max_length=10, default="year")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name


class CallOutcome(models.TextChoices):
    WAITING = "waiting", _("To call")
    TALKED = "talked", _("Talked")
    LATER = "later", _("Call later")
    NO_ANSWER = "no_answer", _("No answer")
    DECLINED = "declined", _("Does not want to talk")


class Call(models.Model):
    """One customer of a round, with what came of the conversation."""

    round = models.ForeignKey(CallRound, on_delete=models.CASCADE, related_name="calls")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    rank = models.IntegerField()
    margin_minor = models.BigIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=CallOutcome.choices, default=CallOutcome.WAITING)
    answers = models.JSONField(default=dict)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("when"), null=True)
    called_at = models.DateTimeField(null=True)
    called_by_name = models.CharField(max_length=150, blank=True)
    note = models.ForeignKey("customers.CustomerNote", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["rank"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "customer"], name="one_call_per_round"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["round", "outcome", "rank"], name="calls_by_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.rank}"
