"""What a note needs as a snapshot and as a full note: the one statement of the required fields."""

from collections.abc import Callable

from knowledge.notes.content import PracticeContent
from knowledge.notes.models import Kind, Tier
from knowledge.notes.proposal import Proposal

# What is wanted in a field, for the page to say: some words, one sentence, a choice, or a row of the list.
WORDS, SENTENCE, SENTENCES, CHOICE, ROW = "words", "sentence", "sentences", "choice", "row"

Missing = tuple[str, str]
Rule = tuple[str, str, Callable[[Proposal], bool]]


def said(name: str) -> Callable[[Proposal], bool]:
    return lambda proposal: bool(getattr(proposal.content, name).strip())


def tells_what_was_done(content: PracticeContent) -> bool:
    return any(block.title or block.text for block in content.what_we_did)


def tells_results(content: PracticeContent) -> bool:
    return bool(content.results_text) or any(row.indicator and row.value for row in content.results)


SNAPSHOT: tuple[Rule, ...] = (
    ("title", WORDS, said("title")),
    ("language", CHOICE, lambda p: bool(p.language)),
    ("countries", CHOICE, lambda p: bool(p.content.countries)),
    ("teams", CHOICE, lambda p: bool(p.teams)),
    ("authors", CHOICE, lambda p: bool(p.authors)),
    ("audience", CHOICE, lambda p: p.audience != "peer_group" or p.peer_group is not None),
    ("challenge", SENTENCE, said("challenge")),
    ("what_we_did", ROW, lambda p: tells_what_was_done(p.content)),
    ("what_did_not_work", SENTENCE, lambda p: any(row.what for row in p.content.what_did_not_work)),
)
FULL_ALONE: tuple[Rule, ...] = (
    ("summary", SENTENCES, said("summary")),
    ("topics", CHOICE, lambda p: bool(p.content.topics)),
    ("context", SENTENCES, said("context")),
    ("results", ROW, lambda p: tells_results(p.content)),
    ("evidence", CHOICE, said("evidence")),
    ("conditions", ROW, lambda p: any(row.condition for row in p.content.conditions)),
    ("licence", CHOICE, said("licence")),
)
# A document that exists elsewhere has its own form: it is complete with a title, its text and its licence.
REFERENCE: tuple[Rule, ...] = (
    ("title", WORDS, said("title")),
    ("language", CHOICE, lambda p: bool(p.language)),
    ("body", SENTENCES, said("body")),
    ("licence", CHOICE, said("licence")),
)


def rules_for(tier: Tier, kind: Kind) -> tuple[Rule, ...]:
    if kind == Kind.REFERENCE:
        return REFERENCE
    return SNAPSHOT if tier == Tier.SNAPSHOT else SNAPSHOT + FULL_ALONE


def missing_for(tier: Tier, proposal: Proposal, kind: Kind = Kind.PRACTICE) -> list[Missing]:
    """What the proposal lacks for this tier: pairs of field name and what is wanted there, in the form's order."""
    return [(name, wanted) for name, wanted, is_there in rules_for(tier, kind) if not is_there(proposal)]


def tier_of(proposal: Proposal, kind: Kind = Kind.PRACTICE) -> Tier:
    """The tier the note has reached; an incomplete one counts as a snapshot."""
    return Tier.SNAPSHOT if missing_for(Tier.FULL, proposal, kind) else Tier.FULL
