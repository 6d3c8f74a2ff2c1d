"""What people do with accounts: set up, invite, change, end, connect a program.

Each function checks the right, changes the rows and writes the audit row in one transaction.
"""

from zabota.foundation.identity.services._branches import add_branch, remove_branch, rename_branch
from zabota.foundation.identity.services._company import change_company, set_up_company
from zabota.foundation.identity.services._keys import IssuedKey, authenticate_key, create_key, revoke_key
from zabota.foundation.identity.services._links import IssuedLink, accept_link, issue_link
from zabota.foundation.identity.services._profile import (
    change_profile,
    end_other_sessions,
    end_session,
)
from zabota.foundation.identity.services._staff import (
    activate_staff,
    change_staff,
    deactivate_staff,
    invite_staff,
    note_password_change,
    recover_staff,
    remove_second_factor,
)

__all__ = [
    "IssuedKey",
    "IssuedLink",
    "accept_link",
    "activate_staff",
    "add_branch",
    "authenticate_key",
    "change_company",
    "change_profile",
    "change_staff",
    "create_key",
    "deactivate_staff",
    "end_other_sessions",
    "end_session",
    "invite_staff",
    "issue_link",
    "note_password_change",
    "recover_staff",
    "remove_branch",
    "remove_second_factor",
    "rename_branch",
    "revoke_key",
    "set_up_company",
]
