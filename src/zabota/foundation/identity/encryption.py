"""Encryption of the few secrets that must be read back; the key is derived from the installation's secret."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=4)
def _box(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"zabota.identity.mfa").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def box() -> Fernet:
    return _box(settings.SECRET_KEY)
