"""How the fields of a file of people are called for people; what the files of contacts alone may have wrong."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zabota.foundation.importing.messages import Sentences

FIELD_LABELS: dict[str, Promise] = {
    "name": _("Full name"),
    "surname": _("Surname"),
    "given_name": _("Given name"),
    "patronymic": _("Patronymic"),
    "salutation": _("How to address"),
    "company": _("Company"),
    "occupation": _("Occupation"),
    "kind": _("Person or company"),
    "phones": _("Phone"),
    "phone_mobile": _("Mobile phone"),
    "phone_work": _("Work phone"),
    "phone_direct": _("Direct work phone"),
    "phone_home": _("Home phone"),
    "phone_mailing": _("Phone for mailings"),
    "phone_other": _("Other phone"),
    "phone_2": _("Second phone"),
    "phone_3": _("Third phone"),
    "phone_4": _("Fourth phone"),
    "emails": _("E-mail"),
    "email_work": _("Work e-mail"),
    "email_home": _("Personal e-mail"),
    "email_mailing": _("E-mail for mailings"),
    "email_other": _("Other e-mail"),
    "email_2": _("Second e-mail"),
    "email_3": _("Third e-mail"),
    "telegram": _("Telegram"),
    "whatsapp": _("WhatsApp"),
    "viber": _("Viber"),
    "vk": _("VK"),
    "max": _("MAX"),
    "site": _("Website"),
    "birthday": _("Birthday"),
    "city": _("City"),
    "address": _("Address"),
    "street": _("Street and house"),
    "flat": _("Flat or office"),
    "region": _("Region"),
    "postcode": _("Postcode"),
    "country": _("Country"),
    "tags": _("Tags"),
    "source": _("Where from"),
    "responsible": _("Responsible"),
    "branch": _("Branch"),
    "manner": _("Customer type"),
    "acquired": _("Customer since"),
    "note": _("Note"),
    "note_2": _("Second note"),
    "note_3": _("Third note"),
    "note_4": _("Fourth note"),
    "note_5": _("Fifth note"),
    "source_id": _("Code in the other system"),
    "own_id": _("Customer number in Zabota"),
}
CARD_LABELS: dict[str, Promise] = {
    "name": _("Full name"),
    "kind": _("Person or company"),
    "salutation": _("How to address"),
    "occupation": _("Occupation"),
    "city": _("City"),
    "address": _("Address"),
    "acquisition_source": _("Where from"),
    "acquired_on": _("Customer since"),
    "owner_id": _("Responsible"),
    "branch_id": _("Branch"),
    "manner": _("Customer type"),
}
"""Plain columns of the card that an import may change."""
MATCH_LABELS: dict[str, Promise] = {
    "usual": _("by code, else phone, else e-mail"),
    "key": _("by code in the other system"),
    "phone": _("by phone"),
    "email": _("by e-mail"),
    "name_phone": _("by name and phone together"),
}
FOUND_LABELS: dict[str, Promise] = {
    "fill": _("fill in only what is empty"),
    "overwrite": _("write the file's values over those here"),
    "skip": _("leave the card as it is"),
}
ERROR_LABELS: dict[str, Promise] = {
    "rest": _("the other rows go through"),
    "nothing": _("nothing goes through until they are mended"),
}
PEOPLE_PROBLEMS: Sentences = {
    "nobody_in_row": _(
        "nobody to write down: there is no name, no phone and no e-mail. Fill one in, or delete the row."
    ),
    "unknown_colleague": _("“%(value)s” is no colleague here. Write a name or an e-mail as on the staff page."),
    "unknown_branch": _("there is no branch “%(value)s”. Write it as in the settings, or add the branch first."),
    "unknown_manner": _("“%(value)s” is no customer type we know. Choose one of those on the card."),
    "not_a_birthday": _("“%(value)s” is no day. Write it as 03.05.1985, or 03.05 without the year."),
    "text_cut": _("longer than %(n)s characters: the end is cut off."),
    "not_a_card": _("The file begins as a vCard, but there is no card in it."),
    "internal_error": _(
        "Something broke on our side while reading this file; the log of the server says what. The file is kept."
    ),
}
