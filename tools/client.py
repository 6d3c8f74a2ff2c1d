"""Write the Python client's models and operations from the OpenAPI file, or compare them with it.

python tools/client.py            # write
python tools/client.py --check    # fail if they are stale
"""

import argparse
import json
import re
import subprocess
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "docs" / "reference" / "openapi.json"
PACKAGE = ROOT / "packages" / "zabota_client" / "src" / "zabota_client"
Part = dict[str, Any]

PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORMATS = {"date": "date", "date-time": "datetime", "binary": "FileToSend"}
JSON, FORM = "application/json", "multipart/form-data"
ORIGIN = "\n\nMade by tools/client.py from docs/reference/openapi.json: change the API, not this file.\n"


def written() -> dict[Path, str]:
    """The text of every file that is made."""
    document = json.loads(SCHEMA.read_text(encoding="utf-8"))
    texts = {"models.py": models(document), "operations.py": operations(document)}
    return {PACKAGE / name: formatted(text, name) for name, text in texts.items()}


def formatted(text: str, name: str) -> str:
    """In the house's form, without the imports that were not needed."""
    for command in (["check", "--quiet", "--fix-only", "--select", "F401,I"], ["format"]):
        text = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(PACKAGE / name), "-"],
            input=text, capture_output=True, text=True, check=True, cwd=ROOT,
        ).stdout  # fmt: skip
    return text


# Types


def name_of(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def type_of(part: Part) -> str:
    if "$ref" in part:
        return name_of(part["$ref"])
    if options := part.get("anyOf") or part.get("allOf"):
        kinds = [type_of(one) for one in options]
        if "float" in kinds and "str" in kinds:  # how a Decimal is described
            kinds.insert(0, "Decimal")
        return " | ".join(dict.fromkeys(kinds))
    if "enum" in part:
        return f"Literal[{', '.join(json.dumps(one, ensure_ascii=False) for one in part['enum'])}]"
    if part.get("type") == "array":
        return f"list[{type_of(part['items'])}]"
    if part.get("type") == "object":
        held = part.get("additionalProperties")
        return f"dict[str, {type_of(held) if isinstance(held, dict) else 'Any'}]"
    return FORMATS.get(part.get("format", ""), PLAIN[part["type"]])


def asked_type(parameter: Part) -> str:
    return type_of(parameter["schema"]) if parameter["required"] else optional_type(parameter["schema"])


def optional_type(part: Part) -> str:
    """None asks for nothing."""
    return f"{type_of(part).replace('list[', 'Sequence[').removesuffix(' | None')} | None = None"


# Models


def models(document: Part) -> str:
    known = document["components"]["schemas"]
    sent = set(reached(known, [part for one in each(document) for part in one.sent]))
    used = reached(known, [part for one in each(document) for part in one.spoken])
    words = [name for name in used if "enum" in known[name]]
    stated = {name_of(one.answer["$ref"]) for one in each(document) if one.tells_state}
    return "\n\n".join([
        f'"""What is sent and what comes back.{ORIGIN}"""',
        "from dataclasses import dataclass, field\nfrom datetime import date, datetime\nfrom decimal import Decimal\n"
        "from typing import Any, Literal",
        "from zabota_client.shapes import UNSET, Unset",
        "\n".join(f"{name} = {type_of(known[name])}" for name in sorted(words)),
        *(
            model(name, known[name], is_sent=name in sent, has_state=name in stated)
            for name in used
            if name not in words
        ),
    ])  # fmt: skip


def reached(known: dict[str, Part], parts: list[Part]) -> list[str]:
    """The names of all schemas that these parts are made of; one that is used stands before its user."""
    found: list[str] = []

    def walk(part: object) -> None:
        if isinstance(part, list):
            for one in part:
                walk(one)
        elif isinstance(part, dict):
            name = name_of(part["$ref"]) if "$ref" in part else ""
            if name and name not in found:
                walk(known[name])
                found.append(name)
            walk([one for key, one in sorted(part.items()) if key != "$ref"])

    walk(parts)
    return found


def model(name: str, schema: Part, *, is_sent: bool, has_state: bool) -> str:
    lines = ["@dataclass(frozen=True, kw_only=True)", f"class {name}:"]
    if told := schema.get("description"):
        lines += [*docstring(told), ""]
    needed = set(schema.get("required", []))
    for field, part in sorted(schema["properties"].items(), key=lambda one: one[0] not in needed):
        lines.append(f"    {field}: {type_of(part) if field in needed else optional(part, is_sent=is_sent)}")
        if told := part.get("description"):
            lines += docstring(told)
    if has_state:
        lines += ['    etag: str = field(default="", compare=False)', *docstring("Names this state; empty in lists.")]
    return "\n".join(lines)


def optional(part: Part, *, is_sent: bool) -> str:
    """Type and default: what is not sent stays as it is; what is not answered is what the file says."""
    kind = type_of(part)
    if not is_sent:
        return f"{kind} = {part.get('default')!r}"
    return f"{kind.removesuffix(' | None')} | Unset{' | None' * kind.endswith(' | None')} = UNSET"


def docstring(text: str, *, indent: str = "    ") -> list[str]:
    width = 120 - len(indent) - len('"""')
    lines = [part for line in text.strip().splitlines() for part in textwrap.wrap(line, width) or [""]]
    body = [f'{indent}"""{lines[0]}', *(f"{indent}{line}" if line else "" for line in lines[1:])]
    if len(lines) == 1 and len(body[0]) + 3 <= 120 and not text.endswith('"'):
        return [f'{body[0]}"""']
    return [*body, f'{indent}"""']


# Operations


class Operation:
    """One operation of the file, and what its method is called and takes."""

    def __init__(self, path: str, method: str, told: Part) -> None:
        self.path = path
        self.method = method.upper()
        self.told = told
        self.tag = told["tags"][0]
        self.name = re.sub(rf"_({self.tag}|{self.tag.removesuffix('s')})$", "", told["operationId"])
        parameters = told["parameters"]
        self.in_path = [one for one in parameters if one["in"] == "path"]
        self.query = [one for one in parameters if one["in"] == "query"]
        self.is_repeatable = any(one["in"] == "header" and one["name"] == "Idempotency-Key" for one in parameters)
        self.is_guarded = any(one["in"] == "header" and one["name"] == "If-Match" for one in parameters)
        content = told.get("requestBody", {}).get("content", {})
        self.body = content.get(JSON, {}).get("schema")
        self.form = content.get(FORM, {}).get("schema")
        good = next(answer for code, answer in sorted(told["responses"].items()) if code.startswith("2"))
        self.answer = good.get("content", {}).get(JSON, {}).get("schema")
        self.tells_state = "ETag" in good.get("headers", {})

    @property
    def sent(self) -> list[Part]:
        return [part for part in (self.body, self.form) if part]

    @property
    def spoken(self) -> list[Part]:
        """The parts in which it speaks of models."""
        return [*self.sent, *([self.answer] if self.answer else []), *self.query]

    @property
    def body_name(self) -> str:
        """CustomerIn → customer, ChangedCustomersIn → changed_customers."""
        stem = re.sub(r"(In|Patch)$", "", type_of(self.body))
        return re.sub(r"(?<!^)(?=[A-Z])", "_", stem).lower()

    def items(self, known: dict[str, Part]) -> tuple[str, str] | None:
        """The field that holds the items of a page, and their type; None where the answer is no page."""
        if not self.answer or "$ref" not in self.answer:
            return None
        fields = known[name_of(self.answer["$ref"])]["properties"]
        lists = [name for name, part in fields.items() if part.get("type") == "array"]
        if "next" not in fields or len(lists) != 1:
            return None
        return lists[0], type_of(fields[lists[0]]["items"])


def each(document: Part) -> Iterator[Operation]:
    for path, methods in sorted(document["paths"].items()):
        for method, told in sorted(methods.items()):
            yield Operation(path, method, told)


def operations(document: Part) -> str:
    known = document["components"]["schemas"]
    by_tag: dict[str, list[Operation]] = defaultdict(list)
    for operation in each(document):
        by_tag[operation.tag].append(operation)
    classes = [resource(tag, those, known) for tag, those in sorted(by_tag.items())]
    used = reached(known, [part for one in each(document) for part in one.spoken])
    named = [name for name in sorted(used) if re.search(rf"\b{name}\b", "\n".join(classes))]
    whole = ["class Operations:", '    """Everything that can be asked, by what it is about."""', ""]
    whole += ["    def __init__(self, caller: Caller) -> None:"]
    whole += [f"        self.{tag} = {tag.capitalize()}(caller)" for tag in sorted(by_tag)]
    return "\n\n".join([
        f'"""A method for every operation of the API.{ORIGIN}"""',
        "from collections.abc import Sequence\nfrom datetime import date, datetime\nfrom typing import Literal",
        "from zabota_client.calling import Caller, new_key\n"
        f"from zabota_client.models import ({', '.join(named)},)\n"
        "from zabota_client.pages import Pages\nfrom zabota_client.shapes import FileToSend, read, read_state",
        *classes,
        "\n".join(whole),
    ])  # fmt: skip


def resource(tag: str, those: list[Operation], known: dict[str, Part]) -> str:
    names = [one.name for one in those]
    if len(set(names)) < len(names):
        raise ValueError(f"two operations of {tag} have one name: {sorted(names)}")
    head = [f"class {tag.capitalize()}:", "    def __init__(self, caller: Caller) -> None:"]
    head += ["        self._caller = caller"]
    return "\n\n".join(["\n".join(head), *("\n".join(method(one, known)) for one in those)])


def method(operation: Operation, known: dict[str, Part]) -> list[str]:
    page = operation.items(known)
    asked = [one for one in operation.query if not (page and one["name"] == "after")]
    answer = type_of(operation.answer) if operation.answer else "None"
    returned = f"Pages[{answer}, {page[1]}]" if page else answer.replace("list[", "Sequence[")
    lines = [f"    def {operation.name}({', '.join(taken(operation, asked))}) -> {returned}:"]
    lines += docstring(words(operation, asked), indent=" " * 8)
    if page:
        lines += [
            "        return Pages(",
            f"            lambda after: read({answer}, {sending(operation, asked, after=True)}),",
            f"            lambda page: page.{page[0]},",
            "        )",
        ]
    elif operation.answer:
        reading = "read_state" if operation.tells_state else "read"
        lines.append(f"        return {reading}({answer}, {sending(operation, asked)})")
    else:
        lines.append(f"        {sending(operation, asked)}")
    return lines


def taken(operation: Operation, asked: list[Part]) -> list[str]:
    """What the method takes: the path and the body by place, the rest by name."""
    given = ["self", *(f"{one['name']}: {type_of(one['schema'])}" for one in operation.in_path)]
    named = [f"{one['name']}: {asked_type(one)}" for one in sorted(asked, key=lambda one: not one["required"])]
    if operation.body:
        given.append(f"{operation.body_name}: {type_of(operation.body)}")
    if operation.form:
        fields = operation.form["properties"]
        given += [f"{name}: FileToSend" for name, part in fields.items() if "FileToSend" in type_of(part)]
        named += [
            f"{name}: {optional_type(part)}" for name, part in fields.items() if f"{name}: FileToSend" not in given
        ]
    if operation.is_repeatable:
        named.append("idempotency_key: str | None = None")
    if operation.is_guarded:
        named.append("if_match: str | None = None")
    return [*given, "*", *named] if named else given


def sending(operation: Operation, asked: list[Part], *, after: bool = False) -> str:
    path = f'f"{operation.path}"' if operation.in_path else f'"{operation.path}"'
    given = [f'"{operation.method}"', path]
    names = [one["name"] for one in asked] + ["after"] * after
    if names:
        given.append(f"query={by_name(names)}")
    if operation.body:
        given.append(f"body={operation.body_name}")
    if operation.form:
        given.append(f"form={by_name(operation.form['properties'])}")
    if operation.is_repeatable:
        given.append("idempotency_key=idempotency_key or new_key()")
    if operation.is_guarded:
        given.append("if_match=if_match")
    return f"self._caller.send({', '.join(given)})"


def by_name(names: Iterable[str]) -> str:
    return "{" + ", ".join(f'"{name}": {name}' for name in names) + "}"


def words(operation: Operation, asked: list[Part]) -> str:
    """The summary, what the file tells besides, and of each parameter what it says of it."""
    told = [f"{operation.told['summary']}."]
    if more := operation.told.get("description"):
        told.append(more)
    parameters = [f"{one['name']}: {one['description']}" for one in asked if one.get("description")]
    if operation.is_guarded:
        parameters.append("if_match: the `etag` of the state you saw; ConflictError where it is another now.")
    return "\n\n".join([*told, "\n".join(parameters)] if parameters else told)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    stale = 0
    for path, text in written().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if is_check:
            print(f"{path.relative_to(ROOT)} is stale: run python tools/client.py")
            stale = 1
        else:
            path.write_text(text, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
