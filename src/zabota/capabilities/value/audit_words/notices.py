"""What the models warn of, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOTICES: dict[str, str | Promise] = {
    "no_churn": _(
        "In this history the model sees nobody leave for good, so it gives everybody nearly 100 per "
        "cent of still being a "
        "customer. With about a year of data this is common: read the chances of staying as unknown, and the value as "
        "what comes if people go on as they are."
    ),
    "same_churn_rate": _(
        "All customers seem to leave equally fast: the model cannot tell the faithful from the others."
    ),
    "leave_at_once_or_never": _("Customers seem to leave at once or never: the model finds nothing in between."),
    "same_purchase_rate": _(
        "All customers seem to buy equally often. If they pay by the month, as for a subscription, this "
        "is the wrong model."
    ),
    "same_spend": _("All customers seem to spend the same on average: one average serves everybody."),
    "steady_spend": _("Each customer seems to pay the same every time: what was seen is what is to come."),
    "spend_not_positive": _(
        "Customers whose repeat orders came to nothing or less were left out of the model of money."
    ),
    "spend_depends_on_frequency": _(
        "Those who buy often also spend otherwise at a time; the model of money assumes they do not, so "
        "the values of the "
        "most frequent buyers may be off."
    ),
    "infinite_mean": _(
        "A few very large sums leave the average of a newcomer unknown: the value of those who bought "
        "once is not to be "
        "trusted."
    ),
    "few_repeat_customers": _("Few customers came back, so the ranges are wide."),
    "weak_prior": _(
        "There are few customers yet, so a little of what is known of trade in general is joined to what they did. "
        "The more they buy, the less it counts."
    ),
    "not_converged": _("The search for the parameters ended too early: do not use these values."),
}


def say_notice(code: str) -> str:
    return str(NOTICES[code])
