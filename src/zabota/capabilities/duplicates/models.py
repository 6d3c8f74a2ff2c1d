"""Pairs of cards that look alike (found anew by every look), and pairs a person told apart."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


def _card() -> "models.ForeignKey[models.Model, models.Model]":
    """Derived rows: a card that was deleted leaves them behind until the next look."""
    return models.ForeignKey("customers.Customer", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")


class AlikePair(models.Model):
    """Two cards that may be one customer; `first` is the older number. `reasons` are codes of `rules.likeness`."""

    first = _card()
    second = _card()
    score = models.SmallIntegerField(_("likeness"))
    reasons = models.JSONField()
    is_certain = models.BooleanField()
    found_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair_of_alike"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-score", "-id"], name="alike_by_score")]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}: {self.score}"


class ToldApart(models.Model):
    """Somebody looked and said: two different people. They are not offered again."""

    first = _card()
    second = _card()
    told_by_name = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "second"], name="told_apart_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


class Mark(models.Model):
    """What alike cards have in common besides contacts, as a number: cards of one mark are compared."""

    card = _card()
    mark = models.BigIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["mark", "card"], name="alike_marks")]

    def __str__(self) -> str:
        return f"{self.card_id}: {self.mark}"


class Look(models.Model):
    """One look through the cards that changed since the one before; `after_id` is how far it came."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)
    after_id = models.BigIntegerField(default=0)
    cards = models.IntegerField(default=0)
    total = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}: {self.cards}"


class MergingRule(models.Model):
    """Whether the nightly look merges what is certain. One row."""

    is_on = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "on" if self.is_on else "off"
