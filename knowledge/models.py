"""Imports every model once, so that the metadata is whole wherever it is needed."""

from knowledge.base import Base
from knowledge.notes import models as notes
from knowledge.notes.attachments import models as attachments
from knowledge.notes.review import models as review
from knowledge.notes.translating import models as translating
from knowledge.notices import models as notices
from knowledge.organizations import models as organizations
from knowledge.outbox import IndexChange, ReachChange
from knowledge.peer_groups import models as peer_groups
from knowledge.people import models as people
from knowledge.remarks import models as remarks
from knowledge.reuse import models as reuse
from knowledge.rounds import models as rounds
from knowledge.rounds import proposal_models as round_proposals
from knowledge.rounds.table import models as round_tables
from knowledge.saved_searches import models as saved_searches
from knowledge.topics import models as topics

metadata = Base.metadata

__all__ = [
    "IndexChange",
    "ReachChange",
    "attachments",
    "metadata",
    "notes",
    "notices",
    "organizations",
    "peer_groups",
    "people",
    "remarks",
    "reuse",
    "review",
    "round_proposals",
    "round_tables",
    "rounds",
    "saved_searches",
    "topics",
    "translating",
]
