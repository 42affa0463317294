"""Reasons, explanations and relaxations in plain English, for the command's files. Pages say the same through gettext."""

from collections.abc import Iterable

from knowledge.peer_groups.matching.explaining import Explanation
from knowledge.peer_groups.matching.reasons import Reason
from knowledge.peer_groups.matching.relaxing import Relaxation
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import Broken

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(number: int) -> str:
    return SMALL[number] if 0 <= number < len(SMALL) else str(number)


def listed(things: Iterable[str], link: str = "and") -> str:
    """`a, b and c`"""
    ordered = list(things)
    return f" {link} ".join([", ".join(ordered[:-1]), ordered[-1]]) if len(ordered) > 1 else "".join(ordered)


def reason_words(matching: Round, reason: Reason) -> str:
    """One unplaced person's reason; it ends with whom the person is locked with, where that matters."""
    words = _reason(matching, reason)
    others = [matching.people[place].id for place in reason.locked if place != reason.place]
    return f"{words} (locked with {listed(others)})" if others else words


def _reason(matching: Round, reason: Reason) -> str:
    rules, person = matching.rules, matching.people[reason.place]
    speak = listed(sorted(person.languages), "or")
    match reason.kind:
        case "no_language":
            return "gave no language"
        case "no_hours":
            return "gave no hours"
        case "short_hours":
            return f"gave no hours that hold a meeting of {rules.meeting_minutes} minutes"
        case "too_few_people":
            return f"only {in_words(reason.number)} people signed up and the smallest group is {rules.size_bounds[0]}"
        case "locked_breaks" if reason.broken:
            return f"the locked people cannot be one group: {broken_words(matching, reason.broken)}"
        case "few_partners":
            return f"no meeting window shared with any {in_words(reason.number)} people who speak {speak}"
        case "few_countries":
            wanted = rules.countries_wanted(rules.size_bounds[0])
            return (
                f"those who speak {speak} at any one time are from {reason.number} countries at most, {wanted} wanted"
            )
        case "one_organization":
            limit = f"with at most {rules.max_per_organization} of an organization"
            return f"{limit} those who speak {speak} at any one time make a group of {reason.number} at most"
        case "no_group":
            return "every group of people who share a language and a window breaks a rule of the round"
    return "no group was found that takes this person without leaving out others"


def broken_words(matching: Round, broken: Broken) -> str:
    """A broken rule as a fact about the group."""
    names = listed(matching.people[place].id for place in broken.people)
    low, high = matching.rules.size_bounds
    return {
        "size": f"{broken.number} people, {low} to {high} wanted",
        "countries": f"{broken.number} countries, {matching.rules.min_countries} wanted",
        "organization": f"{names} are of the same organization, {matching.rules.max_per_organization} allowed",
        "language": "they share no language",
        "window": "they share no meeting window",
        "apart": f"{names} must be kept apart",
        "locked": f"it lacks {names}, locked with a member",
    }[broken.rule]


def explanation_words(matching: Round, explained: Explanation) -> str:
    """A placement in one paragraph."""
    ids = [person.id for person in matching.people]
    learns = [f"{topic} from {listed(ids[p] for p in people)}" for topic, people in explained.learns]
    gives = [f"{topic} to {listed(ids[p] for p in people)}" for topic, people in explained.gives]
    borders = in_words(explained.countries - 1)
    windows = f"{len(explained.windows)} meeting windows work for all" if len(explained.windows) > 1 else ""
    windows = windows or "one meeting window works for all"
    parts = [
        f"can learn {listed(learns)}" if learns else "",
        f"can give {listed(gives)}" if gives else "",
        f"all speak {listed(explained.languages)}",
        windows,
        f"the group crosses {borders} border{'' if borders == 'one' else 's'}",
        f"nobody offers {listed(explained.unmet, 'or')}" if explained.unmet else "",
    ]
    return "; ".join(part for part in parts if part)


def relaxation_words(matching: Round, relaxation: Relaxation) -> str:
    """Such as "allow 3 countries: 6 more people placed"."""
    names = listed(matching.people[place].id for place in relaxation.people)
    what = {
        "min_countries": f"allow {relaxation.value} countries",
        "max_per_organization": f"allow {relaxation.value} people of an organization",
        "meeting_minutes": f"meet for {relaxation.value} minutes",
        "smallest": f"allow groups of {relaxation.value}",
        "largest": f"allow groups of {relaxation.value}",
        "unlock": f"unlock {names}",
    }[relaxation.rule]
    more = relaxation.more
    return f"{what}: {more} more {'person' if more == 1 else 'people'} placed"
