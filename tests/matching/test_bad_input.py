"""What cannot be a round is refused in clear words, all of it at once; what can be one is solved, however poor."""

import pytest

from knowledge.peer_groups.matching.reading import BadRound, read_round
from knowledge.peer_groups.matching.solving import solve
from knowledge.peer_groups.matching.written import as_written
from tests.matching import judge
from tests.matching.rounds import Data, person, rules, signups


def faults(data: object) -> str:
    with pytest.raises(BadRound) as refused:
        read_round(data)
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"timezone": "Africa/Dakkar"}, "'Africa/Dakkar' is not a time zone"),
        ({"timezone": "../etc/passwd"}, "is not a time zone"),
        ({"timezone": "Africa"}, "is not a time zone"),
        ({"timezone": ""}, "timezone is ''"),
        ({"availability": [["mon", "12:00", "09:00"]]}, "ends before it starts"),
        ({"availability": [["mon", "9h", "12:00"]]}, "is not a time of day"),
        ({"availability": [["mon", "09:00", "24:30"]]}, "is not a time of day"),
        ({"availability": [["mon", "24:00", "24:00"]]}, "is not a time of day"),
        ({"availability": [["funday", "09:00", "12:00"]]}, "is not like"),
        ({"availability": "mon 9 to 12"}, "a list of [day, start, end] was expected"),
        ({"languages": "en"}, "languages is 'en'; a list of texts was expected"),
        ({"needs": [1]}, "needs is [1]; a list of texts was expected"),
        ({"country": None}, "country is None; a text was expected"),
        ({"id": 7}, "id is 7; a text was expected"),
    ],
)
def test_an_entry_that_is_wrong_is_named_with_its_person(change: Data, words: str) -> None:
    assert words in faults(signups([person(1), person(2, **change)]))


@pytest.mark.parametrize("name", ["id", "country", "region", "organization", "languages", "timezone", "availability"])
def test_a_missing_entry_is_named(name: str) -> None:
    entry = person(1)
    del entry[name]
    assert f"{name} is missing" in faults(signups([entry]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"size": [6, 5]}, "size is [6, 5]"),
        ({"size_bounds": [0, 8]}, "size_bounds is [0, 8]"),
        ({"size_bounds": 5}, "size_bounds is 5"),
        ({"min_countries": "4"}, "min_countries is '4'"),
        ({"max_per_organization": 0}, "max_per_organization is 0"),
        ({"meeting_minutes": True}, "meeting_minutes is True"),
        ({"week_of": "2026-03-24"}, "is not a Monday"),
        ({"week_of": "next week"}, "week_of is 'next week'"),
    ],
)
def test_a_rule_that_is_wrong_is_named(change: Data, words: str) -> None:
    assert words in faults(signups([person(1)], **change))


@pytest.mark.parametrize("data", [[], None, 3, {}, {"round": [], "people": {}}, {"round": rules(), "people": [3]}])
def test_a_file_of_another_form_is_refused(data: object) -> None:
    assert faults(data)


def test_one_person_twice_is_refused() -> None:
    assert "p001 signed up twice" in faults(signups([person(1), person(2), person(1)]))


def test_people_locked_and_kept_apart_are_refused_even_through_a_third() -> None:
    people = [person(1, keep_apart=["p003"]), person(2), person(3)]
    words = "p001 and p003 are locked together and must be kept apart"
    assert words in faults(signups(people, [["p001", "p003"]]))
    assert words in faults(signups(people, [["p001", "p002"], ["p002", "p003"]]))


def test_a_lock_on_somebody_who_did_not_sign_up_is_refused() -> None:
    assert "'p009' did not sign up" in faults(signups([person(1)], [["p001", "p009"]]))


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(BadRound) as refused:
        read_round(signups([person(1, country=""), person(2, timezone="Mars")], min_countries=-1))
    assert len(refused.value.faults) == 3


def test_keeping_apart_from_somebody_absent_is_remarked_and_does_no_harm() -> None:
    matching = read_round(signups([person(1, keep_apart=["p099"], met_before=["p098"])]))
    assert matching.remarks == ("p001: keep_apart names p099, who did not sign up",)


POOR = {
    "nobody": ([], {}),
    "three people": ([person(n) for n in range(3)], {}),
    "all of one organization": ([person(n, organization="one") for n in range(12)], {}),
    "nobody sharing a language": ([person(n, languages=[f"l{n}"]) for n in range(12)], {}),
    "nobody sharing an hour": (
        [person(n, availability=[["mon", f"{n:02}:00", f"{n + 2:02}:00"]]) for n in range(0, 20, 2)],
        {},
    ),
    "no hours, no languages": ([person(n, availability=[], languages=[]) for n in range(6)], {}),
    "one country": ([person(n, country="SN") for n in range(12)], {}),
    "everybody kept apart": ([person(n, keep_apart=[f"p{o:03}" for o in range(9)]) for n in range(9)], {}),
}


@pytest.mark.parametrize("name", POOR)
def test_a_poor_round_places_nobody_and_says_why(name: str) -> None:
    people, changes = POOR[name]
    data = signups(people, **changes)
    matching = read_round(data)
    result = solve(matching, seconds=2)
    out = as_written(matching, result)
    assert out["groups"] == [] and len(out["unplaced"]) == len(people)
    assert judge.broken(data, out) == []
    assert result.proven


def test_a_locked_set_that_cannot_be_a_group_stays_unplaced_together() -> None:
    people = [person(n) for n in range(14)]
    data = signups(people, [[f"p{n:03}" for n in range(9)]])
    matching = read_round(data)
    out = as_written(matching, solve(matching, seconds=2))
    assert judge.broken(data, out) == []
    assert len(out["unplaced"]) == 9
