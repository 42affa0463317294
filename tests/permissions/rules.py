"""What everybody may do with whose notes, as PRODUCT.md says it in words. Written by hand, not taken from the code it judges."""

from knowledge.notes.models import AudienceKind, NoteState
from tests.permissions.world import CASES, PERSONAS, PUBLISHED, Case

EVERYBODY = frozenset(PERSONAS)
MEMBERS = EVERYBODY - {"stranger"}
DAKAR_EDITS = frozenset({"author", "editor", "inside_editor", "focal_point"})
DAKAR = DAKAR_EDITS | {"contributor"}
IN_A_TEAM = EVERYBODY - {"stranger", "administrator", "outsider"}
IN_THE_GROUP = frozenset({"author", "inside_editor", "group_member"})

READERS = {
    AudienceKind.PUBLIC: EVERYBODY,
    AudienceKind.NETWORK: MEMBERS,
    AudienceKind.ORGANIZATION: DAKAR_EDITS | {"contributor", "colleague"},
    AudienceKind.PEER_GROUP: IN_THE_GROUP,
}
# An author and the editors of the owning team; a group's note stays with its authors and the editors inside.
WRITERS = dict.fromkeys(AudienceKind, DAKAR_EDITS) | {AudienceKind.PEER_GROUP: frozenset({"author", "inside_editor"})}
# An author alone publishes only inside a group.
PUBLISHERS = dict.fromkeys(AudienceKind, DAKAR_EDITS - {"author"}) | {
    AudienceKind.PEER_GROUP: frozenset({"author", "inside_editor"})
}


def reads(persona: str, case: Case) -> bool:
    """Whether the published text is for this person: on the page, in lists, counts, hits, suggestions, exports."""
    return case.state == NoteState.PUBLISHED and persona in READERS[case.audience]


def writes(persona: str, case: Case) -> bool:
    return persona in WRITERS[case.audience]


def knows(persona: str, case: Case) -> bool:
    """Whether the person may learn that the note is or was there: a tombstone tells those who could read it."""
    if case.state in (NoteState.PUBLISHED, NoteState.WITHDRAWN):
        return persona in READERS[case.audience] or writes(persona, case)
    return writes(persona, case)


def readable_words(persona: str) -> set[str]:
    """The words of all notes that lists may show to this person."""
    return {case.word for case in PUBLISHED if reads(persona, case)}


def known_words(persona: str) -> set[str]:
    return {case.word for case in CASES if knows(persona, case)}
