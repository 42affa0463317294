"""What SQLite's query planner knows about the sizes of tables. Without it, it takes a poor index as soon as tables are large.

PostgreSQL keeps such statistics by itself. See https://sqlite.org/lang_analyze.html
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

ROWS_LOOKED_AT = 1000  # an index; bounds the work to milliseconds however large the database


def refresh_statistics(session: Session) -> None:
    """Look at a sample of every index anew. Connections opened later plan by it."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}"))
        session.execute(text("ANALYZE"))
