"""Alembic's environment: the application's own engine and metadata, nothing configured twice."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from knowledge.base import UtcDateTime
from knowledge.models import metadata


def render_item(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations name plain types, so that they stay readable when the domain's own types change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


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
        with context.begin_transaction():
            context.run_migrations()


run()
