"""How a team agrees to what is published in its name: chosen by its focal point, on a page of its own."""

import pytest
from sqlalchemy.orm import Session

from tests.conftest import SignIn
from tests.personas import Cast

AT = "/organizations/points-eau/SN/publishing"


def test_the_focal_point_chooses(session: Session, cast: Cast, browse_as: SignIn) -> None:
    browser = browse_as(cast.focal_point)
    assert AT in browser.get("/organizations/points-eau/SN").text
    browser.post(AT, data={"silence_days": "14"})
    session.expire_all()
    assert (cast.dakar.two_pairs_of_eyes, cast.dakar.silence_days) == (False, 14)
    session.commit()
    browser.post(AT, data={"two_pairs_of_eyes": "y", "silence_days": ""})
    session.expire_all()
    assert (cast.dakar.two_pairs_of_eyes, cast.dakar.silence_days) == (True, None)


@pytest.mark.parametrize("days", ["0", "91", "-1", "soon", "99999999999999999999"])
def test_days_that_are_none_come_back(session: Session, cast: Cast, browse_as: SignIn, days: str) -> None:
    answer = browse_as(cast.focal_point).post(AT, data={"silence_days": days})
    assert answer.status_code == 422 and f'value="{days}"' in answer.text
    session.expire_all()
    assert cast.dakar.silence_days is None


def test_silence_and_two_pairs_of_eyes_are_one_too_many(session: Session, cast: Cast, browse_as: SignIn) -> None:
    answer = browse_as(cast.focal_point).post(AT, data={"two_pairs_of_eyes": "y", "silence_days": "7"})
    assert answer.status_code == 422 and "Silence is no second pair of eyes" in answer.text


@pytest.mark.parametrize("persona", ["contributor", "editor", "lima_editor", "coordinator", "outsider"])
def test_nobody_else_chooses(session: Session, cast: Cast, browse_as: SignIn, persona: str) -> None:
    browser = browse_as(cast.everybody()[persona])
    assert browser.get(AT).status_code == 403
    assert browser.post(AT, data={"silence_days": "7"}).status_code == 403
    session.expire_all()
    assert cast.dakar.silence_days is None
