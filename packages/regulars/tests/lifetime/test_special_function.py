"""The special function and the expectations against arithmetic of 50 digits."""

import mpmath
import numpy as np
import pytest
from regulars.lifetime._bg_future import integrated, purchases_while_alive
from regulars.lifetime._hypergeometric import log_hyp2f1_one
from regulars.lifetime._phi import LogPhi, Pairs, log_phi


def phi_at(r: float, alpha: float, s: float, beta: float, x: list[float], t: list[float]) -> LogPhi:
    each = np.arange(len(x))
    return log_phi(r, alpha, s, beta, Pairs(np.array(x), each, np.array(t), each))


def exact_log_phi(r: float, alpha: float, s: float, beta: float, x: float, t: float) -> float:
    with mpmath.workdps(50):
        r, alpha, s, beta, x, t = (mpmath.mpf(float(v)) for v in (r, alpha, s, beta, x, t))
        power = r + s + x
        top, second = (alpha, s + 1) if alpha >= beta else (beta, r + x)
        z = abs(alpha - beta) / (top + t)
        value = mpmath.log(mpmath.hyp2f1(power, second, power + 1, z)) - power * mpmath.log(top + t)
        return float(value + r * mpmath.log(alpha) + s * mpmath.log(beta))


def test_the_continued_fraction_is_right_to_rounding() -> None:
    rng = np.random.default_rng(1)
    b, d, z = rng.uniform(0.05, 5, 60), rng.uniform(0.05, 300, 60), rng.uniform(0, 0.995, 60)
    value = log_hyp2f1_one(b, d, z, 1 - z).value
    with mpmath.workdps(50):
        pairs = zip(b, d, z, strict=True)
        exact = [float(mpmath.log(mpmath.hyp2f1(1, i, mpmath.mpf(i) + j, k))) for i, j, k in pairs]
    np.testing.assert_allclose(value, exact, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("spread", "most"), [(1.0, 30), (3.5, 30), (1.0, 3000)], ids=["typical", "wide", "heavy"])
def test_phi_is_right_at_any_scale(spread: float, most: int) -> None:
    rng = np.random.default_rng(7)
    for _ in range(30):
        r, s = np.exp(rng.normal(0, spread / 2, 2))
        alpha, beta = np.exp(rng.normal(2, spread, 2))
        x, t = float(rng.integers(0, most)), float(rng.uniform(0, 100))
        value = phi_at(r, alpha, s, beta, [x], [t]).value[0]
        assert value == pytest.approx(exact_log_phi(r, alpha, s, beta, x, t), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(("alpha", "beta"), [(2.0, 5.0), (5.0, 2.0), (2.0, 2e5), (2e5, 2.0)])
def test_slopes_of_phi_are_its_differences(alpha: float, beta: float) -> None:
    x, t = [0.0, 1.0, 12.0, 400.0], [0.0, 3.0, 30.0, 8.0]
    params = np.array([0.6, alpha, 0.7, beta])
    phi = phi_at(*params, x, t)
    for i, slope in enumerate((phi.by_r, phi.by_alpha, phi.by_s, phi.by_beta)):
        step = np.zeros(4)
        step[i] = 1e-6 * params[i]
        rise = phi_at(*(params + step), x, t).value - phi_at(*(params - step), x, t).value
        rounding = 1e-15 * np.abs(phi.value).max() / step[i]
        np.testing.assert_allclose(rise / (2 * step[i]), slope, rtol=2e-6, atol=rounding)


def exact_future(r: float, a: float, b: float, x: float, elapsed: float, horizon: float) -> float:
    with mpmath.workdps(50):
        r, a, b, x, elapsed, horizon = (mpmath.mpf(float(v)) for v in (r, a, b, x, elapsed, horizon))
        z = horizon / (elapsed + horizon)
        series = mpmath.hyp2f1(r + x, b + x, a + b + x - 1, z)
        return float((a + b + x - 1) / (a - 1) * (1 - (1 - z) ** (r + x) * series))


def test_bg_nbd_future_is_right_in_both_forms() -> None:
    rng = np.random.default_rng(3)
    for _ in range(40):
        r, a, b = np.exp(rng.normal(0, 1.3, 3))
        elapsed, horizon = np.exp(rng.normal(3, 1.2, 2))
        x = float(rng.choice([0, 1, 3, 30, 1000]))
        at = (r, a, b, np.array([x]), np.array([elapsed]), np.array([horizon]))
        exact = exact_future(r, a, b, x, elapsed, horizon)
        assert purchases_while_alive(*at)[0] == pytest.approx(exact, rel=1e-8)
        assert integrated(*at)[0] == pytest.approx(exact, rel=1e-7)


def test_bg_nbd_future_is_smooth_where_a_is_one() -> None:
    at = (np.array([2.0]), np.array([40.0]), np.array([39.0]))
    around = [purchases_while_alive(0.3, a, 2.0, *at)[0] for a in (1 - 2e-4, 1.0, 1 + 2e-4)]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-7)
