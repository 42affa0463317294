"""Who could meet at all: for each language and half hour the people whom both suit. No group reaches beyond one of these."""

from collections import Counter
from collections.abc import Sequence

from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import common_languages, common_starts


class Cells:
    def __init__(self, matching: Round) -> None:
        self.matching = matching
        self.people: dict[tuple[str, int], list[int]] = {}
        for place, person in enumerate(matching.people):
            for at in bits(matching.starts[place]):
                for language in person.languages:
                    self.people.setdefault((language, at), []).append(place)

    def of(self, own: Sequence[int]) -> list[list[int]]:
        """For each language and half hour that suits these people: everybody whom it suits, themselves included."""
        starts, languages = bits(common_starts(self.matching, own)), sorted(common_languages(self.matching, own))
        return [self.people[language, at] for language in languages for at in starts]

    def lacking(self, own: Sequence[int]) -> tuple[str, int] | None:
        """What keeps these people out of every group, if the cells show it, with how many others a group needs
        (few_partners), or how many countries (few_countries) or people (one_organization) the best cell has."""
        rules, cells = self.matching.rules, self.of(own)
        low = rules.size_bounds[0]
        if max(map(len, cells), default=0) < low:
            return "few_partners", low - len(own)
        most = max(self.countries(cell) for cell in cells)
        if most < rules.countries_wanted(low):
            return "few_countries", most
        most = max(self.within_organizations(cell) for cell in cells)
        return ("one_organization", most) if most < low else None

    def countries(self, members: Sequence[int]) -> int:
        return len({self.matching.people[member].country for member in members})

    def within_organizations(self, members: Sequence[int]) -> int:
        """How many of these people the rule about organizations allows together."""
        numbers = Counter(self.matching.people[member].organization for member in members)
        return sum(min(number, self.matching.rules.max_per_organization) for number in numbers.values())


def bits(word: int) -> list[int]:
    """The places of the bits that are set."""
    return [at for at in range(word.bit_length()) if word >> at & 1]
