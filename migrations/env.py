"""Alembic's environment: the application's own engine and metadata, nothing configured twice."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection

from knowledge.base import UtcDateTime
from knowledge.models import metadata


def render_item(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations name plain types, so that they stay readable when the domain's own types change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def keep_rows(connection: Connection) -> None:
    """SQLite changes a table by making it anew; with foreign keys on, dropping the old one would take the rows of others along."""
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")


def check_rows(connection: Connection) -> None:
    """Every reference still leads somewhere. Raises RuntimeError, and nothing is migrated."""
    if connection.dialect.name == "sqlite":
        torn = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if torn:
            raise RuntimeError(f"rows that refer to nothing: {torn[:5]}")


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
            render_item=render_item,
        )
        keep_rows(connection)
        with context.begin_transaction():
            context.run_migrations()
            check_rows(connection)
        connection.invalidate()  # the next one keeps its foreign keys


run()
