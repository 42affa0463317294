"""How files come in and where they are kept: streamed to the installation's store as they arrive, never through memory.

Only the endpoints named by `takes_files` take them, and only from a browser in which somebody is signed in; elsewhere a request
stays as small as a form.
"""

from collections.abc import Callable
from typing import IO, Any, cast

from flask import Flask, Request, current_app, session

from knowledge.notes.attachments.store import FileStore

MOST_AT_ONCE = 10  # files of the largest size in one request; more would be let go by unread
View = Callable[..., Any]


def init_app(app: Flask) -> None:
    app.request_class = UploadRequest
    app.extensions["files"] = FileStore(app.config["SETTINGS"].home / "files")


def file_store() -> FileStore:
    return cast(FileStore, current_app.extensions["files"])


def most_bytes() -> int:
    return int(current_app.config["SETTINGS"].max_file_bytes)


def takes_files(view: View) -> View:
    """Marks a view whose form has files among its fields."""
    view.takes_files = True
    return view


class UploadRequest(Request):
    """A request whose files go straight to the store. One that is too large is read to its end but not kept, so that the
    other fields of its form are not lost.
    """

    @property
    def is_for_files(self) -> bool:
        view = current_app.view_functions.get(self.endpoint or "")
        return getattr(view, "takes_files", False) and "_user_id" in session

    @property
    def max_content_length(self) -> int | None:
        usual = int(current_app.config["MAX_CONTENT_LENGTH"])
        return usual + MOST_AT_ONCE * most_bytes() if self.is_for_files else usual

    def _get_file_stream(self, *about: Any, **named: Any) -> IO[bytes]:
        if self.is_for_files:
            return cast(IO[bytes], file_store().receive(most_bytes()))
        return super()._get_file_stream(*about, **named)
