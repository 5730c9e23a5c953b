"""A clinic comes back into an empty server, by the commands of docs/scaling.md as they stand."""

import os
import re
import subprocess
from datetime import date

import psycopg
import pytest

from stretchlib import clinic as commands
from stretchlib.log.tables import metadata
from tests.clinic_kit import SECRET, Clinic, Member, with_a_row_in_every_table
from tests.page_kit import SCALING, blocks
from tools.postgres import CHOSEN, find_programs, running

WHOLE = """
    SELECT 'policies', string_agg(p::text, '|' ORDER BY p::text) FROM pg_policies p
    UNION ALL SELECT 'tables', string_agg(concat(relname, pg_get_userbyid(relowner), relacl,
        relrowsecurity, relforcerowsecurity), '|' ORDER BY relname)
        FROM pg_class WHERE relnamespace = 'stretchlib'::regnamespace
    UNION ALL SELECT 'constraints', string_agg(concat(conrelid::regclass, conname,
        translate(pg_get_constraintdef(oid), '()', '')), '|'
        ORDER BY conrelid::regclass::text, conname)
        FROM pg_constraint WHERE connamespace = 'stretchlib'::regnamespace
    UNION ALL SELECT 'triggers', string_agg(pg_get_triggerdef(oid), '|'
        ORDER BY tgrelid::regclass::text)
        FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'columns', string_agg(concat(attrelid::regclass, attname,
        nullif(attstattarget, -1)), '|' ORDER BY attrelid::regclass::text, attname)
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        WHERE relnamespace = 'stretchlib'::regnamespace AND relkind = 'r' AND attnum > 0
    UNION ALL SELECT 'settings', string_agg(concat(setrole, setconfig), '|')
        FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase
        WHERE datname = current_database()
    UNION ALL SELECT 'database', concat(datname, pg_get_userbyid(datdba), datacl)
        FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT 'taken away', string_agg(proname || coalesce(proacl::text, ''), '|'
        ORDER BY oid::regprocedure::text) FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^(pg_advisory_|lo_)'
    UNION ALL SELECT 'views', string_agg(concat(relname, relacl), '|' ORDER BY relname)
        FROM pg_class WHERE relname IN ('pg_stat_activity', 'pg_locks', 'pg_settings')
    UNION ALL SELECT 'roles', string_agg(concat(rolname, rolcanlogin, rolcreaterole, rolconnlimit,
        rolpassword), '|' ORDER BY rolname) FROM pg_authid WHERE rolname ~ '%(ours)s'
    UNION ALL SELECT 'members', string_agg(concat(pg_get_userbyid(roleid), '-',
        pg_get_userbyid(member)), '|' ORDER BY pg_get_userbyid(roleid), pg_get_userbyid(member))
        FROM pg_auth_members WHERE pg_get_userbyid(member) ~ '%(ours)s'
"""
# A server sets brackets of its own where it reads a constraint again.
ROWS = "SELECT '{0}', md5(string_agg(r::text, '|' ORDER BY r::text)) FROM {0} r"


def stands(admin, clinic):
    """All that makes the clinic what it is, as its server tells it."""
    ours = f"^({clinic.admin.url.database}_|{clinic.keeper.name}$|[pc][0-9]{{4}}$)"
    asked = [WHOLE % {"ours": ours}]
    asked += [ROWS.format(table) for table in (*metadata.tables, "assignments")]
    return dict(admin.ask(" UNION ALL ".join(asked)))


def say(lines, server, folder, database):
    """Say lines of the page as a superuser of a server, with its name of the database for ours."""
    if CHOSEN in os.environ and not (find_programs() / "pg_dumpall").exists():
        pytest.skip("the programs that were chosen have no pg_dumpall among them")
    passwords = folder / "pgpass"
    passwords.touch(mode=0o600)
    passwords.write_text(f"*:*:*:{server.username}:{server.password}\n")
    environment = {
        "PATH": os.pathsep.join([str(find_programs()), os.defpath]),
        "PGHOST": server.host,
        "PGPORT": str(server.port),
        "PGUSER": server.username,
        "PGPASSFILE": str(passwords),
    }
    text = re.sub(r" clinic$", f" {database}", "\n".join(lines), flags=re.M)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"umask 077\n{text}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def alone():
    """A clinic on a server of its own: a backup of roles has those of all clinics of a server."""
    with running() as server:
        yield Clinic.at(server)


def test_a_clinic_comes_back_with_people_policies_settings_and_every_row(alone, tmp_path):
    anna = with_a_row_in_every_table(alone)
    gone = alone.person()
    lee = alone.clinician(anna)
    commands.revoke(gone.name, where=alone.keeper.where())
    database = alone.admin.url.database
    say(blocks(SCALING, "backup"), alone.admin.url, tmp_path, database)
    before = stands(alone.admin, alone)
    with running() as empty:
        # The old server's superuser has the same name, and their password comes too.
        output = say(blocks(SCALING, "restore")[:1], empty, tmp_path, database)
        assert output.count("ERROR") == 1
        assert f'role "{alone.admin.name}" already exists' in output
        moved = empty.set(password=alone.admin.url.password, database=database)
        say(blocks(SCALING, "restore")[1:], moved, tmp_path, database)
        admin = Member(alone.admin.name, moved)
        keeper, hers, theirs, of_gone = (
            Member(one.name, one.url.set(host=moved.host, port=moved.port))
            for one in (alone.keeper, anna, lee, gone)
        )
        assert stands(admin, alone) == before
        assert SECRET in hers.log().sessions()["note"].tolist()
        assert theirs.log(person=anna.name).measurements()["note"].tolist() == [SECRET]
        assert commands.weekly_summary(date(2026, 3, 2), theirs.where())["person"].tolist() == [
            anna.name
        ]
        with pytest.raises(psycopg.OperationalError):
            of_gone.connect()
        restored = Clinic(keeper, admin)
        assert restored.person().ask("SELECT count(*) FROM sessions") == [(0,)]
        notices = " ".join(commands.init(keeper.where()))
        assert "superuser" not in notices
        with hers.connect(autocommit=True) as connection:
            commands.revoke(anna.name, where=keeper.where())
            with pytest.raises(psycopg.OperationalError, match="terminating connection"):
                connection.execute("SELECT 1")


def test_nobody_but_a_superuser_takes_a_backup(alone, tmp_path):
    practised = alone.person()
    for member in (alone.keeper, practised):
        with pytest.raises(AssertionError, match=r"row-level security|permission denied"):
            say(blocks(SCALING, "backup")[:1], member.url, tmp_path, alone.admin.url.database)
