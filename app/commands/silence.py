"""The worker's part in silence that counts: publishes notes whose last deadline has passed, one transaction each."""

import logging
from dataclasses import dataclass

from app import web
from knowledge.notes.review.silence import notes_in_silence, publish_after_silence

log = logging.getLogger("causeway.worker")

AT_ONCE = 50


@dataclass
class SilenceFollower:
    """Goes through the waiting notes in order, a batch a turn, so that one that cannot be published holds up no other."""

    after: int = 0

    def turn(self) -> int:
        """Look at a batch; how many notes were published, or 1 while there are more to look at."""
        with web.reading() as session:
            ids = notes_in_silence(session, self.after, AT_ONCE)
        published = sum(publish(note_id) for note_id in ids)
        if published:
            log.info("silence: notes published: %d", published)
        more = len(ids) == AT_ONCE
        self.after = ids[-1] if more else 0
        return published or int(more)


def publish(note_id: int) -> bool:
    with web.transaction() as session:
        return publish_after_silence(session, note_id)
