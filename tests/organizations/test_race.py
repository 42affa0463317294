"""Two at once: the database decides, whatever both saw before."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from knowledge.organizations.asking import confirm_request
from knowledge.organizations.models import JoinRequest, Membership, RequestState, TeamRole
from knowledge.people.addresses import find_by_address
from tests import factories
from tests.organizations.test_asking import AT, NEW, ask
from tests.people.letterbox import last_link, letters


def at_once(*acts):
    """What each of the acts returns, all started together."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_focal_points_accept_the_same_request_at_once(browse_as, session, cast):
    second = factories.member(session, "Second", team=cast.dakar, role=TeamRole.FOCAL_POINT)
    request = confirm_request(session, ask(session, cast))
    session.commit()
    number, browsers = request.id, [browse_as(cast.focal_point), browse_as(second)]
    at_once(
        *(
            lambda b=browser, role=role: b.post(f"{AT}/requests/{number}", data={"answer": "accept", "role": role})
            for browser, role in zip(browsers, ("editor", "contributor"), strict=True)
        )
    )
    session.commit()
    pages = [browser.get(f"{AT}/requests").text for browser in browsers]
    assert sorted("Somebody else of your team has answered" in page for page in pages) == [False, True]
    assert session.get(JoinRequest, number).state == RequestState.ACCEPTED
    assert sum("points d'eau" in letter.subject for letter in letters(session, NEW)) == 1


def test_an_invitation_opened_twice_at_once_makes_one_member(app, browse_as, session, cast):
    browse_as(cast.focal_point).post(f"{AT}/invitations", data={"email": NEW, "role": "editor"})
    link = last_link(session, NEW)
    answers = at_once(
        *(
            lambda name=name: app.test_client().post(link, data={"name": name, "password": "a well in a village"})
            for name in ("Fatou", "Not Fatou")
        )
    )
    session.commit()
    assert sorted(answer.status_code for answer in answers) == [302, 410]
    member = find_by_address(session, NEW)
    count = select(func.count()).select_from(Membership).where(Membership.member_id == member.id)
    assert session.scalar(count) == 1
