"""What is true of the demo company's customers, so that what the models find can be compared with it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import Role, declare_permission

MANAGE_DEMO = declare_permission("demo.manage", _("Load and remove the demo company"), {Role.OWNER})

COMPANY_NAME = "Лён и шёлк"
LOAD_JOB = "demo.load"
FILE_NAME = "Лён и шёлк.csv"
STORES = ("Магазин на Покровке", "Магазин на Петроградской")
SITE = "Сайт"
YEARS = 3
DAYS = 365 * YEARS
SEED = 20200229


@dataclass(frozen=True)
class Truth:
    """Parameters from which the demo customers are drawn: Pareto/NBD with times in weeks, Gamma-Gamma in roubles."""

    customers: int = 4_000
    r: float = 0.9
    alpha: float = 9.0
    s: float = 0.65
    beta: float = 30.0
    p: float = 4.0
    q: float = 5.0
    gamma: float = 4_600.0

    @property
    def mean_order_roubles(self) -> float:
        return self.p * self.gamma / (self.q - 1)


TRUTH = Truth()


@dataclass(frozen=True, kw_only=True)
class Account:
    """A member of the demo staff with the password shown once in the terminal."""

    role: str
    email: str
    password: str


class DemoPresentError(Exception):
    """The demo company is here already."""


class DemoAbsentError(Exception):
    """There is no demo data to remove."""


class OwnDataPresentError(Exception):
    """This installation holds orders of a real company; the demo would be mixed with them."""


@dataclass(frozen=True, kw_only=True)
class Loading:
    """How far the demo's loading is. `total` is None until it is known."""

    is_done: bool
    is_failed: bool
    done: int
    total: int | None
