"""Run a clinic from the command line."""

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from stretchlib import clinic
from stretchlib.errors import StretchError


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; a password is all that goes to standard output."""
    asked = _parser().parse_args(arguments)
    try:
        _do(asked)
    except StretchError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _do(asked: argparse.Namespace) -> None:
    match asked.command:
        case "init":
            still_open = clinic.init(asked.url)
            _say("Every table is there, up to date and guarded.")
            for told in still_open:
                _say(f"Not guarded: {told}")
        case "add-person":
            _tell(asked.name, clinic.add_person(asked.name, asked.url))
        case "add-clinician":
            _tell(asked.name, clinic.add_clinician(asked.name, asked.url))
        case "new-password":
            _tell(asked.name, clinic.new_password(asked.name, asked.url))
        case "assign":
            clinic.assign(asked.clinician, asked.person, asked.url)
            _say(f"{asked.clinician} may read the log of {', '.join(asked.person)}.")
        case "revoke":
            clinic.revoke(asked.name, asked.person, asked.url)
            what = f"read the log of {', '.join(asked.person)}" if asked.person else "connect"
            _say(f"{asked.name} may no longer {what}.")


def _tell(name: str, password: str) -> None:
    _say(f"{name} may connect. This is their password; it is not shown again:")
    print(password)


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
    commands.add_parser("init", help="make the tables and guard them, or bring them up to date")
    for command, helped in (
        ("add-person", "let somebody keep a log; their password is printed once"),
        ("add-clinician", "let somebody read the logs of those they are assigned"),
        ("new-password", "replace a lost password; the old one stops working at once"),
    ):
        commands.add_parser(command, help=helped).add_argument("name", metavar="NAME")
    assign = commands.add_parser("assign", help="let a clinician read the logs of some people")
    assign.add_argument("clinician", metavar="CLINICIAN")
    assign.add_argument("person", metavar="PERSON", nargs="+")
    revoke = commands.add_parser("revoke", help="end at once what somebody may do")
    revoke.add_argument("name", metavar="NAME")
    revoke.add_argument(
        "person", metavar="PERSON", nargs="*", help="only a clinician's reading of these people"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
