"""The form of the second step: what each column is, and what to do with those found."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zabota.capabilities.customers.contracts import MatchBy, WhenFound
from zabota.capabilities.people_files.contracts import Choices, OnErrors
from zabota.capabilities.people_files.files.fields import PEOPLE_FIELDS
from zabota.capabilities.people_files.labels import ERROR_LABELS, FIELD_LABELS, FOUND_LABELS, MATCH_LABELS
from zabota.foundation.importing import MappedColumn, Mapping, StagedFile, find_format

KINDS = {field.name: field.kind for field in PEOPLE_FIELDS}


class ColumnsForm(forms.Form):
    """One select a column, then the choices about the whole file."""

    match_by = forms.ChoiceField(label=_("The same person is known by"), choices=list(MATCH_LABELS.items()))
    when_found = forms.ChoiceField(label=_("For those who are here already"), choices=list(FOUND_LABELS.items()))
    on_errors = forms.ChoiceField(label=_("If some rows have errors"), choices=list(ERROR_LABELS.items()))

    def __init__(self, data: QueryDict | None, *, staged: StagedFile, mapping: Mapping, chosen: Choices) -> None:
        self.staged, self.mapping, self.chosen = staged, mapping, chosen
        super().__init__(
            data,
            initial={"match_by": chosen.match_by, "when_found": chosen.when_found, "on_errors": chosen.on_errors},
        )
        fields_of = {column.key: name for name, column in mapping.columns.items()}
        options = [("", _("— skip —")), *FIELD_LABELS.items()]
        for column in staged.columns:
            self.fields[f"column-{column.key}"] = forms.ChoiceField(
                label=column.header or column.key, choices=options, required=False,
                initial=fields_of.get(column.key, ""),
            )  # fmt: skip

    def columns(self) -> list[tuple[str, forms.BoundField]]:
        """Header and select of every column, in the order of the file."""
        return [(column.header or column.key, self[f"column-{column.key}"]) for column in self.staged.columns]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: set[str] = set()
        for column in self.staged.columns:
            name = data.get(f"column-{column.key}", "")
            if name and name in seen:
                self.add_error(f"column-{column.key}", _("Two columns cannot both be this. Skip one of them."))
            seen.add(name)
        return data

    def chosen_mapping(self) -> Mapping:
        """Columns as chosen; a column whose field did not change keeps its format."""
        columns = {}
        for column in self.staged.columns:
            if name := self.cleaned_data[f"column-{column.key}"]:
                known = self.mapping.columns.get(name)
                kept = known is not None and known.key == column.key
                columns[name] = (
                    known
                    if kept and known is not None
                    else MappedColumn(key=column.key, format=find_format(self.staged, column.key, KINDS[name]))
                )
        return Mapping(columns=columns)

    def chosen_choices(self) -> Choices:
        data = self.cleaned_data
        return replace(
            self.chosen, match_by=MatchBy(data["match_by"]), when_found=WhenFound(data["when_found"]),
            on_errors=OnErrors(data["on_errors"]),
        )  # fmt: skip
