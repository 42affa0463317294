"""What tests of notices share: a real SMTP server, and the worker's hand-over of letters."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.extensions import db
from app.mail import Mailer
from app.notices.delivery import hand_over_mail
from tests.notices.postbox import mailer, postbox, smtp_port

__all__ = ["mailer", "postbox", "smtp_port"]

HandOver = Callable[[Mailer], int]


@pytest.fixture
def hand_over(app: Flask) -> HandOver:
    """One batch of the worker's mail job, in a session of its own."""

    def run(mailer: Mailer) -> int:
        with app.app_context():
            try:
                return hand_over_mail(mailer)
            finally:
                db.session.remove()

    return run
