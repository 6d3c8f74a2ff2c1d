"""A parameter nobody knows is refused: a misspelt filter would else be no filter, and the answer everybody."""

from collections.abc import Callable
from functools import wraps
from types import MethodType
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.operation import Operation


def install(api: NinjaAPI) -> None:
    api.add_decorator(_only_known, mode="view")


def _only_known(run: MethodType) -> MethodType:
    """Every operation is built through here; the check stands behind the key, so a stranger learns nothing."""
    operation = cast("Operation", run.__self__)
    operation.view_func = _refusing(operation.view_func, known=_known(operation))
    return run


def _known(operation: Operation) -> set[str]:
    asked = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return {name for model in asked for name in model.__ninja_flatten_map__}


def _refusing(view: Callable[..., Any], *, known: set[str]) -> Callable[..., Any]:
    @wraps(view)
    def refusing(request: HttpRequest, **values: Any) -> Any:  # noqa: ANN401 - whatever the view answers
        if unknown := sorted(set(request.GET) - known):
            words = _words(known)
            raise ValidationError(
                [{"loc": ("query", name), "msg": words, "type": "extra_forbidden"} for name in unknown]
            )
        return view(request, **values)

    return refusing


def _words(known: set[str]) -> str:
    if not known:
        return _("Nothing can be asked for here in the address.")
    return _("There is no such parameter. There are: %(names)s.") % {"names": ", ".join(sorted(known))}
