from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from zabota.foundation.identity.contracts import WeakPasswordError
from zabota.foundation.identity.models import Staff


def require_good_password(password: str, staff: Staff) -> None:
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise WeakPasswordError(" ".join(error.messages), field="password") from error
