"""What people type into the pages of accounts; the services decide whether it may be so."""

import zoneinfo
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import (
    ROLE_LABELS,
    IdentityError,
    Role,
    declared_permissions,
)
from zabota.foundation.identity.models import Branch

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Choices = Sequence[tuple[str, "str | Promise"]]

CURRENCIES: Choices = (
    ("RUB", _("RUB: Russian rouble")), ("KZT", _("KZT: Kazakhstani tenge")), ("BYN", _("BYN: Belarusian rouble")),
    ("UZS", _("UZS: Uzbekistani sum")), ("KGS", _("KGS: Kyrgyzstani som")), ("AMD", _("AMD: Armenian dram")),
    ("GEL", _("GEL: Georgian lari")), ("AZN", _("AZN: Azerbaijani manat")), ("RSD", _("RSD: Serbian dinar")),
    ("TRY", _("TRY: Turkish lira")), ("AED", _("AED: UAE dirham")), ("CNY", _("CNY: Chinese yuan")),
    ("EUR", _("EUR: euro")), ("USD", _("USD: US dollar")), ("GBP", _("GBP: British pound")),
)  # fmt: skip
LANGUAGES: Choices = (("ru", "Русский"), ("en", "English"))
THEMES: Choices = (("auto", _("As on the device")), ("light", _("Light")), ("dark", _("Dark")))
ROLES: Choices = [(role.value, ROLE_LABELS[role]) for role in Role]
REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@lru_cache(maxsize=1)
def time_zones() -> Choices:
    names = sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in REGIONS)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class RefusableForm(forms.Form):
    """A form that can show at the right field what a service has refused."""

    def refuse(self, error: IdentityError) -> None:
        self.add_error(error.field if error.field in self.fields else None, str(error.message))


def password_field(label: "_StrPromise") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A few words in a row are easy to remember and hard to guess."),
    )


class SetUpForm(RefusableForm):
    company_name = forms.CharField(label=_("Company name"), max_length=200)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES, initial="RUB")
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, initial="Europe/Moscow")
    owner_name = forms.CharField(label=_("Your name"), max_length=150)
    email = forms.EmailField(label=_("Your e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = password_field(_("Password"))


class JoinForm(RefusableForm):
    password = password_field(_("New password"))


class CompanyForm(RefusableForm):
    name = forms.CharField(label=_("Company name"), max_length=200)
    currency = forms.ChoiceField(
        label=_("Currency"), choices=CURRENCIES, help_text=_("Orders already here keep the currency they came with.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    language = forms.ChoiceField(label=_("Language of the company"), choices=LANGUAGES)
    margin_percent = forms.DecimalField(
        label=_("Usual margin, %"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2, required=False,
        help_text=_("The share of revenue that stays with you, used where a file has no cost column."),
    )  # fmt: skip

    def margin_rate(self) -> Decimal | None:
        percent: Decimal | None = self.cleaned_data["margin_percent"]
        return None if percent is None else percent / 100


class BranchForm(RefusableForm):
    name = forms.CharField(label=_("Name of the branch"), max_length=120)


class StaffForm(RefusableForm):
    name = forms.CharField(label=_("Name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.AGENT.value)
    branch = forms.ModelChoiceField(
        label=_("Branch"), queryset=Branch.objects.all(), required=False, empty_label=_("The whole company"),
        help_text=_("Managers and agents with a branch see only its customers and orders."),
    )  # fmt: skip

    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def branch_id(self) -> int | None:
        branch: Branch | None = self.cleaned_data["branch"]
        return branch.pk if branch else None


class InviteForm(StaffForm):
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    field_order = ("name", "email", "role", "branch", "language")


class ProfileForm(RefusableForm):
    name = forms.CharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    theme = forms.ChoiceField(label=_("Light or dark"), choices=THEMES)
    phone = forms.CharField(
        label=_("Phone for customers"), max_length=40, required=False, help_text=_("It stands in letters to them.")
    )


def scope_choices() -> Choices:
    return [(permission.code, permission.label) for permission in declared_permissions()]


class KeyForm(RefusableForm):
    name = forms.CharField(
        label=_("Name of the key"), max_length=120, help_text=_("The program that will use it, for example “till”.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.MANAGER.value)
    scopes = forms.MultipleChoiceField(
        label=_("Rights"), choices=scope_choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("The key may do only what is ticked here and allowed to its role."),
    )  # fmt: skip
    expires_on = forms.DateField(
        label=_("Works until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])


def supported_language(code: str) -> str:
    """The language of the page, reduced to one we have."""
    short = code.partition("-")[0]
    return short if short in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
