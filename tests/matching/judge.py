"""A judge of results, written from MATCHING.md alone: shares no code with the solver and takes another way wherever it can.

Minutes are walked one by one instead of half hours as bits; a group is judged from the people's entries as they were sent.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import combinations
from zoneinfo import ZoneInfo

Data = dict


def broken(signups: Data, result: Data) -> list[str]:
    """Each hard rule that the result breaks, in words."""
    people = {person["id"]: person for person in signups["people"]}
    placed = [member for group in result["groups"] for member in group["members"]]
    listed = placed + [one["id"] for one in result["unplaced"]]
    found = [f"{one} listed {listed.count(one)} times" for one in {*people, *listed} if listed.count(one) != 1]
    found += [f"{one} is nobody" for one in listed if one not in people]
    found += [f"{one['id']} without a reason" for one in result["unplaced"] if not one["reason"].strip()]
    for together in signups.get("locked", []):
        homes = [[member in group["members"] for group in result["groups"]] for member in together]
        found += [f"{together} torn apart"] if any(home != homes[0] for home in homes) else []
    for group in result["groups"]:
        found += broken_in_group(signups["round"], [people[member] for member in group["members"]], group)
    return found


def broken_in_group(rules: Data, members: list[Data], group: Data) -> list[str]:
    found, size = [], len(members)
    if size < rules["size_bounds"][0] or size > rules["size_bounds"][1]:
        found.append(f"size {size}")
    if len({member["country"] for member in members}) < min(size, rules["min_countries"]):
        found.append("countries")
    for organization in {member["organization"] for member in members}:
        if sum(member["organization"] == organization for member in members) > rules["max_per_organization"]:
            found.append(f"organization {organization}")
    if any(group["language"] not in member["languages"] for member in members):
        found.append(f"language {group['language']}")
    if datetime.fromisoformat(group["window"]) not in windows(rules, members):
        found.append(f"window {group['window']}")
    for a, b in combinations(members, 2):
        if a["id"] in b.get("keep_apart", []) or b["id"] in a.get("keep_apart", []):
            found.append(f"{a['id']} with {b['id']}")
    return [f"{group['members']}: {fault}" for fault in found]


def windows(rules: Data, members: list[Data]) -> set[datetime]:
    """The half hours at which all can begin and stay for the whole meeting (in half hours, rounded up)."""
    minutes = -(-rules["meeting_minutes"] // 30) * 30
    free = [free_minutes(_frozen(member["availability"]), member["timezone"], rules["week_of"]) for member in members]
    common = frozenset.intersection(*free)
    starts = {minute for minute in common if minute % 30 == 0}
    good = {start for start in starts if all(minute in common for minute in range(start, start + minutes))}
    return {datetime.fromtimestamp(start * 60, UTC) for start in good}


def _frozen(availability: list) -> tuple:
    return tuple(tuple(entry) for entry in availability)


@cache
def free_minutes(availability: tuple, zone: str, week_of: str) -> frozenset[int]:
    """Every minute, counted from 1970 in UTC, in which the person is free. A half hour counts only when it is free whole:
    a window may begin in it only if each of its minutes is there, which the walk over minutes sees to."""
    found: set[int] = set()
    for day, start, end in availability:
        begins = _minute(week_of, day, start, zone)
        ends = _minute(week_of, day, end, zone)
        found |= set(range(begins, ends))
    return frozenset(found)


def _minute(week_of: str, day: str, clock: str, zone: str) -> int:
    hours, minutes = map(int, clock.split(":"))
    monday = date.fromisoformat(week_of)
    offset = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(day) + hours // 24
    local = datetime.combine(monday + timedelta(days=offset), datetime.min.time(), ZoneInfo(zone))
    return int(local.replace(hour=hours % 24, minute=minutes).timestamp()) // 60


def group_score(rules: Data, members: list[Data]) -> float:
    size = len(members)
    met = gives = 0.0
    for member in members:
        others = [other for other in members if other is not member]
        needs = set(member["needs"])
        got = {topic for topic in needs if any(topic in other["offers"] for other in others)}
        met += len(got) / len(needs) if needs else 1
        gives += any(topic in other["needs"] for topic in member["offers"] for other in others)
    pairs = [(a, b) for a, b in combinations(members, 2)]
    new = sum(b["id"] not in a["met_before"] and a["id"] not in b["met_before"] for a, b in pairs)
    fits = rules["size"][0] <= size <= rules["size"][1]
    return (
        0.4 * met / size
        + 0.2 * gives / size
        + 0.15 * len({member["region"] for member in members}) / size
        + (0.1 * new / len(pairs) if pairs else 0)
        + 0.1 * min(4, len(windows(rules, members))) / 4
        + (0.05 if fits else 0.025)
    )


def standing(signups: Data, result: Data) -> tuple[int, float, float]:
    """How many are unplaced, the worst score, the harmonic mean."""
    people = {person["id"]: person for person in signups["people"]}
    groups = [[people[member] for member in group["members"]] for group in result["groups"]]
    scores = [group_score(signups["round"], members) for members in groups]
    if not scores:
        return len(people), 0.0, 0.0
    return len(result["unplaced"]), min(scores), len(scores) / sum(1 / score for score in scores)


def best_standing(signups: Data) -> tuple[int, float, float]:
    """The best there is, by trying every way to divide the people: for very small rounds."""
    people = signups["people"]
    good = {
        frozenset(m["id"] for m in members): group_score(signups["round"], members) for members in good_groups(signups)
    }
    best = (len(people), 0.0, 0.0)
    for scores, left in _divisions([person["id"] for person in people], good):
        mean = len(scores) / sum(1 / score for score in scores) if scores else 0.0
        best = min(best, (left, min(scores, default=0.0), mean), key=lambda one: (one[0], -round(one[1], 9), -one[2]))
    return best


def good_groups(signups: Data) -> Iterator[list[Data]]:
    """Every group that breaks no rule, by trying all."""
    low, high = signups["round"]["size_bounds"]
    for size in range(low, min(high, len(signups["people"])) + 1):
        for members in map(list, combinations(signups["people"], size)):
            if _is_good(signups, members):
                yield members


def _is_good(signups: Data, members: list[Data]) -> bool:
    ids = {member["id"] for member in members}
    languages = set.intersection(*(set(member["languages"]) for member in members))
    starts = windows(signups["round"], members)
    if not languages or not starts:
        return False
    if any(0 < len(ids & set(together)) < len(set(together)) for together in signups["locked"]):
        return False
    group = {"members": sorted(ids), "language": min(languages), "window": min(starts).isoformat()}
    return not broken_in_group(signups["round"], members, group)


def _divisions(ids: list[str], good: dict[frozenset[str], float]) -> Iterator[tuple[list[float], int]]:
    """Every way to divide people into good groups and those left out: scores of the groups, and how many are out."""
    if not ids:
        yield [], 0
        return
    first, rest = ids[0], ids[1:]
    for scores, left in _divisions(rest, good):
        yield scores, left + 1
    for members, score in good.items():
        if first in members and members <= set(ids):
            for scores, left in _divisions([one for one in rest if one not in members], good):
                yield [score, *scores], left
