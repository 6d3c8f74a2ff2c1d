"""The secret of the first page: on an address others can reach, only whoever sees the terminal may set up.

The code is made of the installation's secret key, so it is kept nowhere; it ends with the set-up page itself.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

PARAMETER = "code"


def set_up_code() -> str:
    return salted_hmac("zabota.set_up", "the first owner", algorithm="sha256").hexdigest()[:32]


def set_up_path() -> str:
    """The address of the set-up page, with the code in it."""
    return f"{reverse('identity:set_up')}?{urlencode({PARAMETER: set_up_code()})}"


def opens_set_up(given: str) -> bool:
    return not settings.SET_UP_NEEDS_CODE or constant_time_compare(given, set_up_code())
