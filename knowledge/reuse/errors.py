"""The facts on which recording an adoption is refused."""

from knowledge.errors import Conflict
from knowledge.reuse.models import Adoption


class AdoptionChangedMeanwhile(Conflict):
    """Somebody else of the team told something since this was begun; `adoption` is what stands now."""

    def __init__(self, adoption: Adoption) -> None:
        super().__init__(f"adoption {adoption.id} is at update {adoption.latest_number}")
        self.adoption = adoption
