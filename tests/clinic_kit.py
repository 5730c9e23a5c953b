"""A clinic on a real server, and who is in it."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg
from sqlalchemy import URL, create_engine
from ulid import ULID

from stretchlib import clinic
from stretchlib.log import Log, open_log
from tests.log_kit import MORNING, practise

NUMBERS = count(1)
SECRET = "only between us"
"""What nobody else may ever read."""


@dataclass(frozen=True)
class Member:
    """A person, a clinician or the administrator, with the address they connect to."""

    name: str
    url: URL

    def where(self, **query: str) -> str:
        return self.url.update_query_dict(query).render_as_string(hide_password=False)

    def log(self, **query: str) -> Log:
        return open_log(self.where(**query))

    def connect(self, **options) -> psycopg.Connection:
        """Connect without the library, as somebody who knows SQL would."""
        usual = {
            "host": self.url.host,
            "port": self.url.port,
            "dbname": self.url.database,
            "user": self.name,
            "password": self.url.password,
        }
        return psycopg.connect(**usual | options)

    def ask(self, statement: str, values=None) -> list[tuple[Any, ...]]:
        with self.connect(autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


@dataclass(frozen=True)
class Clinic:
    """A database that `init` has made ready, as docs/scaling.md has it done."""

    keeper: Member
    """Who runs it: owns the database, may make roles, and is no superuser."""
    admin: Member
    """The superuser, who looks at everything and tampers."""

    @classmethod
    def at(cls, server: URL) -> "Clinic":
        admin = Member(str(server.username), fresh_database(server))
        keeper = keeper_of(admin)
        clinic.init(keeper.where())
        clinic.init(admin.where())
        return cls(keeper, admin)

    def person(self) -> Member:
        name = f"p{next(NUMBERS):04}"
        return self.member(name, clinic.add_person(name, self.keeper.where()))

    def clinician(self, *people: Member) -> Member:
        name = f"c{next(NUMBERS):04}"
        member = self.member(name, clinic.add_clinician(name, self.keeper.where()))
        clinic.assign(name, [person.name for person in people], self.keeper.where())
        return member

    def member(self, name: str, password: str) -> Member:
        """Somebody whose password is known."""
        return Member(name, self.admin.url.set(username=name, password=password.strip()))


def keeper_of(admin: Member) -> Member:
    """Make whoever runs a clinic, as a superuser does it once."""
    name = f"keeper_of_{admin.url.database}"
    admin.ask(f"CREATE ROLE {name} LOGIN CREATEROLE PASSWORD 'of the test'")
    admin.ask(f"ALTER DATABASE {admin.url.database} OWNER TO {name}")
    return Member(name, admin.url.set(username=name, password="of the test"))


def fresh_database(server: URL) -> URL:
    """Make an empty database, and give its address to the administrator."""
    name = f"clinic{next(NUMBERS)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.set(database=name)


def with_a_row_in_every_table(clinic: Clinic) -> Member:
    """Somebody new, with a session that hurt nobody and a secret in each of their notes."""
    anna = clinic.person()
    log = anna.log()
    session = practise(log, ("phase_done", 1, 30.0))
    log.note(session, SECRET)
    log.rate("pain", 7, moment="before", area=SECRET, at=MORNING)
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0], note=SECRET, at=MORNING)
    answer = "INSERT INTO screenings VALUES (%s, now(), 0, to_json(%s::text), 'go')"
    anna.ask(answer, [str(ULID()), SECRET])
    return anna
