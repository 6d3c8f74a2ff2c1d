"""Single customers, drawn with parameters of their own, against arithmetic of 50 digits.

Every model answers three questions: the log-likelihood, the probability of being a customer, and the
purchases (or the spend) expected. The reference takes the papers' closed forms literally: what they
lose to cancellation in sixteen digits they do not lose in fifty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import mpmath
import numpy as np
import pytest
import regulars as rg
from mpmath import mpf
from regulars.lifetime.gamma_gamma import GammaGammaLikelihood

DIGITS, RIGHT = 50, 1e-10
FAST, FULL = 60, 1000
EVENTS_COUNTED = {FAST: 150, FULL: 3000}  # beyond these the exact sum of an Erlang model takes too long
NEAR_ZERO = 1.0  # a log-likelihood of a density passes through 0; below 1 the error is absolute
Answers = tuple[Any, ...]


class Customer(NamedTuple):
    """What was seen of one, in days, and the parameters of the model to be asked."""

    x: int
    recency: int
    age: int
    horizon: float
    spend: float
    params: tuple[float, ...]

    @property
    def summary(self) -> rg.CustomerSummary:
        """One row; its purchases came evenly."""
        logs = self.x * np.log(self.recency / self.x) if self.x else 0.0
        return rg.CustomerSummary([self.x], [self.recency], [self.age], [self.spend], log_intervals=[logs])


class Kind(NamedTuple):
    """How customers are drawn: spreads of log-parameters (shapes, times), most purchases, longest age."""

    shapes: float
    times: float
    most: int
    longest: int


KINDS = {"typical": Kind(0.5, 0.5, 30, 730), "wide": Kind(1.5, 3.0, 300, 3000), "heavy": Kind(0.8, 0.8, 15_000, 1500)}
NAMES = {"nbd": "r alpha", "bg": "r alpha a b", "pareto": "r alpha s beta", "spend": "p q gamma"}
CENTRES = {"nbd": (0.5, 60), "bg": (0.3, 35, 0.8, 2.4), "pareto": (0.5, 70, 0.6, 80), "spend": (6, 3.7, 15)}
HEAVY = {"nbd": (2, 1), "bg": (2, 1, 0.8, 300), "pareto": (2, 1, 0.3, 300), "spend": (2, 3, 100)}
TIMED = {"alpha", "beta", "gamma"}


def customers(kind: str, family: str, number: int) -> Iterator[Customer]:
    """Draw customers: whole days, frequencies as often small as large, the last purchase anywhere."""
    chance = np.random.default_rng(list(KINDS).index(kind))
    shapes, times, most, longest = KINDS[kind]
    spread = [times if name in TIMED else shapes for name in NAMES[family].split()]
    centre = np.log((HEAVY if kind == "heavy" else CENTRES)[family])
    for _ in range(number):
        params = np.exp(chance.normal(centre, spread))
        age = int(chance.integers(1, longest))
        x = int(np.floor(np.exp(chance.uniform(0, np.log(most + 1))))) - int(chance.random() < 0.5)
        late, early = int(np.ceil(age * chance.beta(max(x, 1), 1))), int(chance.integers(1, age + 1))
        recency = (late if chance.random() < 0.5 else early) if x else 0
        spend = float(params[-1] * np.exp(chance.normal(0, 1.5)))
        yield Customer(x, recency, age, float(chance.uniform(1, longest)), spend, tuple(params.tolist()))


# What the papers say, in fifty digits.


def nbd(seen: Customer, _events: int) -> Answers:
    """Morrison and Schmittlein (1988)."""
    (r, alpha), x, age = map(mpf, seen.params), seen.x, seen.age
    value = mpmath.loggamma(r + x) - mpmath.loggamma(r) + r * mpmath.log(alpha) - (r + x) * mpmath.log(alpha + age)
    return value, mpf(1), (r + x) / (alpha + age) * seen.horizon


def pareto_nbd(seen: Customer, _events: int) -> Answers:
    """Fader and Hardie (2005), "A note on deriving the Pareto/NBD model and related expressions"."""
    (r, alpha, s, beta), (x, recency, age) = map(mpf, seen.params), seen[:3]
    power = r + s + x
    top, second = (alpha, s + 1) if alpha >= beta else (beta, r + x)

    def part(t: int) -> Any:
        z = abs(alpha - beta) / (top + t)
        return mpmath.hyp2f1(power, second, power + 1, z, maxterms=10**7) * (top + t) ** -power

    scale = mpmath.loggamma(r + x) - mpmath.loggamma(r) + r * mpmath.log(alpha) + s * mpmath.log(beta)
    active = (alpha + age) ** -(r + x) * (beta + age) ** -s
    gone = s / power * (part(recency) - part(age))
    alive = active / (active + gone)
    rest = 1 - ((beta + age) / (beta + age + seen.horizon)) ** (s - 1)
    expected = alive * (r + x) / (alpha + age) * (beta + age) / (s - 1) * rest
    return scale + mpmath.log(active + gone), alive, expected


class Leaving(NamedTuple):
    """BG/NBD and its kin: how many events make a purchase, how many chances to leave there are at the start."""

    k: int = 1
    chances: int = 0

    def __call__(self, seen: Customer, events: int) -> Answers:
        """Fader, Hardie and Lee (2005); Batislam and others (2007); Platzer and Reutterer (2016)."""
        (r, alpha, a, b), (x, recency, age) = map(mpf, seen.params), seen[:3]
        stay, power = b + self.chances + x, r + self.k * x
        scale = mpmath.loggamma(power) - mpmath.loggamma(r) + r * mpmath.log(alpha) - log_beta(a, b)
        w = (age - recency) / (alpha + age)
        waited = [mpmath.rf(power, j) / mpmath.factorial(j) * w**j for j in range(self.k)]
        active = mpmath.exp(log_beta(a, stay)) * (alpha + age) ** -power * sum(waited)
        gone = mpmath.exp(log_beta(a + 1, stay - 1)) * (alpha + recency) ** -power if x + self.chances else 0
        alive = active / (active + gone)
        z = seen.horizon / (alpha + age + seen.horizon)
        expected = self._closed(r, a, stay, power, z) if self.k == 1 else None
        mean = float(power * z / (1 - z))
        reach = mean + 45 / float(1 - z) + 12 * float(mean / (1 - z)) ** 0.5
        if self.k > 1 and reach < events:
            phases = [self._counted(power + j, z, a, stay, j, int(reach)) * waited[j] for j in range(self.k)]
            expected = sum(phases) / sum(waited)
        return scale + mpmath.log(active + gone), alive, None if expected is None else alive * expected

    def _closed(self, r: Any, a: Any, stay: Any, power: Any, z: Any) -> Any:
        """Euler's form of equation 10: of the same value, and in short series where x is in the thousands."""
        with mpmath.workdps(4 * DIGITS):  # where x is in the hundreds even fifty digits cancel
            series = mpmath.hyp2f1(a + stay - 1 - power, a - 1, a + stay - 1, z, maxterms=10**7)
            return (a + stay - 1) / (a - 1) * (1 - (1 - z) ** (a - 1) * series)

    def _counted(self, power: Any, z: Any, a: Any, stay: Any, passed: int, events: int) -> Any:
        """Sum over the numbers of events that may come, each with its probability."""
        chance, still, made, purchases, total = (1 - z) ** power, mpf(1), mpf(0), 0, mpf(0)
        for n in range(events):
            while (passed + n) // self.k > purchases:
                made += still
                still *= (stay + purchases) / (a + stay + purchases)
                purchases += 1
            total += chance * made
            chance *= (power + n) / (n + 1) * z
        return total


def log_beta(a: Any, b: Any) -> Any:
    """Return ln B(a, b)."""
    return mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)


MODELS: dict[str, tuple[Any, str, Any]] = {
    "nbd": (rg.NBD(), "nbd", nbd),
    "bg_nbd": (rg.BGNBD(), "bg", Leaving()),
    "mbg_nbd": (rg.MBGNBD(), "bg", Leaving(chances=1)),
    "bg_cnbd_2": (rg.BGCNBD(k=2), "bg", Leaving(2)),
    "mbg_cnbd_5": (rg.MBGCNBD(k=5), "bg", Leaving(5, 1)),
    "pareto_nbd": (rg.ParetoNBD(), "pareto", pareto_nbd),
}
FAST_OR_FULL = [FAST, pytest.param(FULL, marks=pytest.mark.slow)]


def answers(model: Any, names: str, seen: Customer) -> Answers:
    """What the library says, without the part of Erlang models that holds no parameter."""
    fit = model.given(dict(zip(names.split(), seen.params, strict=True)), time_unit="day")
    k, summary = getattr(fit, "k", 1), seen.summary
    logs = summary.log_intervals
    assert logs is not None
    constant = (k - 1) * logs[0] - seen.x * float(mpmath.log(mpmath.factorial(k - 1)))
    value = fit.log_likelihood_of(summary) - constant
    return value, fit.probability_alive(summary).value[0], fit.expected_purchases(summary, seen.horizon).value[0]


def assert_right(name: str, ours: float, exact: Any, least: float, seen: Customer) -> None:
    """Relative to the exact number, unless that is below ``least``, where nobody asks for more digits."""
    if exact is not None:
        error = float(abs(ours - exact) / max(abs(exact), least))
        assert error <= RIGHT, f"{name} {ours!r}, exactly {mpmath.nstr(exact, 17)}: off by {error:.1e} for {seen}"


@pytest.mark.parametrize("number", FAST_OR_FULL)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", MODELS)
def test_answers_are_right_to_ten_digits(name: str, kind: str, number: int) -> None:
    model, family, exactly = MODELS[name]
    for seen in customers(kind, family, number):
        with mpmath.workdps(DIGITS):
            exact = exactly(seen, EVENTS_COUNTED[number])
        ours = answers(model, NAMES[family], seen)
        assert_right("log-likelihood", ours[0], exact[0], NEAR_ZERO, seen)
        assert_right("probability alive", ours[1], exact[1], 1e-250, seen)
        assert_right("expected purchases", ours[2], exact[2], 1e-250, seen)


@pytest.mark.parametrize("number", FAST_OR_FULL)
@pytest.mark.parametrize("kind", KINDS)
def test_spend_is_right_to_ten_digits(kind: str, number: int) -> None:
    for seen in customers(kind, "spend", number):
        if seen.x == 0:
            continue
        p, q, gamma = seen.params
        fit = rg.GammaGamma().given({"p": p, "q": q, "gamma": gamma})
        ours = GammaGammaLikelihood(np.array([seen.x]), np.array([seen.spend]), np.ones(1))(fit.theta)[0]
        with mpmath.workdps(DIGITS):
            px, total, q_, scale = mpf(p) * seen.x, mpf(seen.spend) * seen.x, mpf(q), mpf(gamma)
            exact = px * mpmath.log(total) - mpmath.log(seen.spend) - log_beta(px, q_)
            exact += q_ * mpmath.log(scale) - (px + q_) * mpmath.log(scale + total)
            mean = mpf(p) * (scale + total) / (px + q_ - 1) if px + q_ > 1 else None
        assert_right("log-likelihood", ours, exact, NEAR_ZERO, seen)
        assert_right("expected spend", fit.expected_spend(seen.summary).value[0], mean, 1e-250, seen)
