"""Run by Alembic inside the transaction that ``store.archive.connection`` has open."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
