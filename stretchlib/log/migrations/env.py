"""What Alembic runs: every step that is due, inside the transaction it was handed."""

from alembic import context

from stretchlib.log.migrate import VERSION_TABLE
from stretchlib.log.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
