"""The log: everything a person did, felt and measured, and nothing lost."""

from os import PathLike
from typing import TYPE_CHECKING

from stretchlib._garbage import all_stays
from stretchlib.errors import LogError, shown

if TYPE_CHECKING:
    from stretchlib.log.store import Log

__all__ = ["Log", "check_log", "open_log"]


def open_log(
    where: str | PathLike[str] | None = None, *, restore: str | PathLike[str] | None = None
) -> "Log":
    """
    Open the log, and begin one where there is none.

    A new log is a SQLite file that only you can read (mode 0600, in a folder of mode 0700;
    on Windows whoever may read the folder).
    A log from an older version is brought up to date. A file that is not a log is refused,
    and not a byte of it is changed. What a sync tool left beside a log, or a program that wrote
    ahead, is named.

    The first time each day, and whenever there is something new, the whole file is checked and
    copied into the folder `backups` beside it. A damaged file is
    refused, and the newest whole copy is named.

    Parameters
    ----------
    where : path or SQLAlchemy URL, optional
        `"~/stretching.sqlite"`, `"sqlite:///stretching.sqlite"` or
        `"postgresql+psycopg://name@host/database"`; `"sqlite://"` lasts only as long as this
        Python does, to try things out. On a server each role has a log of its own, and a
        clinician ends the address with whose they want to read: `?person=p0042`. Left out: the
        environment variable `STRETCHLIB_LOG` and, without it, `log.sqlite` in your user data
        folder.
    restore : path, optional
        A backup to go on from, such as one of `log.backups()`. What the log said until then is
        set aside beside it. Other notebooks that have the log open go on with the backup, too.

    Raises
    ------
    LogError
        When the place is a folder, holds something else, is damaged, belongs to a newer
        version or cannot be written to, has another name as well, or an address does not say
        whose log it is.

    Examples
    --------
    >>> log = open_log("sqlite://")
    >>> log.is_empty()
    True
    """
    with all_stays():
        from stretchlib.log.access import check_whose
        from stretchlib.log.integrity import look_after
        from stretchlib.log.locate import find_database
        from stretchlib.log.migrate import bring_up_to_date
        from stretchlib.log.store import Log

    database = find_database(where, restore)
    bring_up_to_date(database)
    check_whose(database)
    look_after(database)
    return Log(database)


def check_log(log: object) -> "Log":
    """
    Return a log; whoever gives something else is told how to open one.

    Raises
    ------
    LogError
        When it is none.

    Examples
    --------
    >>> check_log(open_log)
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: <function open_log at 0x...> is not a log. Open one and give it:
    st.open_log()
    """
    from stretchlib.log.store import Log

    if isinstance(log, Log):
        return log
    msg = f"{shown(log)} is not a log. Open one and give it: st.open_log()"
    raise LogError(msg)


def __getattr__(name: str) -> object:
    # SQLAlchemy takes longer to import than all the rest; only those who open a log wait for it.
    if name == "Log":
        from stretchlib.log.store import Log

        return Log
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
