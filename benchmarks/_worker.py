"""Fit and predict with one library, in a process of its own; asked and answered by lines of JSON.

Run by the interpreter that has the library: ``python _worker.py lifetimes``. A request names what to do
(``fit`` or ``predict``), the model, a .npz of the customers and the horizon; the answer holds parameters,
seconds, the peak of memory in MB and how many of the answers are not finite numbers. Needs numpy only,
and the library it was started for.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import resource
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Arrays = dict[str, Any]


class Library(NamedTuple):
    """How one library is asked."""

    fit: Callable[[str, Arrays], Any]
    params: Callable[[str, Any], dict[str, float]]
    predict: Callable[[str, Any, Arrays, float], dict[str, Callable[[], Any]]]
    with_params: Callable[[str, dict[str, float]], Any] | None = None


def lifetimes() -> Library:
    """lifetimes 0.11.3, with its defaults."""
    import lifetimes as lt
    import pandas as pd

    fitters = {
        "BGNBD": lt.BetaGeoFitter,
        "MBGNBD": lt.ModifiedBetaGeoFitter,
        "ParetoNBD": lt.ParetoNBDFitter,
        "GammaGamma": lt.GammaGammaFitter,
    }

    def fit(model: str, d: Arrays) -> Any:
        if model == "GammaGamma":
            return fitters[model]().fit(*repeat_buyers(d))
        return fitters[model]().fit(d["x"], d["t"], d["T"])

    def params(model: str, fitted: Any) -> dict[str, float]:
        return {("gamma" if name == "v" else name): float(value) for name, value in fitted.params_.items()}

    def with_params(model: str, values: dict[str, float]) -> Any:
        fitter = fitters[model]()
        fitter.params_ = pd.Series({("v" if name == "gamma" else name): value for name, value in values.items()})
        if model != "GammaGamma":
            fitter.predict = fitter.conditional_expected_number_of_purchases_up_to_time
        return fitter

    def predict(model: str, fitted: Any, d: Arrays, horizon: float) -> dict[str, Callable[[], Any]]:
        x, t, age = d["x"], d["t"], d["T"]
        if model == "GammaGamma":
            return {"spend": lambda: fitted.conditional_expected_average_profit(x, d["m"])}
        asked = {
            "alive": lambda: fitted.conditional_probability_alive(x, t, age),
            "expected": lambda: fitted.conditional_expected_number_of_purchases_up_to_time(horizon, x, t, age),
        }
        if "spend" in d:
            spend = with_params("GammaGamma", d["spend"])
            rows = [pd.Series(column) for column in (x, t, age, d["m"])]
            rate = 1.1 ** (1 / 12) - 1
            asked["value"] = lambda: spend.customer_lifetime_value(fitted, *rows, time=12, discount_rate=rate, freq="W")
        return asked

    return Library(fit, params, predict, with_params)


def clvkit() -> Library:
    """clvkit, with its defaults."""
    import clvkit as ck
    import pandas as pd

    models = {"BGNBD": ck.BGNBD, "MBGNBD": ck.MBGNBD, "GammaGamma": ck.GammaGamma}

    def base(d: Arrays) -> Any:
        table = pd.DataFrame({"frequency": d["x"], "recency": d["t"], "T": d["T"], "monetary_value": d["m"]})
        end = pd.Timestamp("2020-01-01")
        return ck.CustomerBase(table, time_unit="W", observation_period_end=end, has_monetary=True, on_negative="drop")

    def params(model: str, fitted: Any) -> dict[str, float]:
        return {name.replace("γ", "gamma"): float(value) for name, value in fitted.params_.items()}

    def predict(model: str, fitted: Any, d: Arrays, horizon: float) -> dict[str, Callable[[], Any]]:
        if model == "GammaGamma":
            return {"spend": lambda: fitted.predict().to_pandas().to_numpy()}
        return {
            "alive": lambda: fitted.probability_alive().to_pandas().to_numpy(),
            "expected": lambda: fitted.predict(horizon).to_pandas().to_numpy(),
        }

    return Library(lambda model, d: models[model]().fit(base(d)), params, predict)


def pymc_marketing() -> Library:
    """pymc-marketing's maximum a posteriori, with its default priors."""
    import pandas as pd
    from pymc_marketing import clv

    models = {
        "BGNBD": clv.BetaGeoModel,
        "MBGNBD": clv.ModifiedBetaGeoModel,
        "ParetoNBD": clv.ParetoNBDModel,
        "GammaGamma": clv.GammaGammaModel,
    }

    def table(d: Arrays) -> Any:
        columns = {"frequency": d["x"], "recency": d["t"], "T": d["T"], "monetary_value": d["m"]}
        return pd.DataFrame({"customer_id": np.arange(len(d["x"]))} | columns)

    def fit(model: str, d: Arrays) -> Any:
        data = table(d)
        if model == "GammaGamma":
            data = data[(data["frequency"] > 0) & (data["monetary_value"] > 0)]
        fitted = models[model](data=data)
        fitted.fit(method="map", progressbar=False)
        return fitted

    def params(model: str, fitted: Any) -> dict[str, float]:
        names = {"BGNBD": "r alpha a b", "MBGNBD": "r alpha a b", "ParetoNBD": "r alpha s beta", "GammaGamma": "p q v"}
        values = {name: float(fitted.fit_result[name].mean()) for name in names[model].split()}
        return {("gamma" if name == "v" else name): value for name, value in values.items()}

    def predict(model: str, fitted: Any, d: Arrays, horizon: float) -> dict[str, Callable[[], Any]]:
        data = table(d)
        if model == "GammaGamma":
            return {"spend": lambda: fitted.expected_customer_spend(data).to_numpy()}
        return {
            "alive": lambda: fitted.expected_probability_alive(data).to_numpy(),
            "expected": lambda: fitted.expected_purchases(data, future_t=horizon).to_numpy(),
        }

    return Library(fit, params, predict)


def regulars() -> Library:
    """regulars, with its defaults: predictions carry their intervals."""
    import regulars as rg

    def summary(d: Arrays) -> Any:
        if "summary" not in d:
            d["summary"] = rg.CustomerSummary(d["x"], d["t"], d["T"], d["m"], time_unit=str(d["unit"]))
        return d["summary"]

    def predict(model: str, fitted: Any, d: Arrays, horizon: float) -> dict[str, Callable[[], Any]]:
        seen = summary(d)
        if model == "GammaGamma":
            return {"spend": lambda: fitted.expected_spend(seen).value}
        asked = {
            "alive": lambda: fitted.probability_alive(seen).value,
            "expected": lambda: fitted.expected_purchases(seen, horizon).value,
        }
        if "spend" in d:
            spend, ask = rg.GammaGamma().given(d["spend"]), {"horizon": 52.0, "discount_rate_per_year": 0.1}
            asked["value"] = lambda: rg.lifetime_value(fitted, spend, seen, **ask).value
        return asked

    return Library(lambda model, d: getattr(rg, model)().fit(summary(d)), lambda _model, fit: dict(fit.params), predict)


LIBRARIES = {"lifetimes": lifetimes, "clvkit": clvkit, "pymc-marketing": pymc_marketing, "regulars": regulars}


def repeat_buyers(d: Arrays) -> tuple[Any, Any]:
    """Frequency and mean spend of those Gamma-Gamma is about."""
    use = (d["x"] > 0) & (d["m"] > 0)
    return d["x"][use], d["m"][use]


def peak_megabytes() -> float:
    """The most memory this process has held; getrusage would count what its parent held at the start."""
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def answer(library: Library, request: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked; an error is an answer too."""
    model, data = request["model"], dict(np.load(request["data"]))
    if request.get("warm"):
        warm_up(library, model, data)
    if "spend" in request:
        data["spend"] = request["spend"]
    out: dict[str, Any] = {}
    try:
        started = time.perf_counter()
        if "params" in request and library.with_params is not None:
            fitted = library.with_params(model, request["params"])
        else:
            fitted = library.fit(model, data)
        out |= {"seconds": time.perf_counter() - started, "params": library.params(model, fitted)}
        out["fit_memory"] = peak_megabytes()
        out["not_finite"], out["predicted"] = {}, {}
        for name, ask in library.predict(model, fitted, data, request["horizon"]).items() if request["predict"] else ():
            started = time.perf_counter()
            values = np.asarray(ask(), dtype=np.float64)
            out["predicted"][name] = time.perf_counter() - started
            out["not_finite"][name] = int((~np.isfinite(values)).sum())
    except Exception as error:
        out["error"] = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return out | {"memory": peak_megabytes()}


def warm_up(library: Library, model: str, data: Arrays) -> None:
    """Fit a few customers first, so that no library is charged for what it imports or compiles late."""
    few = {name: column[:500] if np.ndim(column) else column for name, column in data.items()}
    with contextlib.suppress(Exception):
        asked = library.predict(model, library.fit(model, few), few, 10.0)
        for ask in asked.values():
            ask()


def main() -> None:
    """Answer requests until there are no more; what the library prints goes nowhere."""
    warnings.filterwarnings("ignore")
    said = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    started = time.perf_counter()
    library = LIBRARIES[sys.argv[1]]()
    print(json.dumps({"import_seconds": time.perf_counter() - started}), file=said, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(library, json.loads(line))), file=said, flush=True)


if __name__ == "__main__":
    main()
