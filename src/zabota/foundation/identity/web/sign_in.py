"""allauth's sign-in, answering 429 when there were too many failures."""

from allauth.account.views import LoginView
from django.forms import Form
from django.http import HttpResponse

RETRY_AFTER_SECONDS = 900
LIMIT_CODE = "too_many_login_attempts"


class SignInView(LoginView):  # type: ignore[misc]
    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if form.has_error("__all__", code=LIMIT_CODE):
            response.status_code = 429
            response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response


sign_in = SignInView.as_view()
