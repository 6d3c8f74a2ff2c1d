"""The company, its branches, its staff and the keys of its programs."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from zabota.foundation.identity.contracts import ROLE_LABELS, Role


class Company(models.Model):
    """The one company of this deployment (always row 1)."""

    name = models.CharField(_("company name"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Moscow")
    language = models.CharField(_("language"), max_length=2, default="ru")
    margin_rate = models.DecimalField(
        _("usual margin"), max_digits=5, decimal_places=4, null=True, blank=True,
        help_text=_("The share of revenue that stays with you, used where a file has no cost column."),
    )  # fmt: skip
    has_demo_data = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """A store, a site or a team; a dimension of permissions and reports."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Staff":  # noqa: ANN401
        staff = self.model(email=self.normalize_email(email).lower(), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """A person who works here."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=10, choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    branch = models.ForeignKey(Branch, verbose_name=_("branch"), null=True, blank=True, on_delete=models.SET_NULL)
    language = models.CharField(_("language"), max_length=2, default="ru")
    theme = models.CharField(_("theme"), max_length=5, default="auto")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="", db_default="")
    is_active = models.BooleanField(_("active"), default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[StaffManager] = StaffManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind every session to the password and the epoch: a new epoch ends them all on the server."""
        return salted_hmac(
            "zabota.identity.session", f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()


class AccessLink(models.Model):
    """A one-time link by which a person chooses a password; only its hash is kept, a new one replaces the old."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="access_link")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.staff_id}"


class ApiKey(models.Model):
    """A program's key: shown once, kept as a hash, narrowed to scopes (codes of permissions)."""

    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    role = models.CharField(_("role"), max_length=10, choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    scopes = models.JSONField(_("scopes"), default=list)
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="api_keys")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class CacheEntry(models.Model):
    """The table behind Django's database cache: counters of failed sign-ins and used codes, seen by every process."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "zabota_cache"

    def __str__(self) -> str:
        return self.cache_key
