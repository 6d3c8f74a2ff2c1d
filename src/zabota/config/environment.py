"""What the machine tells the product: where data lives, which database, which secret."""

import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA cache_size=-32000;"
    "PRAGMA secure_delete=ON;"
)


def data_dir() -> Path:
    """The folder that holds everything of this company: database, uploads, snapshots, secret."""
    folder = Path(os.environ.get("ZABOTA_DATA_DIR", "data")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key(folder: Path) -> str:
    """Read the secret from the environment or from a file made once, readable by the owner only."""
    if given := os.environ.get("ZABOTA_SECRET_KEY"):
        return given
    path = folder / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    secret = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
    return secret


SMALL_QUESTIONS = "-c max_parallel_workers_per_gather=0"
"""A page asks for milliseconds of work: helpers of its own for one question cost more than they bring, for all."""


def database_settings(url: str | None, folder: Path) -> dict[str, object]:
    """Translate DATABASE_URL (`postgresql://…` or `sqlite:///path`) into Django's settings; no URL means SQLite."""
    if not url or url.startswith("sqlite:"):
        path = url.removeprefix("sqlite:///") if url else str(folder / "zabota.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "CONN_MAX_AGE": 60,  # opened anew for each page, a database forgets what it has just read
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must start with postgresql:// or sqlite:///, got {parts.scheme}://")
    options = dict(parse_qsl(parts.query))
    options.setdefault("options", SMALL_QUESTIONS)
    host = options.pop("host", None) or (unquote(parts.hostname) if parts.hostname else "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks separated by commas: `10.0.0.0/8,fd00::/8`; raises ValueError for anything else."""
    return tuple(ip_network(part.strip()) for part in os.environ.get(name, "").split(",") if part.strip())
