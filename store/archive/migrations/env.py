"""Run by Alembic inside the transaction that ``store.archive.connection`` has open."""  # noqa: INP001 - no package: Alembic loads it by path

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
