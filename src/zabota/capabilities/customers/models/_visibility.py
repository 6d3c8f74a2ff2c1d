"""What the company shows of its customers to whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reach(models.TextChoices):
    """Which customers an agent sees; whoever is kept to a branch sees none beyond it in either case."""

    ALL = "all", _("all customers")
    OWN = "own", _("only those they are responsible for")


class CardVisibility(models.Model):
    """One row (1)."""

    agents_see = models.CharField(_("agents see"), max_length=3, choices=Reach.choices, default=Reach.ALL)

    def __str__(self) -> str:
        return self.agents_see


class HiddenFact(models.Model):
    """A fact every card has (`hiding.FACTS`) and the roles who see it nowhere; a row only for what is hidden."""

    fact = models.CharField(max_length=20, unique=True)
    hidden_from = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.fact
