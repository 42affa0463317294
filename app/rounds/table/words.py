"""Changes of a proposal in words: what is asked for, which rule it would break, why it cannot be."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.formats import show_number
from app.rounds.explaining import listed
from knowledge.peer_groups.matching.scoring import Broken
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.table.models import Act
from knowledge.rounds.table.reading import Table

Names = Mapping[int, str]
CANNOT: dict[str, LazyString] = {
    "people": _l("Somebody meant here has no place in this proposal any longer, or not in this group."),
    "group": _l("There is no such group any longer."),
    "seats": _l("They sit so already."),
    "one_alone": _l(
        "One person alone cannot be kept together with anybody: tick two or more, or nobody to free them all."
    ),
    "kept": _l("It is so already: tick others, or nobody to free them all."),
    "act": _l("This needs other people: one to move, two to swap, some who wait for a new group."),
    "withdrawn": _l(
        "Somebody in the group has withdrawn. Seek groups again first: those that are still whole are kept, the others are formed anew."
    ),
}


def change_words(act: Act, people: Sequence[int], group: int | None, names: Names) -> str:
    """What the change does, as one sentence; people who are no longer known are called so."""
    who = [names.get(one, _("somebody who has left")) for one in people]
    name, other, names_all = (who or [""])[0], (who or [""])[-1], listed(who)
    number = show_number(group) if group is not None else ""
    moved = _("%(name)s moves to group %(number)s.", name=name, number=number)
    kept = _("The searches that follow keep together: %(names)s.", names=names_all)
    words = {
        Act.MOVE: moved if group is not None else _("%(name)s leaves the group and waits.", name=name),
        Act.SWAP: _("%(name)s and %(other)s change places.", name=name, other=other),
        Act.KEEP: kept if who else _("Nobody of group %(number)s is kept together any longer.", number=number),
        Act.FREE: _("%(name)s is kept together with nobody any longer.", name=name),
        Act.EXCLUDE: _("%(name)s is left out of the searches that follow, and waits.", name=name),
        Act.ADMIT: _("%(name)s takes part in the searches that follow.", name=name),
        Act.DISSOLVE: _("Group %(number)s is dissolved; everybody in it waits.", number=number),
        Act.FORM: _("A new group of those who waited: %(names)s.", names=names_all),
    }
    return words[act]


def broken_words(matching_round: MatchingRound, table: Table, broken: Broken, names: Names) -> str:
    """The hard rule that a group would break. Whom anybody would rather not meet is never named."""
    people = listed(sorted(names.get(one, "") for one in signups(table, broken.people)))
    least, most = show_number(matching_round.least_size), show_number(matching_round.most_size)
    number = broken.number
    words = {
        "size": ngettext(
            "It would have %(num)s person; groups have %(least)s to %(most)s.",
            "It would have %(num)s people; groups have %(least)s to %(most)s.",
            number,
            least=least,
            most=most,
        ),
        "countries": ngettext(
            "Its people would come from %(num)s country; at least %(least)s are wanted.",
            "Its people would come from %(num)s countries; at least %(least)s are wanted.",
            number,
            least=show_number(matching_round.min_countries),
        ),
        "organization": _(
            "Too many of one organization: %(names)s; at most %(most)s may share a group.",
            names=people,
            most=show_number(matching_round.max_per_organization),
        ),
        "language": _("Its people share no language of the round."),
        "window": _(
            "At no hour can all of them meet for %(minutes)s minutes.",
            minutes=show_number(matching_round.meeting_minutes),
        ),
        "apart": _("Not all of them can share a group; the reason is private."),
        "locked": _(
            "Those who are kept together would be parted: free them first, or move them together. Missing: %(names)s.",
            names=people,
        ),
    }
    return words[broken.rule]


def signups(table: Table, places: Iterable[int]) -> list[int]:
    return [int(table.matching.people[place].id) for place in places]
