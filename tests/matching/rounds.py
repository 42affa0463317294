"""Rounds to solve: sign-ups in the form of MATCHING.md, by hand for one claim or by chance from a seed."""

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from knowledge.peer_groups.matching.reading import read_round
from knowledge.peer_groups.matching.rounds import Round

Data = dict
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLACES = (
    ("SN", "011", "Africa/Dakar"),
    ("KE", "014", "Africa/Nairobi"),
    ("PE", "005", "America/Lima"),
    ("NP", "034", "Asia/Kathmandu"),
    ("FR", "155", "Europe/Paris"),
    ("MA", "015", "Africa/Casablanca"),
    ("VN", "035", "Asia/Ho_Chi_Minh"),
    ("CL", "005", "America/Santiago"),
)
TOPICS = ("cold-chain", "supply", "digital-identity", "waste", "budgeting", "feedback", "training", "water")


def rules(**changes: object) -> Data:
    return {
        "size": [5, 6],
        "size_bounds": [4, 8],
        "min_countries": 4,
        "max_per_organization": 1,
        "meeting_minutes": 90,
        "week_of": "2026-03-23",
        **changes,
    }


def person(number: int, **changes: object) -> Data:
    """Somebody who can be with anybody: own country and organization, English, all of Wednesday in UTC."""
    return {
        "id": f"p{number:03}",
        "country": f"C{number}",
        "region": f"R{number % 5}",
        "organization": f"org-{number}",
        "languages": ["en"],
        "timezone": "UTC",
        "availability": [["wed", "08:00", "18:00"]],
        "offers": [TOPICS[number % len(TOPICS)]],
        "needs": [TOPICS[(number + 1) % len(TOPICS)]],
        "keep_apart": [],
        "met_before": [],
        **changes,
    }


def signups(people: Sequence[Data], locked: Sequence[Sequence[str]] = (), **changes: object) -> Data:
    return {"round": rules(**changes), "people": list(people), "locked": [list(one) for one in locked]}


def matching(people: Sequence[Data], locked: Sequence[Sequence[str]] = (), **changes: object) -> Round:
    return read_round(signups(people, locked, **changes))


def by_chance(seed: int, count: int, locked: int = 0, **changes: object) -> Data:
    """A round of so many people with so many locked pairs, some of them impossible; the same for the same seed."""
    chance = random.Random(seed)
    people = [_somebody(chance, number, count) for number in range(count)]
    apart = {(p["id"], other) for p in people for other in p["keep_apart"]}
    pairs = [chance.sample([p["id"] for p in people], 2) for _ in range(locked if count > 1 else 0)]
    whole = {frozenset(pair) for pair in pairs}
    fine = [pair for pair in pairs if (pair[0], pair[1]) not in apart and (pair[1], pair[0]) not in apart]
    together = [pair for pair in fine if sum(bool(set(pair) & other) for other in whole) == 1]
    return signups(people, together, **changes)


def _somebody(chance: random.Random, number: int, count: int) -> Data:
    country, region, zone = chance.choice(PLACES)
    days = chance.sample(DAYS[:4], chance.randint(1, 4))
    starts = [chance.randint(6, 16) for _ in days]
    others = [f"p{other:03}" for other in range(count) if other != number]
    return person(
        number,
        country=country,
        region=region,
        timezone=zone,
        organization=f"org-{chance.randrange(max(3, count // 2))}",
        languages=chance.sample(["en", "fr", "es"], chance.randint(1, 2)),
        availability=[
            [day, f"{start:02}:{chance.choice(['00', '15', '30'])}", f"{min(24, start + chance.randint(2, 9)):02}:00"]
            for day, start in zip(days, starts, strict=True)
        ],
        offers=chance.sample(TOPICS, chance.randint(0, 3)),
        needs=chance.sample(TOPICS, chance.randint(0, 3)),
        keep_apart=chance.sample(others, 1) if others and chance.random() < 0.15 else [],
        met_before=chance.sample(others, min(2, len(others))) if chance.random() < 0.3 else [],
    )


@st.composite
def rounds(draw: st.DrawFn, most_people: int = 22) -> Data:
    """Any small round, with rules of any kind."""
    low = draw(st.integers(1, 5))
    high = draw(st.integers(low, 8))
    wish = draw(st.integers(1, 7))
    return by_chance(
        draw(st.integers(0, 10**6)),
        draw(st.integers(1, most_people)),
        locked=draw(st.integers(0, 3)),
        size=[wish, draw(st.integers(wish, 8))],
        size_bounds=[low, high],
        min_countries=draw(st.integers(0, 6)),
        max_per_organization=draw(st.integers(1, 3)),
        meeting_minutes=draw(st.sampled_from([20, 30, 60, 90, 120, 240])),
        week_of=draw(st.sampled_from(["2026-03-23", "2026-03-30", "2026-10-19", "2026-10-26", "2026-07-06"])),
    )
