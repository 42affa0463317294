"""What each kind of notice says and where it leads. A later feature adds a line here, and in knowledge/notices/subjects.py
when the notice asks its reader for something; a kind without a line is told in neutral words.

In a sentence %(actor)s is who did it, %(subject)s the name of what it was done with, %(who)s a third person.
"""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Kind:
    """`endpoint` is where the notice leads when that is not the subject's own page; it takes the same part of the address.

    `quotes`: the words of the remark it is about stand below, as they are when it is shown.
    """

    sentence: LazyString
    endpoint: str = ""
    quotes: bool = False


NEUTRAL = Kind(_l("There is news about %(subject)s"))
KINDS: dict[str, Kind] = {
    "note_submitted": Kind(_l("%(actor)s asks for a review of %(subject)s"), "notes.review"),
    "note_changes_asked": Kind(_l("%(actor)s asks for changes to %(subject)s before it is published"), "notes.edit"),
    "note_published": Kind(_l("%(actor)s published %(subject)s, of which you are an author")),
    "note_withdrawn": Kind(_l("%(actor)s withdrew %(subject)s")),
    "note_valid_soon": Kind(_l("%(subject)s is to be looked at again within 30 days: does it still hold?")),
    "note_valid_due": Kind(_l("Today %(subject)s is to be looked at again: does it still hold?")),
    "note_source_changed": Kind(
        _l("What %(subject)s is a translation of was published anew: see what changed"), "notes.source"
    ),
    "note_adopted": Kind(_l("%(actor)s and their team take up %(subject)s"), "reuse.adoptions"),
    "adoption_updated": Kind(_l("%(actor)s and their team tell how it goes with %(subject)s"), "reuse.adoptions"),
    "note_taken_back": Kind(_l("%(actor)s took %(subject)s back from review, to write on"), "notes.review"),
    "note_approved": Kind(_l("%(actor)s agrees that %(subject)s be published"), "notes.review"),
    "note_published_together": Kind(_l("%(actor)s agreed as the last owner: %(subject)s is published")),
    "note_published_by_silence": Kind(_l("%(subject)s is published: the time to answer is over")),
    "note_commented": Kind(_l("%(actor)s commented on %(subject)s"), "notes.review"),
    "note_comment_replied": Kind(_l("%(actor)s replied to a comment on %(subject)s"), "notes.review"),
    "note_coauthor_invited": Kind(_l("%(actor)s invites you to write a note together"), "desk.invitations"),
    "note_coauthor_joined": Kind(_l("%(actor)s accepted to write %(subject)s with you"), "notes.authors"),
    "note_coauthor_declined": Kind(_l("%(actor)s declined to write %(subject)s with you"), "notes.authors"),
    "note_owner_left": Kind(_l("%(actor)s took a team off the owners of %(subject)s")),
    "note_thanked": Kind(_l("%(actor)s thanks you for %(subject)s"), quotes=True),
    "note_question": Kind(_l("%(actor)s has a question about %(subject)s"), quotes=True),
    "question_answered": Kind(_l("%(actor)s answered your question about %(subject)s"), quotes=True),
    "remark_reported": Kind(_l("Words under a note were reported to the coordinators"), "desk.reports"),
    "remark_hidden": Kind(_l("A coordinator has hidden what you wrote under %(subject)s")),
    "remark_shown_again": Kind(_l("What you wrote under %(subject)s is shown again"), quotes=True),
    "report_decided": Kind(_l("A coordinator looked at what you reported under %(subject)s")),
    "join_request": Kind(_l("%(actor)s asks to join %(subject)s"), "organizations.requests"),
    "join_accepted": Kind(_l("%(actor)s welcomed you to %(subject)s")),
    "join_declined": Kind(_l("%(actor)s did not accept your request to join %(subject)s")),
    "invitation_accepted": Kind(_l("%(actor)s accepted your invitation to %(subject)s")),
    "removed_from_team": Kind(_l("%(actor)s took you out of %(subject)s")),
    "role_changed": Kind(_l("%(actor)s changed your role in %(subject)s")),
    "network_roles_changed": Kind(_l("%(actor)s changed your roles in the network"), "people.profile"),
    "group_invited": Kind(_l("%(actor)s invites you to the peer group %(subject)s")),
    "group_declined": Kind(_l("%(actor)s declined the invitation to the peer group %(subject)s")),
    "group_asked": Kind(_l("%(actor)s asks to join the peer group %(subject)s")),
    "group_accepted": Kind(_l("%(actor)s let you in: you belong to the peer group %(subject)s")),
    "group_refused": Kind(_l("%(actor)s could not give you a place in the peer group %(subject)s")),
    "group_joined": Kind(_l("%(who)s joined the peer group %(subject)s")),
    "group_left": Kind(_l("%(actor)s left the peer group %(subject)s")),
    "group_activated": Kind(_l("The peer group %(subject)s is complete and active")),
    "group_message": Kind(_l("%(actor)s wrote in the peer group %(subject)s"), "peer_groups.discussion"),
    "round_sign_up_over": Kind(_l("Sign-up to the matching round %(subject)s has ended: groups can be formed")),
    "round_solved": Kind(_l("The search for groups in the matching round %(subject)s has ended"), "rounds.proposal"),
    "round_placed": Kind(
        _l("There is a group for you in the matching round %(subject)s: look who is in it, and answer"),
        "rounds.my_place",
    ),
    "round_group_changed": Kind(_l("Your group in the matching round %(subject)s has changed"), "rounds.my_place"),
    "round_waiting": Kind(
        _l(
            "There is no group for you yet in the matching round %(subject)s; you are considered when a place becomes free"
        )
    ),
    "round_no_group": Kind(_l("Too few accepted: your group in the matching round %(subject)s does not begin")),
    "round_no_place": Kind(
        _l(
            "There is no group for you this time in the matching round %(subject)s; in the next one you go first among equals"
        )
    ),
    "round_not_answered": Kind(
        _l("You did not answer in time: your place in the matching round %(subject)s is given up")
    ),
    "round_ended": Kind(_l("%(actor)s ended the matching round %(subject)s before there was a group for you")),
    "round_confirmed": Kind(
        _l("The answering in the matching round %(subject)s is over: look which groups begin"), "rounds.proposal"
    ),
    "round_unfinished": Kind(
        _l("You began to sign up for the matching round %(subject)s, which closes soon. Finish it, or leave it"),
        "rounds.sign_up",
    ),
    "round_invited": Kind(_l("%(actor)s invites you to sign up for the matching round %(subject)s")),
    "saved_search_found": Kind(_l("There is something new in your saved search %(subject)s")),
    "topic_merged": Kind(_l("%(actor)s merged a topic of your profile into %(subject)s")),
}


def kind_named(name: str) -> Kind:
    return KINDS.get(name, NEUTRAL)
