"""How a group stands against its own rule: who is in, and what is still missing."""

from dataclasses import dataclass

from knowledge.peer_groups.models import PeerGroup, Place, PlaceState


@dataclass(frozen=True)
class Standing:
    """Counts of people, countries and organizations in the group, and how many of each are still missing."""

    people: int
    countries: int
    organizations: int
    missing_people: int
    missing_countries: int
    missing_organizations: int
    free_places: int

    @property
    def is_complete(self) -> bool:
        return not (self.missing_people or self.missing_countries or self.missing_organizations)


def members_of(group: PeerGroup) -> list[Place]:
    """The places of those who are in, longest first."""
    return [place for place in group.places if place.state == PlaceState.MEMBER]


def standing_of(group: PeerGroup) -> Standing:
    """Compare the group with its rule (size, countries, organizations)."""
    inside = members_of(group)
    countries = len({place.country for place in inside})
    organizations = len({place.organization_id for place in inside})
    return Standing(
        people=len(inside),
        countries=countries,
        organizations=organizations,
        missing_people=max(0, group.min_size - len(inside)),
        missing_countries=max(0, group.min_countries - countries),
        missing_organizations=max(0, group.min_organizations - organizations),
        free_places=max(0, group.max_size - len(inside)),
    )
