"""Letters about accounts; without a mail server the owner passes the link on himself."""

import logging
import smtplib

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from zabota.foundation.identity import queries
from zabota.foundation.identity.services import IssuedLink
from zabota.foundation.messaging.contracts import DeliveryError
from zabota.foundation.messaging.queries import mail_is_configured

logger = logging.getLogger(__name__)


def send_link(link: IssuedLink, *, address: str) -> bool:
    """Send the one-time link in the language of its person; False when no letter left."""
    if not mail_is_configured():
        return False
    details = {"link": address, "staff": link.staff, "company": queries.get_company(), "expires_at": link.expires_at}
    with translation.override(link.staff.language):
        subject = render_to_string("identity/mail/link_subject.txt", details).strip()
        body = render_to_string("identity/mail/link_body.txt", details)
    try:
        send_mail(subject, body, None, [link.staff.email])
    except (smtplib.SMTPException, OSError, DeliveryError):
        logger.exception("the invitation of staff %s could not be mailed", link.staff.pk)
        return False
    return True
