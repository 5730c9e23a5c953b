"""A new password holds only once it was given out: the order of the two, and what if it breaks."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager

import psycopg

from stretchlib.clinic.administering import administering
from stretchlib.clinic.policies import cursor_of
from stretchlib.errors import LogError

PASSWORD_BYTES = 18
HandOver = Callable[[Mapping[str, str]], AbstractContextManager[object]]
"""
What gives passwords out, by name: entered before they hold, and left once they do.

Where entering fails, nothing is changed. Where it is left with an error, whether they hold is not
known: the server was lost as it said so.
"""


@contextmanager
def with_new_passwords(
    names: Sequence[str], where: str | None, hand_over: HandOver
) -> Iterator[tuple[psycopg.Cursor, dict[str, str]]]:
    """
    Give a cursor and a password for each name; at the end they are handed over, and then hold.

    Raises
    ------
    LogError
        When they cannot be given out, and then nothing is changed; or the server refuses.
    """
    passwords = {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in names}
    is_out = False
    with ExitStack() as out:
        try:
            with administering(where) as connection:
                yield cursor_of(connection), passwords
                _give(out, hand_over, passwords)
                is_out = True
        except LogError as error:
            if not is_out:
                raise
            msg = (
                f"{error} Whether the password that was just given out holds is not known. "
                "Run list: whoever is in it is given another by new-password NAME. For all others "
                "run the same command again."
            )
            raise LogError(msg) from error


def _give(out: ExitStack, hand_over: HandOver, passwords: Mapping[str, str]) -> None:
    try:
        out.enter_context(hand_over(passwords))
    except OSError as error:
        msg = (
            f"The password could not be given out: {error}. "
            "Nothing was changed: an old password still works."
        )
        raise LogError(msg) from error
