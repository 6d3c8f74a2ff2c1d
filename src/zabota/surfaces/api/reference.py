"""The schema as JSON for programs, and as a page for people; the page is ours, so it runs under the strict CSP."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.foundation.api.schemas import PROBLEM_TYPE
from zabota.surfaces.api.application import api
from zabota.surfaces.api.errors import problem

PATH_PREFIX = "/api/v1/"
METHODS = ("get", "post", "put", "patch", "delete")


def schema() -> dict[str, Any]:
    """The OpenAPI document; the same every time, so that a change shows in the diff."""
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PATH_PREFIX))
    for methods in document["paths"].values():
        for method in METHODS:
            if method in methods:
                methods[method]["responses"] = _with_problems(methods[method]["responses"])
    return document


def _with_problems(answers: dict[int, Any]) -> dict[str, Any]:
    """Every operation can refuse, and a refusal is a problem document."""
    refusal = {
        "description": "A problem document (RFC 9457)",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    told = {str(code): answer for code, answer in answers.items() if code < HTTPStatus.BAD_REQUEST}
    return {**told, "default": refusal}


@require_GET
def openapi(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(schema())


def nothing_here(_request: HttpRequest) -> HttpResponse:
    """A program that mistakes the address is told so in its own language, not by a page."""
    return problem(HTTPStatus.NOT_FOUND, kind="not-found", detail=_("There is no such address."))


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    document = schema()
    return render(request, "api/reference.html", {"operations": operations(document), "title": document["info"]})


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation with its inputs and answers, in the order of paths."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": item.get("summary", ""),
            "description": item.get("description", ""),
            "inputs": _inputs(document, item),
            "answers": [(code, _type(answer)) for code, answer in item.get("responses", {}).items()],
        }
        for path, methods in sorted(document["paths"].items())
        for method, item in methods.items()
        if method in METHODS
    ]


def _inputs(document: dict[str, Any], item: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {"name": one["name"], "where": one["in"], "type": _name(one.get("schema", {})), "needed": one.get("required")}
        for one in item.get("parameters", [])
    ]
    for content in item.get("requestBody", {}).get("content", {}).values():
        model = _resolve(document, content.get("schema", {}))
        needed = model.get("required", [])
        rows += [
            {"name": name, "where": "body", "type": _name(field), "needed": name in needed}
            for name, field in model.get("properties", {}).items()
        ]
    return rows


def _resolve(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref")
    return document["components"]["schemas"][reference.rsplit("/", 1)[-1]] if reference else part


def _name(part: dict[str, Any]) -> str:
    if reference := part.get("$ref"):
        return str(reference).rsplit("/", 1)[-1]
    if options := part.get("anyOf"):
        return " | ".join(_name(option) for option in options)
    if part.get("type") == "array":
        return f"{_name(part.get('items', {}))}[]"
    return str(part.get("format") or part.get("type") or part.get("const") or "any")


def _type(answer: dict[str, Any]) -> str:
    return ", ".join(_name(content.get("schema", {})) for content in answer.get("content", {}).values())
