"""
A JupyterHub that gives everybody of a clinic the workbook, and a log that only they see.

What there is to choose are variables of its environment, all of them in `hub.env.example`;
`README.md` beside this file says the rest. Needs JupyterHub and nothing else of this project.
"""

import csv
import os
import re
import sys
from pathlib import Path
from urllib.parse import quote

from tornado.web import HTTPError

NOBODY = "You have no log here yet. Ask those who run this hub."


def chosen(name, otherwise=None):
    """What was chosen for a variable; one without a default has to be."""
    value = os.environ.get(name) or otherwise
    if value is None:
        sys.exit(f"{name} is not set. hub.env.example says what it is for.")
    return value


def secret(name, cure):
    """A file that nobody may read but whom the hub runs as."""
    path = Path(chosen(name))
    if not path.is_file():
        sys.exit(f"{name}={path} is not there. {cure}")
    if path.stat().st_mode & 0o077:
        sys.exit(f"{name}={path} may be read by others than its owner. First: chmod 600 {path}")
    return path


DATABASE = chosen("CLINIC_DATABASE")
ROOT_CERTIFICATE = chosen("CLINIC_ROOT_CERTIFICATE")
PEOPLE = Path(chosen("CLINIC_PEOPLE"))
PASSWORDS = secret(
    "CLINIC_PASSWORDS", "The commands of the clinic write it, such as add-person with --pgpass."
)


# Both files are read anew each time: whoever is added needs no restart of the hub.


def number_of(user):
    """Under which number the clinic knows somebody who logs in here."""
    with PEOPLE.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.reader(lines):
            # JupyterHub writes every name in small letters.
            if len(row) == 2 and row[0].strip().lower() == user.lower():
                return row[1].strip()
    return None


def password_of(number):
    """Their password in a file as PostgreSQL has it: `host:port:database:name:password`."""
    database = DATABASE.rpartition("/")[2]
    for line in PASSWORDS.read_text(encoding="utf-8").splitlines():
        fields = [
            re.sub(r"\\(.)", r"\1", field)
            for field in re.findall(r"((?:\\.|[^:\\])*)(?::|$)", line)[:5]
        ]
        if fields[2:4] == [database, number]:
            return fields[4]
    return None


def let_in(_authenticator, _handler, authentication):
    """Only those come in who have a number, whatever else the authenticator knows."""
    if number_of(authentication["name"]) is None:
        raise HTTPError(403, NOBODY)
    return authentication


def give_a_log(spawner):
    """The address of the log with each person's own name; their password apart from it."""
    number = number_of(spawner.user.name)
    password = number and password_of(number)
    if not password:
        raise HTTPError(403, NOBODY)
    ask = f"sslmode=verify-full&sslrootcert={quote(ROOT_CERTIFICATE)}"
    spawner.environment = {
        **spawner.environment,
        "STRETCHLIB_LOG": f"postgresql+psycopg://{quote(number, safe='')}@{DATABASE}?{ask}",
        "PGPASSWORD": password,
    }


c = get_config()  # noqa: F821 - JupyterHub gives it to its configuration

# Who comes in, and how they say who they are
c.JupyterHub.authenticator_class = chosen("HUB_AUTHENTICATOR")
c.Authenticator.allow_all = True
c.Authenticator.post_auth_hook = let_in

# Where it is
state = Path(chosen("HUB_STATE"))
state.mkdir(mode=0o700, parents=True, exist_ok=True)
c.JupyterHub.db_url = f"sqlite:///{state / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
c.JupyterHub.bind_url = chosen("HUB_ADDRESS", "http://127.0.0.1:8000")
if certificate := os.environ.get("HUB_CERTIFICATE"):
    key = secret("HUB_KEY", "Put the key of HUB_CERTIFICATE there, or leave both out.")
    c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = certificate, str(key)
# A place of their own in a shared browser: a practice waits there until it is saved.
c.JupyterHub.subdomain_host = os.environ.get("HUB_SUBDOMAIN_HOST", "")

# What each person is given
c.Spawner.pre_spawn_hook = give_a_log
# It brings the notebooks first.
c.Spawner.cmd = [chosen("HUB_PYTHON", sys.executable), "-m", "stretchlib.workbook.hub_server"]
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
# What is open goes on while the hub is started again.
c.JupyterHub.cleanup_servers = False

spawner = chosen("HUB_SPAWNER", "localprocess")
c.JupyterHub.spawner_class = spawner
if spawner == "docker":
    c.JupyterHub.hub_bind_url = "http://0.0.0.0:8081"
    c.JupyterHub.hub_connect_url = f"http://{chosen('HUB_NAME', 'hub')}:8081"
    c.DockerSpawner.image = chosen("HUB_IMAGE", "stretchlib-notebook")
    c.DockerSpawner.network_name = chosen("HUB_NETWORK", "stretchlib")
    c.DockerSpawner.use_internal_ip = True
    c.DockerSpawner.remove = True
    c.DockerSpawner.volumes = {"stretchlib-{username}": "/srv/person"}
    c.DockerSpawner.read_only_volumes = {chosen("HUB_ROOT_CERTIFICATE"): ROOT_CERTIFICATE}

# What this file does not know of: a file of one's own, which has the last word.
if os.environ.get("HUB_MORE"):
    load_subconfig(str(secret("HUB_MORE", "Put it there, or leave HUB_MORE empty.")))  # noqa: F821
