"""Files that arrive with a form are looked at before anything is written: by whom, how many, and what they are."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from flask import request, session
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app import web
from app.extensions import limiter
from app.files import MOST_AT_ONCE, file_store, takes_files
from app.notes.words import problem_words
from app.people.limits import hashed, remote
from knowledge.errors import Invalid, NotSignedIn
from knowledge.notes.attachments.checking import CheckedFile, check_received
from knowledge.notes.attachments.naming import clean_name
from knowledge.notes.attachments.store import Incoming, NoRoom

log = logging.getLogger("causeway.files")
FIELD = "files"
HOW_OFTEN = "600 per hour"  # requests with files of one browser, over all the forms that take them
View = Callable[..., Any]


class FilesRefused(Exception):
    """Files that cannot be taken, in words, with the status that says why."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.words, self.status = words, status


@dataclass(frozen=True)
class Received:
    """The files that came with a form, or why they cannot be taken: all of them or none."""

    checked: list[CheckedFile] = field(default_factory=list)
    refused: FilesRefused | None = None

    def __bool__(self) -> bool:
        return bool(self.checked or self.refused)


def whoever_sends() -> str:
    """Known without asking the database, which is asked only when the files were counted."""
    return hashed("sign-in", str(session.get("_user_id") or remote()))


def sent_files() -> list[FileStorage]:
    """Those that were chosen; a form in which none was has an empty one."""
    return [sent for sent in request.files.getlist(FIELD) if sent.filename]


def sends_none() -> bool:
    return not any(sent.filename for _field, sent in request.files.items(multi=True))


sometimes = limiter.shared_limit(lambda: HOW_OFTEN, scope=FIELD, key_func=whoever_sends, exempt_when=sends_none)


def receives_files(view: View) -> View:
    """Marks a view whose form has files among its fields; they count together, whichever form they come with."""
    return cast(View, sometimes(takes_files(view)))


def received_files(allow: Callable[[], object], most: int = MOST_AT_ONCE) -> Received:
    """What came, when `allow` does not refuse who sends it. Nothing is written meanwhile: to shrink a picture under the
    database's write lock would keep every other writer waiting.
    """
    if "_user_id" not in session:
        raise NotSignedIn(request.path)
    sent = sent_files()
    if not sent:
        return Received()
    with web.looking_first():
        allow()
    if len(sent) > most:
        words = _("Please choose one file.") if most == 1 else problem_words(FIELD, f"too_many_at_once:{most}")
        return Received(refused=FilesRefused(words, 422))
    return looked_at(sent)


def looked_at(sent: list[FileStorage]) -> Received:
    """Words are found at the end: the reader's language is asked of the database."""
    checked: list[CheckedFile] = []
    problems: list[tuple[str, str]] = []
    for each in sent:
        name = str(each.filename)
        try:
            checked.append(check_received(cast(Incoming, each.stream), name))
        except Invalid as error:
            problems.append((clean_name(name), error.fields[FIELD]))
        except NoRoom as trouble:
            return Received(refused=no_room(trouble))
    return Received(refused=refusal(problems)) if problems else Received(checked)


def refusal(problems: list[tuple[str, str]]) -> FilesRefused:
    said = [_("%(name)s: %(problem)s", name=name, problem=problem_words(FIELD, code)) for name, code in problems]
    is_large = any(code.startswith("file_too_large") for _name, code in problems)
    return FilesRefused(" ".join(said), 413 if is_large else 422)


def no_room(trouble: NoRoom) -> FilesRefused:
    log.error("no room for files in %s: %s", file_store().root, trouble)
    words = _("There is no room for files on this site just now. Nothing was added, and what you wrote is as it was.")
    return FilesRefused(words, 503)
