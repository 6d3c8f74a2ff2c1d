"""What people and programs do with customers; each asks for its right, and leaves events and an audit entry."""

from zabota.capabilities.customers.services._cards import (
    Saved,
    change_customer,
    create_customer,
    delete_customers,
    forget_customer,
    named_tags,
    remove_customers,
    write_changed,
)
from zabota.capabilities.customers.services._consent import record_consent
from zabota.capabilities.customers.services._fields import add_options, add_profile, archive_field, save_field
from zabota.capabilities.customers.services._files import add_file, erase_files, remove_file
from zabota.capabilities.customers.services._intake import (
    entries_for_search,
    index_next_of_import,
    take_back_customers,
    take_in_customers,
)
from zabota.capabilities.customers.services._many import Row, RowResult, Told, save_customers
from zabota.capabilities.customers.services._notes import (
    add_note,
    change_note,
    delete_note,
    may_rewrite,
    pin_note,
    remove_note,
)
from zabota.capabilities.customers.services._owners import give_customers
from zabota.capabilities.customers.services._people import (
    bring_people,
    index_people,
    leave_what_people_went_on_with,
)
from zabota.capabilities.customers.services._relations import relate_customers, unrelate_customers
from zabota.capabilities.customers.services._visibility import hide_facts, set_visibility

__all__ = [
    "Row",
    "RowResult",
    "Saved",
    "Told",
    "add_file",
    "add_note",
    "add_options",
    "add_profile",
    "archive_field",
    "bring_people",
    "change_customer",
    "change_note",
    "create_customer",
    "delete_customers",
    "delete_note",
    "entries_for_search",
    "erase_files",
    "forget_customer",
    "give_customers",
    "hide_facts",
    "index_next_of_import",
    "index_people",
    "leave_what_people_went_on_with",
    "may_rewrite",
    "named_tags",
    "pin_note",
    "record_consent",
    "relate_customers",
    "remove_customers",
    "remove_file",
    "remove_note",
    "save_customers",
    "save_field",
    "set_visibility",
    "take_back_customers",
    "take_in_customers",
    "unrelate_customers",
    "write_changed",
]
