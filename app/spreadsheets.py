"""Tables for spreadsheets: CSV that opens with its letters right, and in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_file(rows: Iterable[Sequence[str | int | float]], name: str) -> Response:
    """The rows as a file to keep; `name` is plain ASCII."""
    text = io.StringIO()
    csv.writer(text).writerows([cell(value) for value in row] for row in rows)
    response = Response((BYTE_ORDER_MARK + text.getvalue()).encode(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def cell(value: str | int | float) -> str | int | float:
    """Words that a spreadsheet would take for a formula get an apostrophe before them (OWASP, CSV injection)."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return "'" + value
    return value
