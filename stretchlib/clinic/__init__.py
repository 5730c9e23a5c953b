"""A clinic: many people's logs on one PostgreSQL, each seen only by whom it concerns."""

from stretchlib._install import install_command

try:
    import psycopg  # noqa: F401
except ImportError as error:
    msg = f"A clinic needs the package psycopg. Run: {install_command('clinic')}"
    raise ImportError(msg) from error

from stretchlib.clinic.accounts import (
    add_clinician,
    add_clinicians,
    add_people,
    add_person,
    assign,
    bring_back,
    init,
    new_password,
)
from stretchlib.clinic.members import members
from stretchlib.clinic.revocation import revoke
from stretchlib.clinic.weekly import weekly_summary

__all__ = [
    "add_clinician",
    "add_clinicians",
    "add_people",
    "add_person",
    "assign",
    "bring_back",
    "init",
    "members",
    "new_password",
    "revoke",
    "weekly_summary",
]
