"""Run a clinic from the command line."""

import argparse
import io
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from stretchlib import clinic
from stretchlib.clinic.address import find_server
from stretchlib.clinic.password_delivery import HandOver
from stretchlib.clinic.pgpass import kept_in
from stretchlib.errors import LogError, StretchError
from stretchlib.log.driver_errors import cure_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; passwords, or the list, are all that is on standard output."""
    asked = _parser().parse_args(arguments)
    try:
        _do(asked)
    except StretchError as error:
        _say(str(error))
        return 1
    except OSError as error:
        _say(f"What was asked for could not be written: {error}. {cure_of(error)}")
        return 1
    return 0


def _do(asked: argparse.Namespace) -> None:
    match asked.command:
        case "init":
            still_open = clinic.init(asked.url, asked.parts)
            _say("Every table is there, up to date and guarded.")
            for unguarded in still_open:
                _say(f"Not guarded: {unguarded}")
        case "add-person" | "add-clinician":
            add = clinic.add_people if asked.command == "add-person" else clinic.add_clinicians
            names = [*asked.name, *_lines(asked.file)]
            passwords = add(names, asked.url, _desk(asked))
            _say(f"{_counted(list(passwords))} may connect.")
        case "new-password":
            clinic.new_password(asked.name, asked.url, _desk(asked))
            _say(f"The old password of {asked.name} no longer works.")
        case "return":
            clinic.bring_back(asked.name, asked.url, _desk(asked))
            _say(f"{asked.name} may connect again. A clinician reads nobody until assign is run.")
        case "assign":
            clinic.assign(asked.clinician, asked.person, asked.url)
            _say(f"{asked.clinician} may read the log of {', '.join(asked.person)}.")
        case "revoke":
            clinic.revoke(asked.name, asked.person, asked.url)
            what = f"read the log of {', '.join(asked.person)}" if asked.person else "connect"
            _say(f"{asked.name} may no longer {what}.")
        case "list":
            for row in clinic.members(asked.url).itertuples():
                state = "may connect" if row.may_connect else "let go"
                _put(f"{row.name}\t{row.kind}\t{state}\t{row.assigned}\n")


def _desk(asked: argparse.Namespace) -> HandOver:
    """Where passwords are given out: at standard output, or into a file."""
    if asked.pgpass is None:
        return _printed
    database = str(find_server(asked.url).engine.url.database)

    def keep(passwords: Mapping[str, str]) -> AbstractContextManager[None]:
        return kept_in(asked.pgpass, database, passwords)

    return keep


@contextmanager
def _printed(passwords: Mapping[str, str]) -> Iterator[None]:
    """One is printed alone, so that a script can take it; several with their names."""
    names = list(passwords)
    if len(names) == 1:
        _say(f"The password of {names[0]}, which is not shown again:")
    else:
        _say(f"The passwords of {_counted(names)}, which are not shown again:")
    if len(names) == 1:
        _put(f"{passwords[names[0]]}\n")
    else:
        _put("".join(f"{name}\t{password}\n" for name, password in passwords.items()))
    yield


def _put(text: str) -> None:
    """Write to standard output, and do not go on before it is out of our hands."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
        _let_it_reach_a_disk(sys.stdout)
    except OSError:
        # Python would try once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def _let_it_reach_a_disk(out: TextIO) -> None:
    """Where it is a file: a disk in the network may say no earlier that it is full."""
    try:
        handle = out.fileno()
    except io.UnsupportedOperation:
        return
    if stat.S_ISREG(os.fstat(handle).st_mode):
        os.fsync(handle)


def _counted(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} people"


def _lines(file: Path | None) -> list[str]:
    """Names, one a line."""
    if file is None:
        return []
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file} cannot be read: {error}. Give a text file with one name a line."
        raise LogError(msg) from error
    names = []
    for number, line in enumerate(map(str.strip, text.splitlines()), start=1):
        if line.startswith("#") or re.search(r"[\s,;]", line):
            # Names are for life: a row of a table, or a remark, would be one.
            msg = f"Line {number} of {file} is {line!r}. Write one name a line and nothing else."
            raise LogError(msg)
        names += [line] if line else []
    return names


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _without_password(address: str) -> str:
    """Refuse an address that gives a secret away; whether it is one at all is seen later."""
    try:
        secret = make_url(address).password
    except (ArgumentError, ValueError):
        return address
    if secret is not None:
        msg = "a password here is one that every program on this machine can see; use ~/.pgpass"
        raise argparse.ArgumentTypeError(msg)
    return address


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stretchlib.clinic", description=__doc__)
    parser.add_argument(
        "--url",
        type=_without_password,
        help="postgresql+psycopg://ADMIN@HOST/DATABASE; otherwise STRETCHLIB_LOG. "
        "Keep the password out of it: in ~/.pgpass, which only you can read",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    init = commands.add_parser(
        "init", help="make the tables and guard them, or bring them up to date"
    )
    init.add_argument(
        "--parts", type=int, metavar="N", help="split the tables of a new database by person, in N"
    )
    for command, helped in (
        ("add-person", "let people keep a log each; their passwords are printed once"),
        ("add-clinician", "let clinicians read the logs of those they are assigned"),
    ):
        adding = commands.add_parser(command, help=helped)
        adding.add_argument("name", metavar="NAME", nargs="*")
        adding.add_argument(
            "--file", type=Path, help="a text file with one name a line; - for standard input"
        )
        _add_pgpass(adding)
    for command, helped in (
        ("new-password", "replace a lost password; the old one ends once the new one is out"),
        ("return", "let somebody in again who was let go, with a new password"),
    ):
        renewing = commands.add_parser(command, help=helped)
        renewing.add_argument("name", metavar="NAME")
        _add_pgpass(renewing)
    assign = commands.add_parser("assign", help="let a clinician read the logs of some people")
    assign.add_argument("clinician", metavar="CLINICIAN")
    assign.add_argument("person", metavar="PERSON", nargs="+")
    revoke = commands.add_parser("revoke", help="end at once what somebody may do")
    revoke.add_argument("name", metavar="NAME")
    revoke.add_argument(
        "person", metavar="PERSON", nargs="*", help="only a clinician's reading of these people"
    )
    commands.add_parser("list", help="who is in, or was let go, and who reads whom")
    return parser


def _add_pgpass(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pgpass",
        type=Path,
        metavar="FILE",
        help="put passwords there, as in ~/.pgpass, instead of printing them: the hub's file",
    )


if __name__ == "__main__":
    sys.exit(main())
