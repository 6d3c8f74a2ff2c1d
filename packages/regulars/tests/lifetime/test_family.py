"""NBD, MBG/NBD, BG/CNBD-k and MBG/CNBD-k: exact formulas, recovery, and answers that nothing but the data changes."""

from typing import Any

import mpmath
import numpy as np
import pytest
import regulars as rg
from hypothesis import given, settings
from hypothesis import strategies as st
from regulars import datasets
from regulars.lifetime._bg_future import purchases_while_alive
from regulars.lifetime._bg_likelihood import BGLikelihood
from regulars.lifetime._collapse import collapse
from regulars.lifetime._erlang_future import made_of, purchases_from_phase
from regulars.lifetime._residual import _mean_inverse, residual_while_alive

TRUE = {"r": 0.6, "alpha": 4.0, "a": 0.8, "b": 2.4}
SEEN_UNTIL, LAST_DAY = 400, 764
# model, its generator, true parameters
CASES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "nbd": (rg.NBD(), datasets.simulate_nbd, {"r": 0.6, "alpha": 12.0}),
    "bg_nbd": (rg.BGNBD(), datasets.simulate_bg_nbd, TRUE),
    "mbg_nbd": (rg.MBGNBD(), datasets.simulate_mbg_nbd, TRUE | {"alpha": 12.0}),
    "bg_cnbd": (rg.BGCNBD(), datasets.simulate_bg_cnbd, TRUE | {"k": 3}),
    "mbg_cnbd": (rg.MBGCNBD(), datasets.simulate_mbg_cnbd, TRUE | {"k": 2, "alpha": 6.0}),
}
FITTED: dict[str, Any] = {
    "nbd": rg.NBD(),
    "mbg_nbd": rg.MBGNBD(),
    "bg_cnbd": rg.BGCNBD(k=3),
    "mbg_cnbd": rg.MBGCNBD(k=2),
}


def orders_of(name: str, customers: int = 6000) -> datasets.Orders:
    chance = np.random.default_rng(21)
    days = datasets.spread_over(chance, customers=customers, days=180)
    _, draw, params = CASES[name]
    return draw(chance, first_day=days, until_day=LAST_DAY, **params)


@pytest.fixture(scope="module")
def small() -> rg.CustomerSummary:
    return orders_of("mbg_cnbd", 900).summary(until_day=SEEN_UNTIL, time_unit="week")


def one(*values: float) -> list[np.ndarray]:
    return [np.array([float(value)]) for value in values]


# Exact formulas.


def exact_likelihood(params: dict[str, float], k: int, chances: int, x: int, t: float, age: float) -> float:
    """Integrate over the rate, not using the closed form: both ways to have bought x times and be silent since."""
    r, alpha, a, b = (mpmath.mpf(v) for v in params.values())
    beta = mpmath.beta
    still = beta(a, b + x + chances) / beta(a, b)
    left = beta(a + 1, b + x + chances - 1) / beta(a, b) if x + chances else 0
    idle = mpmath.mpf(age) - t

    def density(rate: Any) -> Any:
        silent = mpmath.exp(-rate * idle) * sum((rate * idle) ** j / mpmath.factorial(j) for j in range(k))
        prior = alpha**r * rate ** (r - 1) * mpmath.exp(-alpha * rate) / mpmath.gamma(r)
        return prior * rate ** (k * x) * mpmath.exp(-rate * t) * (still * silent + left)

    with mpmath.workdps(20):
        ends = [mpmath.mpf(10) ** i for i in range(-10, 3)]
        return float(mpmath.log(mpmath.quad(density, [0, *ends])))


@pytest.mark.parametrize("chances", [0, 1])
@pytest.mark.parametrize("k", [1, 2, 5])
def test_the_likelihood_is_the_integral_over_rates(k: int, chances: int) -> None:
    params = {"r": 1.3, "alpha": 4.0, "a": 0.7, "b": 2.5}
    for x, t, age in ((0, 0.0, 20.0), (1, 3.0, 30.0), (4, 25.0, 30.0)):
        rows = collapse(rg.CustomerSummary([x], [t], [age]))
        value = BGLikelihood(rows, k, chances)(np.log(list(params.values())))[0]
        assert value == pytest.approx(exact_likelihood(params, k, chances, x, t, age), rel=1e-12)


def closed_likelihood(params: Any, k: int, chances: int, x: int, t: float, age: float) -> float:
    """Return the published closed form, plainly, in arithmetic of 60 digits."""
    with mpmath.workdps(60):
        r, alpha, a, b, t, age = (mpmath.mpf(float(v)) for v in (*params, t, age))
        still = mpmath.beta(a, b + x + chances) / mpmath.beta(a, b)
        left = mpmath.beta(a + 1, b + x + chances - 1) / mpmath.beta(a, b) if x + chances else 0
        power = r + k * x
        waited = sum(mpmath.rf(power, j) / mpmath.factorial(j) * ((age - t) / (alpha + age)) ** j for j in range(k))
        both = still * waited * (alpha + age) ** -power + left * (alpha + t) ** -power
        return float(mpmath.log(mpmath.rf(r, k * x) * alpha**r * both))


@pytest.mark.parametrize("kind", [(1.0, 30), (3.5, 30), (1.0, 4000)], ids=["typical", "wide", "heavy"])
@pytest.mark.parametrize("customers", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_likelihood_is_right_to_ten_digits(kind: tuple[float, int], customers: int) -> None:
    spread, most = kind
    chance = np.random.default_rng(9)
    for _ in range(customers):
        params = np.exp(chance.normal([0, 2, 0, 0], spread / 2))
        k, chances = int(chance.choice([1, 2, 5, 12])), int(chance.integers(0, 2))
        x, age = int(chance.integers(0, most)), float(chance.uniform(1, 200))
        t = age * float(chance.random()) if x else 0.0
        rows = collapse(rg.CustomerSummary([x], [t], [age]))
        value = BGLikelihood(rows, k, chances)(np.log(params))[0]
        exact = closed_likelihood(params, k, chances, x, t, age)
        assert value == pytest.approx(exact, rel=1e-10, abs=1e-11)


@pytest.mark.parametrize("chances", [0, 1])
@pytest.mark.parametrize("k", [1, 3, 12])
def test_slopes_of_the_likelihood_are_its_differences(small: rg.CustomerSummary, k: int, chances: int) -> None:
    likelihood = BGLikelihood(collapse(small), k, chances)
    for theta in np.random.default_rng(1).normal(0, 1, (4, 4)):
        slopes = likelihood(theta)[1]
        for i, step in enumerate(np.eye(4) * 1e-5):
            rise = likelihood(theta + step)[0] - likelihood(theta - step)[0]
            assert rise / 2e-5 == pytest.approx(slopes[i], rel=1e-6, abs=1e-9)


def test_the_series_of_events_is_the_closed_form_where_every_event_is_a_purchase() -> None:
    chance = np.random.default_rng(2)
    for _ in range(60):
        r, a, b = np.exp(chance.normal(0, 1.2, 3))
        elapsed, horizon = np.exp(chance.normal(3, 1.2, 2))
        x = float(chance.choice([0, 1, 3, 30, 3000]))
        series = purchases_from_phase(*one(r + x, elapsed), a, *one(b + x, horizon), passed=0, events=1)
        np.testing.assert_allclose(series, purchases_while_alive(r, a, b, *one(x, elapsed, horizon)), rtol=2e-8)


def test_a_horizon_that_reaches_many_events_is_integrated_as_well_as_counted() -> None:
    for a in (0.7, 1.0, 1.8):
        series = purchases_from_phase(*one(0.8, 2.0), a, *one(1.5, 4000.0), passed=0, events=1)
        closed = purchases_while_alive(0.8, a, 1.5, *one(0, 2.0, 4000.0))
        np.testing.assert_allclose(series, closed, rtol=1e-6)


@pytest.mark.parametrize(("k", "passed"), [(2, 0), (2, 1), (5, 3), (12, 11)])
def test_the_series_is_the_plain_sum_over_counts(k: int, passed: int) -> None:
    r, elapsed, a, stay, horizon = 1.7, 9.0, 0.8, 2.1, 30.0
    total = mpmath.mpf(0)
    with mpmath.workdps(40):
        z = mpmath.mpf(horizon) / (elapsed + horizon)
        made = [mpmath.mpf(0)]
        for i in range(400):
            made.append(made[-1] + mpmath.rf(stay, i) / mpmath.rf(mpmath.mpf(a) + stay, i))
        for n in range(700):
            chance = mpmath.rf(r, n) / mpmath.factorial(n) * z**n * (1 - z) ** r
            total += chance * made[(passed + n) // k]
    series = purchases_from_phase(*one(r, elapsed), a, *one(stay, horizon), passed=passed, events=k)[0]
    assert series == pytest.approx(float(total), rel=1e-11)


@pytest.mark.parametrize("a", [0.3, 1 - 1e-9, 1.0, 1 + 1e-4, 6.0])
def test_purchases_made_of_chances_are_a_plain_sum(a: float) -> None:
    for stay in (0.2, 3.0, 500.0):
        i = np.arange(200)
        plain = np.cumprod(np.concatenate([[1], (stay + i[:-1]) / (a + stay + i[:-1])])).sum()
        assert made_of(np.array([200.0]), a, stay)[0] == pytest.approx(plain, rel=1e-9)


@pytest.mark.parametrize(("k", "passed"), [(1, 0), (2, 1), (6, 2)])
def test_the_discounted_residual_is_the_integral_over_rates(k: int, passed: int) -> None:
    power, elapsed, a, stay, rate = 2.3, 15.0, 0.8, 3.5, 0.01

    def worth(scaled: Any) -> Any:
        odds = scaled / (elapsed * rate)
        m = odds / (1 + odds)
        mean = mpmath.hyp2f1(1, stay, mpmath.mpf(a) + stay, m**k)
        return scaled ** (power - 1) * mpmath.exp(-scaled) / mpmath.gamma(power) * m ** (k - passed) * mean

    exact = float(mpmath.quad(worth, [0, 0.01, 0.1, 0.5, 1, 2, 4, 8, 16, 40, 80]))
    value = residual_while_alive(*one(power, elapsed), a, *one(stay), rate, passed=passed, events=k)[0]
    assert value == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("shape", [(0.02, 0.3), (0.8, 3.0), (1.5, 1000.0), (40.0, 0.05), (0.1, 200.0)])
def test_the_mean_over_leaving_is_the_hypergeometric_function(shape: tuple[float, float]) -> None:
    a, stay = shape
    delta = np.exp(np.linspace(-25, 12, 6))
    with mpmath.workdps(40):
        exact = [float(mpmath.hyp2f1(1, a, mpmath.mpf(a) + stay, -1 / mpmath.mpf(d)) / d) for d in delta]
    np.testing.assert_allclose(_mean_inverse(a, stay, delta), exact, rtol=1e-10)


# Agreement with customers who do as the model says.


@pytest.mark.parametrize("name", ["nbd", "mbg_nbd", "bg_cnbd", "mbg_cnbd"])
def test_true_parameters_and_the_rhythm_are_recovered(name: str) -> None:
    model, _, true = CASES[name]
    fit = model.fit(orders_of(name).summary(until_day=LAST_DAY, time_unit="week"))
    assert fit.converged
    assert fit.boundary == ()
    assert getattr(fit, "k", None) == true.get("k")
    for key, value in fit.params.items():
        # purchases of one day are merged, which the models do not know: a few percent at these rates
        assert abs(value - true[key]) < 4 * fit.standard_errors[key] + 0.06 * true[key]


@pytest.mark.slow
@pytest.mark.parametrize("name", FITTED)
def test_standard_errors_are_as_large_as_the_errors(name: str) -> None:
    # rare purchases, so that merging those of one day does not matter
    true = {"r": 0.8, "alpha": 40.0} | ({} if name == "nbd" else {"a": 0.8, "b": 3.0})
    more = {"k": FITTED[name].k} if "cnbd" in name else {}
    inside = []
    for seed in range(150):
        chance = np.random.default_rng(seed)
        days = datasets.spread_over(chance, customers=2500, days=180)
        draw: Any = getattr(datasets, f"simulate_{name}")
        params = true | {"alpha": true["alpha"] / more.get("k", 1)}
        orders = draw(chance, first_day=days, until_day=1094, **params, **more)
        fit = FITTED[name].fit(orders.summary(until_day=1094, time_unit="week"))
        for i, (key, value) in enumerate(fit.params.items()):
            if fit.boundary == ():
                away = np.log(value / params[key]) / np.sqrt(fit.log_covariance[i, i])
                inside.append(abs(away) < 1.645)
    assert len(inside) > 100 * len(true)
    # parameters of one sample err together, so the share is known to 3 · √(0.9 · 0.1 / 150)
    assert abs(np.mean(inside) - 0.9) < 0.074


@pytest.mark.parametrize("name", CASES)
def test_a_model_expects_what_its_customers_then_do(name: str) -> None:
    orders = orders_of(name, 12_000)
    _, _, true = CASES[name]
    params = {key: value for key, value in true.items() if key != "k"}
    model = {"bg_cnbd": rg.BGCNBD(3), "mbg_cnbd": rg.MBGCNBD(2)}.get(name, CASES[name][0])
    fit = model.given(params, time_unit="week")
    summary = orders.summary(until_day=SEEN_UNTIL, time_unit="week")
    later = orders.since(SEEN_UNTIL + 1)
    made = np.bincount(np.unique(later.customer * 1000 + later.day) // 1000, minlength=len(summary))
    expected = fit.expected_purchases(summary, (LAST_DAY - SEEN_UNTIL) / 7).value
    idle = np.digitize(summary.age - summary.recency, [2, 6, 15, 40])
    for group in range(5):
        for low, high in ((0, 0), (1, 2), (3, 99)):
            here = (idle == group) & (summary.frequency >= low) & (summary.frequency <= high)
            if here.sum() > 150:
                error = np.sqrt(max(made[here].var(), expected[here].mean()) / here.sum())
                assert abs(made[here].mean() - expected[here].mean()) < 4 * error + 0.04 * expected[here].mean()


@pytest.mark.parametrize("name", FITTED)
def test_counts_of_new_customers_sum_to_one_and_average_to_the_expected(name: str) -> None:
    params = {"r": 0.6, "alpha": 4.0} | ({} if name == "nbd" else {"a": 0.8, "b": 2.4})
    fit = FITTED[name].given(params, time_unit="week")
    n = np.arange(400)
    chances = fit.probability_of_purchases(n, 20)
    assert chances.sum() == pytest.approx(1, rel=1e-10)
    assert chances @ n == pytest.approx(fit.expected_purchases_new(20).value[0], rel=1e-9)


@pytest.mark.parametrize("name", FITTED)
def test_draws_average_to_the_expected_and_ranges_hold_nine_of_ten(small: rg.CustomerSummary, name: str) -> None:
    fit = FITTED[name].fit(small)
    rng = np.random.default_rng(3)
    drawn = np.array([fit.simulate_purchases(small, 52, rng) for _ in range(100)])
    expected = fit.expected_purchases(small, 52).value
    assert drawn.sum(axis=1).mean() == pytest.approx(expected.sum(), rel=0.03)
    busy = expected > 3
    np.testing.assert_allclose(drawn.mean(axis=0)[busy], expected[busy], rtol=0.3)
    ends = fit.purchase_range(small, 52)
    inside = ((drawn >= ends.low) & (drawn <= ends.high)).mean(axis=0)
    assert inside[busy].mean() > 0.87


@pytest.mark.parametrize("name", FITTED)
def test_the_residual_is_what_a_long_horizon_tends_to(small: rg.CustomerSummary, name: str) -> None:
    fit = FITTED[name].given(FITTED[name].fit(small).params, time_unit="week")
    few = rg.CustomerSummary(small.frequency[:60], small.recency[:60], small.age[:60], time_unit="week")
    endless = fit.discounted_expected_residual(few, discount_rate_per_unit=0.02).value
    long = fit.discounted_expected_purchases(few, 1200, discount_rate_per_unit=0.02).value
    np.testing.assert_allclose(endless, long, rtol=1e-5)


def test_who_has_a_rhythm_and_is_late_is_less_likely_a_customer() -> None:
    params = {"r": 2.0, "alpha": 2.0, "a": 0.5, "b": 3.0}
    late = rg.CustomerSummary([8], [32.0], [48.0], time_unit="week")
    alive = []
    for k in (1, 2, 4, 8):
        fit = rg.MBGCNBD(k=k).given(params | {"alpha": 8.0 / k}, time_unit="week")
        alive.append(fit.probability_alive(late).value[0])
    assert (np.diff(alive) < 0).all()


# What must not matter.


def summary_like(summary: rg.CustomerSummary, at: np.ndarray, **more: Any) -> rg.CustomerSummary:
    assert summary.log_intervals is not None
    return rg.CustomerSummary(
        summary.frequency[at], summary.recency[at], summary.age[at],
        log_intervals=summary.log_intervals[at], time_unit="week", **more,
    )  # fmt: skip


@pytest.mark.parametrize("name", FITTED)
def test_order_and_merging_change_nothing(small: rg.CustomerSummary, name: str) -> None:
    times = np.random.default_rng(4).integers(1, 4, len(small))
    weighted = summary_like(small, np.arange(len(small)), weights=times)
    rows = np.random.default_rng(5).permutation(np.repeat(np.arange(len(small)), times))
    one_fit, other = FITTED[name].fit(weighted), FITTED[name].fit(summary_like(small, rows))
    assert one_fit.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-12)
    assert other.log_likelihood_of(weighted) == pytest.approx(other.log_likelihood, rel=1e-12)
    for key, value in one_fit.params.items():
        assert other.params[key] == pytest.approx(value, rel=1e-7)
    forward = other.expected_purchases(small, 30).value
    np.testing.assert_allclose(other.expected_purchases(summary_like(small, rows), 30).value, forward[rows], rtol=1e-12)


@pytest.mark.parametrize("name", FITTED)
def test_the_time_unit_changes_nothing_but_the_unit(name: str) -> None:
    orders = orders_of("mbg_cnbd", 900)
    weeks, days = (orders.summary(until_day=SEEN_UNTIL, time_unit=unit) for unit in ("week", "day"))
    in_weeks, in_days = FITTED[name].fit(weeks), FITTED[name].fit(days)
    for key, value in in_weeks.params.items():
        assert in_days.params[key] == pytest.approx(value * (7 if key == "alpha" else 1), rel=1e-5)
    shift = weeks.frequency.sum() * np.log(7)
    assert in_weeks.log_likelihood == pytest.approx(in_days.log_likelihood + shift, rel=1e-10)
    expected = in_weeks.expected_purchases(weeks, 52).value
    np.testing.assert_allclose(in_days.expected_purchases(days, 364).value, expected, rtol=1e-4)


positive = st.floats(0.02, 50)


@settings(max_examples=25)
@given(params=st.tuples(positive, positive, positive, positive), k=st.sampled_from([1, 2, 7, 20]),
       x=st.integers(0, 2000), t=st.floats(0.1, 900), rest=st.floats(0, 900), horizon=st.floats(0.1, 500))  # fmt: skip
def test_answers_stay_inside_what_is_possible(
    params: tuple[float, ...], k: int, x: int, t: float, rest: float, horizon: float
) -> None:
    summary = rg.CustomerSummary([x], [t if x else 0.0], [t + rest], time_unit="day")
    named = dict(zip(("r", "alpha", "a", "b"), params, strict=True))
    short = {key: named[key] for key in ("r", "alpha")}
    fits = [rg.NBD().given(short, time_unit="day")]
    fits += [model(k=k).given(named, time_unit="day") for model in (rg.BGCNBD, rg.MBGCNBD)]
    for fit in fits:
        alive = fit.probability_alive(summary).value[0]
        assert 0 <= alive <= 1
        events = 1 if isinstance(fit, rg.NBDFit) else k
        most = (params[0] + events * (x + 1)) * horizon / (params[1] + t + rest) + 1
        expected = fit.expected_purchases(summary, horizon).value[0]
        assert 0 <= expected <= most
        assert fit.expected_purchases(summary, horizon * 2).value[0] >= expected * (1 - 1e-9)
        discounted = fit.discounted_expected_residual(summary, discount_rate_per_unit=0.01).value[0]
        assert np.isfinite(discounted)
        chances = fit.probability_of_purchases(np.arange(30), 10)
        assert ((chances >= 0) & (chances <= 1)).all()
        assert chances.sum() <= 1 + 1e-9


# What is refused or said.


def test_a_rhythm_cannot_be_fitted_without_the_intervals(small: rg.CustomerSummary) -> None:
    bare = rg.CustomerSummary(small.frequency, small.recency, small.age, time_unit="week")
    for model in (rg.BGCNBD(), rg.MBGCNBD(k=2)):
        with pytest.raises(rg.NotEnoughDataError, match="log_intervals") as caught:
            model.fit(bare)
        assert "log_intervals" in caught.value.missing
    at_random = rg.BGCNBD(k=1).fit(bare)
    assert at_random.log_likelihood == pytest.approx(rg.BGNBD().fit(bare).log_likelihood, rel=1e-12)
    assert rg.MBGCNBD(k=2).given(TRUE, time_unit="week").expected_purchases(bare, 10).value.min() > 0


@pytest.mark.parametrize("k", [0, 21, 1.5, "2"])
def test_a_k_that_cannot_be_is_refused(k: Any) -> None:
    with pytest.raises(rg.InvalidArgumentError, match="k must be a whole number"):
        rg.BGCNBD(k=k)
    with pytest.raises(rg.InvalidArgumentError, match="k must be given"):
        rg.MBGCNBD().given(TRUE, time_unit="week")


def test_intervals_that_cannot_be_true_are_refused() -> None:
    with pytest.raises(rg.InvalidSummaryError, match="another time unit") as caught:
        rg.CustomerSummary([2, 2], [10.0, 10.0], [20.0, 20.0], log_intervals=[2 * np.log(5), 2 * np.log(35)])
    assert caught.value.row == 1
    with pytest.raises(rg.InvalidSummaryError, match="infinite"):
        rg.CustomerSummary([2], [10.0], [20.0], log_intervals=[-np.inf])


def test_renewals_are_said_to_be_too_regular() -> None:
    chance = np.random.default_rng(6)
    age = chance.integers(100, 700, 800)
    x = np.floor(np.minimum(age, chance.exponential(400, 800)) / 30).astype(int)
    fit = rg.MBGCNBD().fit(rg.CustomerSummary(x, x * 30, age, log_intervals=x * np.log(30)))
    assert fit.k == 12
    notice = next(notice for notice in fit.warnings if notice.code == "most_regular")
    assert notice.numbers["k"] == 12


def test_customers_who_never_leave_leave_the_churn_of_other_models_open() -> None:
    summary = orders_of("nbd", 2500).summary(until_day=LAST_DAY, time_unit="week")
    never, may = rg.NBD().fit(summary), rg.MBGNBD().fit(summary)
    assert may.boundary == ("no_churn",)
    assert may.log_likelihood == pytest.approx(never.log_likelihood, abs=0.05)
    assert never.bic < may.bic
    assert (never.probability_alive(summary).value == 1).all()
    ends = never.probability_alive(summary).interval(0.9)
    assert (ends.low == 1).all()
