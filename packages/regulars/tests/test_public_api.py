"""Every public name says what it does, what it takes, what it raises; the reference page lists them all.

Runs in the repository only: the list and the page are made by ``tools/reference.py`` there.
"""

import ast
import inspect
import textwrap

import pytest
import regulars as rg

reference = pytest.importorskip("tools.reference", reason="the list of public names is made in the repository")
EXPLAINED_ELSEWHERE = {"regulars.audit.CustomerBase.from_orders"}  # by regulars.audit.orders.read_customer_base
MODELS = ("NBD", "BGNBD", "MBGNBD", "BGCNBD", "MBGCNBD", "ParetoNBD", "BGBB", "SBG", "BDW", "GammaGamma")
PUBLIC = {
    public.name: public
    for public in reference.everything()
    if inspect.isclass(public.thing) or inspect.isfunction(public.thing) or isinstance(public.thing, property)
}
CALLED = {name: public for name, public in PUBLIC.items() if inspect.isfunction(public.thing)}


def test_there_is_one_list_of_public_names() -> None:
    assert {f"regulars.{name}" for name in rg.__all__} >= {name for name in PUBLIC if name.count(".") == 1}
    assert len(PUBLIC) > 250
    assert set(MODELS) <= set(rg.__all__)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_says_in_a_sentence_what_it_is(name: str) -> None:
    summary = PUBLIC[name].summary
    assert summary, f"{name} has no docstring"
    assert len(summary) < 500, f"the first paragraph of {name} is not a sentence or two"
    assert summary[-1] in ".?`:)", f"the sentence of {name} has no end: {summary!r}"


@pytest.mark.parametrize("name", [name for name, public in PUBLIC.items() if public.documented])
def test_documented_parameters_are_those_of_the_signature(name: str) -> None:
    assert PUBLIC[name].documented == PUBLIC[name].parameters


@pytest.mark.parametrize("name", CALLED)
def test_no_parameter_is_left_unexplained(name: str) -> None:
    public = CALLED[name]
    left = [] if public.documented else [p for p in public.parameters if p not in reference.GLOSSARY]
    assert not left or name in EXPLAINED_ELSEWHERE, f"{name} does not say what {', '.join(left)} is"


@pytest.mark.parametrize("name", CALLED)
def test_errors_that_a_function_raises_itself_are_documented(name: str) -> None:
    public = CALLED[name]
    tree = ast.parse(textwrap.dedent(inspect.getsource(public.thing)))
    raised = {
        node.exc.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    } - {"AssertionError", "NotImplementedError"}
    said = public.sections.get("Raises", "") + public.summary
    assert all(error in said for error in raised), f"{name} raises {raised} and does not say so"


@pytest.mark.parametrize("name", MODELS)
def test_a_model_names_its_sources(name: str) -> None:
    assert PUBLIC[f"regulars.{name}"].sections["References"]


def test_the_page_is_what_the_code_says() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "run: uv run python tools/reference.py"
