"""A proposed group that lost somebody is told of by what holds for those left: nobody gone is in a figure or a reason."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy.orm import Session

from knowledge.peer_groups.matching.explaining import explain
from knowledge.rounds.as_solved import round_of
from knowledge.rounds.figures import explanation_json, set_figures
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.proposal_models import Answer, ProposedGroup


def tell_without_the_gone(session: Session, matching_round: MatchingRound, groups: Iterable[ProposedGroup]) -> None:
    """Write figures and reasons anew for those who did not decline; a group of which nobody is left stays as it was."""
    for group in groups:
        left = {str(place.signup_id): place for place in group.places if place.answer != Answer.DECLINED}
        matching = round_of(session, matching_round, among=[place.signup_id for place in left.values()])
        if not matching.people:
            continue
        members = range(len(matching.people))
        set_figures(group, matching, members, Counter([group.language]))  # the language they were told stays the first
        for one in explain(matching, members):
            left[matching.people[one.member].id].reason = explanation_json(matching, one)
    session.flush()
