"""SQL of one field: from the text of a cell to typed columns and the code of what is wrong with it.

Every expression reads the clean text ``v`` of its field. Nothing is guessed row by row: the format is
fixed for the column, and a value that does not fit it is an error, never another number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from .booleans import NO, YES
from .column_values import CURRENCY_KINDS, DATE_KINDS, NUMBER_KINDS
from .contracts import ColumnFormat, DateOrder, FieldKind, FieldSpec, Param
from .currencies import CODES, TOKENS, minor_digits, tokens_pattern
from .engine import quoted

SPACE_CLASS = "[ \\x{00a0}\\x{202f}\\x{2009}\\t'’]"
SPACE_TEXT = " \u00a0\u202f\u2009\t'’"
LONGEST_WHOLE = 14  # digits: the sum of a million such amounts still fits a BIGINT in minor units
LONGEST_PRICE = 12  # digits of a DECIMAL(18, 6) before the point
FIRST_DATE, END_DATE = "1900-01-01", "2101-01-01"


@dataclass(frozen=True, kw_only=True)
class FieldSql:
    """``steps`` are named intermediate columns, ``outputs`` typed columns, ``code`` null when all is well."""

    steps: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    code: str
    params: str = "'{}'"
    """SQL of the JSON of parameters."""


def output_names(field: FieldSpec) -> tuple[str, ...]:
    """The typed columns a field becomes."""
    if field.kind is FieldKind.MONEY:
        return (f"{field.name}_minor",)
    if field.kind is FieldKind.MOMENT:
        return (f"{field.name}_on", f"{field.name}_time")
    return (field.name,)


def field_sql(field: FieldSpec, form: ColumnFormat, currency: str) -> FieldSql:
    v = f"v_{field.name}"
    if field.kind in DATE_KINDS:
        return _date_sql(field, form, v)
    if field.kind in NUMBER_KINDS:
        return _number_sql(field, form, v, currency)
    if field.kind is FieldKind.BOOLEAN:
        return _boolean_sql(field, v)
    if field.kind is FieldKind.CURRENCY:
        return _currency_sql(field, v, currency)
    return FieldSql(steps=(), outputs=((field.name, f"nullif({v}, '')"),), code="NULL")


def _params(**params: Param) -> str:
    return quoted(json.dumps(params, ensure_ascii=False))


def _words(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(quoted(word) for word in words) + ")"


def _boolean_sql(field: FieldSpec, v: str) -> FieldSql:
    typed = f"CASE WHEN lower({v}) IN {_words(YES)} THEN true WHEN lower({v}) IN {_words(NO)} THEN false END"
    code = f"CASE WHEN {v} <> '' AND b_{field.name} IS NULL THEN 'not_yes_or_no' END"
    steps = ((f"b_{field.name}", typed),)
    return FieldSql(steps=steps, outputs=((field.name, f"b_{field.name}"),), code=code)


def _currency_sql(field: FieldSpec, v: str, currency: str) -> FieldSql:
    cases = " ".join(f"WHEN {quoted(word)} THEN {quoted(code)}" for word, code in TOKENS.items())
    known = f"CASE WHEN upper({v}) IN {_words(tuple(sorted(CODES)))} THEN upper({v}) END"
    steps = ((f"u_{field.name}", f"CASE lower({v}) {cases} ELSE {known} END"),)
    code = (
        f"CASE WHEN {v} <> '' AND u_{field.name} IS NULL THEN 'unknown_currency' "
        f"WHEN u_{field.name} <> {quoted(currency)} THEN 'other_currency' END"
    )
    params = _params(expected=currency)
    return FieldSql(steps=steps, outputs=((field.name, f"u_{field.name}"),), code=code, params=params)


def _date_sql(field: FieldSpec, form: ColumnFormat, v: str) -> FieldSql:
    moment = f"t_{field.name}"
    steps = ((moment, _moment(form, v)),)
    code = (
        f"CASE WHEN {v} <> '' AND {moment} IS NULL THEN 'not_a_date' "
        f"WHEN {moment} < TIMESTAMP '{FIRST_DATE}' OR {moment} >= TIMESTAMP '{END_DATE}' "
        "THEN 'date_out_of_range' END"
    )
    params = _params(expected=form.example)
    if field.kind is FieldKind.DATE:
        return FieldSql(steps=steps, outputs=((field.name, f"CAST({moment} AS DATE)"),), code=code, params=params)
    has_time = "true" if form.date_order is DateOrder.SERIAL else f"contains({v}, ':')"
    clock = f"CASE WHEN {has_time} THEN CAST({moment} AS TIME) END"
    outputs = ((f"{field.name}_on", f"CAST({moment} AS DATE)"), (f"{field.name}_time", clock))
    return FieldSql(steps=steps, outputs=outputs, code=code, params=params)


def _moment(form: ColumnFormat, v: str) -> str:
    """The wall clock as written: an offset is dropped, not applied, for a shop's day is its local day."""
    if form.date_order is DateOrder.SERIAL:
        days = f"TRY_CAST({v} AS DOUBLE)"
        seconds = f"CAST(round({days} * 86400) AS BIGINT)"
        valid = f"{days} BETWEEN 1 AND 73415"
        return f"CASE WHEN {valid} THEN TIMESTAMP '1899-12-30' + to_seconds({seconds}) END"
    patterns = list(form.date_patterns) or ["%Y-%m-%d"]
    if any(pattern.endswith(("%f", "%z")) for pattern in patterns):
        v = f"regexp_replace({v}, '(:[0-9]{{2}})([.,][0-9]+)?( ?(Z|UTC|[+-][0-9]{{2}}:?([0-9]{{2}})?))?$', '\\1')"
        patterns = [pattern.removesuffix("%z").removesuffix("%f") for pattern in patterns]
    listed = ", ".join(quoted(pattern) for pattern in dict.fromkeys(patterns))
    return f"try_strptime({v}, [{listed}])"


def _number_sql(field: FieldSpec, form: ColumnFormat, v: str, currency: str) -> FieldSql:
    bare, plain = f"n_{field.name}", f"p_{field.name}"
    longest = LONGEST_PRICE if field.kind is FieldKind.PRICE else LONGEST_WHOLE
    steps = [(bare, _without_signs(field, form, v)), (plain, _plain_decimal(form, bare))]
    code = (
        f"CASE WHEN {v} = '' THEN NULL WHEN {plain} IS NULL THEN 'not_a_number' "
        f"WHEN length(ltrim(split_part({plain}, '.', 1), '+-0')) > {longest} THEN 'number_too_large' "
    )
    others = frozenset(form.currencies) - {currency}
    if field.kind in CURRENCY_KINDS and others:
        code += f"WHEN regexp_matches({v}, {quoted('(?i)(?:' + tokens_pattern(others) + ')')}) THEN 'other_currency' "
    code += "END"
    if field.kind is FieldKind.MONEY:
        more, typed = _minor_units(field.name, plain, minor_digits(currency))
        steps += more
        outputs = ((f"{field.name}_minor", typed),)
    elif field.kind is FieldKind.PRICE:
        outputs = ((field.name, f"TRY_CAST({plain} AS DECIMAL(18, 6))"),)
    elif field.kind is FieldKind.QUANTITY:
        outputs = ((field.name, f"TRY_CAST({plain} AS DECIMAL(18, 3))"),)
    elif field.kind is FieldKind.RATE and form.percent:
        outputs = ((field.name, f"TRY_CAST({plain} AS DOUBLE) / 100"),)
    else:
        outputs = ((field.name, f"TRY_CAST({plain} AS DOUBLE)"),)
    params = _params(expected=currency, example=form.example)
    return FieldSql(steps=tuple(steps), outputs=outputs, code=code, params=params)


def _without_signs(field: FieldSpec, form: ColumnFormat, v: str) -> str:
    """Without currency signs (money) or the percent sign (rates); minus in all its shapes is "-"."""
    if field.kind in CURRENCY_KINDS and form.currencies:
        v = f"regexp_replace({v}, {quoted('(?i)(?:' + tokens_pattern() + ')')}, '', 'g')"
    elif field.kind is FieldKind.RATE and form.percent:
        v = f"replace({v}, '%', '')"
    spaces = quoted(SPACE_TEXT)
    signed = f"translate(trim({v}, {spaces}), '−–', '--')"
    return f"CASE WHEN {signed}[1] = '(' AND {signed}[-1] = ')' THEN '-' || {signed}[2:-2] ELSE {signed} END"


def _plain_decimal(form: ColumnFormat, bare: str) -> str:
    """Sign, digits and a point; null unless marks stand where the format of the column lets them."""
    decimal, group = form.decimal_mark, form.group_mark
    between = SPACE_CLASS if not group else SPACE_CLASS[:-1] + f"{group}]"
    whole = f"(?:[0-9]{{1,3}}(?:{between}[0-9]{{3}})+|[0-9]+)"
    pattern = f"[-+]?{SPACE_CLASS}?(?:{whole}(?:[{decimal}][0-9]*)?|[{decimal}][0-9]+)(?:[eE][-+]?[0-9]{{1,2}})?"
    stripped = f"replace(translate({bare}, {quoted(SPACE_TEXT + group)}, ''), {quoted(decimal)}, '.')"
    exact = (
        f"CASE WHEN contains(lower({stripped}), 'e') "
        f"THEN CAST(TRY_CAST({stripped} AS DECIMAL(38, 12)) AS VARCHAR) ELSE {stripped} END"
    )
    return f"CASE WHEN regexp_full_match({bare}, {quoted(pattern)}) THEN {exact} END"


def _minor_units(name: str, plain: str, digits: int) -> tuple[list[tuple[str, str]], str]:
    """Exact half-even rounding on the digits themselves: no binary fraction ever stands for money."""
    fraction = f"split_part({plain}, '.', 2)"
    kept = f"rpad(substr({fraction}, 1, {digits}), {digits}, '0')" if digits else "''"
    whole = f"ltrim(split_part({plain}, '.', 1), '+-')"
    base, rest = f"base_{name}", f"rest_{name}"
    steps = [
        (base, f"TRY_CAST('0' || {whole} || {kept} AS BIGINT)"),
        (rest, f"rtrim(substr({fraction}, {digits + 1}), '0')"),
    ]
    up = f"CASE WHEN {rest} > '5' OR ({rest} = '5' AND {base} % 2 = 1) THEN 1 ELSE 0 END"
    sign = f"CASE WHEN {plain}[1] = '-' THEN -1 ELSE 1 END"
    return steps, f"({sign}) * ({base} + {up})"
