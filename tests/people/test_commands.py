"""flask people add, flask organizations add."""

import pytest

from knowledge.organizations.directory import find_team, memberships_of
from knowledge.people.addresses import find_by_address
from knowledge.people.passwords import password_matches


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words, typed=None: runner.invoke(args=list(words), input=typed)


def test_a_person_is_added_with_team_and_roles(run, session, cast):
    made = run(
        "people", "add", "Ada@Example.org", "--name", "Ada Okoro", "--team", "points-eau/SN", "--role", "editor",
        "--coordinator", "--password-stdin", typed="a ford below the mill\n",
    )  # fmt: skip
    ada = find_by_address(session, "ada@example.org")
    assert made.exit_code == 0
    assert made.stdout == f"added\tada@example.org\t{ada.permalink}\n"
    assert ada.roles == ["coordinator"]
    assert password_matches(ada.password_hash, "a ford below the mill")
    assert [(m.team_id, m.role) for m in memberships_of(session, [ada.id])[ada.id]] == [(cast.dakar.id, "editor")]


def test_without_a_password_a_link_to_set_one_is_printed(run, client, cast):
    made = run("people", "add", "ada@example.org", "--name", "Ada")
    link = made.stdout.splitlines()[1].removeprefix("http://localhost")
    assert client.post(link, data={"password": "a ford below the mill"}).status_code == 302


def test_adding_again_changes_only_what_is_new(run, session, cast):
    again = run("people", "add", cast.editor.email, "--name", "Another", "--administrator")
    assert again.stdout.startswith("exists\t")
    session.commit()
    assert (cast.editor.name, cast.editor.roles) == ("Mamadou Faye", ["administrator"])


@pytest.mark.parametrize(
    ("words", "reason"),
    [(["nobody", "--name", "N"], "no mail address"), (["n@example.org"], "--name"),
     (["n@example.org", "--name", "N", "--team", "nowhere/SN"], "no team")],
)  # fmt: skip
def test_what_fails_says_why_on_standard_error(run, session, cast, words, reason):
    failed = run("people", "add", *words)
    assert failed.exit_code == 1
    assert failed.stdout == ""
    assert reason in failed.stderr
    assert find_by_address(session, "n@example.org") is None


def test_an_organization_is_added_with_its_teams(run, session, cast):
    made = run("organizations", "add", "Rivers of Niger", "--kind", "igo", "--country", "NE", "--country", "int")
    assert made.stdout.splitlines() == [
        "added\trivers-of-niger",
        "added\trivers-of-niger/NE",
        "added\trivers-of-niger/INT",
    ]
    assert find_team(session, "rivers-of-niger", "NE").organization.kind == "igo"
    again = run("organizations", "add", "Rivers of Niger", "--country", "NE", "--country", "ML")
    assert again.stdout.splitlines() == [
        "exists\trivers-of-niger",
        "exists\trivers-of-niger/NE",
        "added\trivers-of-niger/ML",
    ]


@pytest.mark.parametrize(
    ("words", "reason"),
    [([" "], "empty"), (["A", "--slug", "Not A Slug"], "--slug"), (["A", "--country", "ZZ"], "--country"),
     (["A", "--slug", "points-eau"], "this slug"), (["A", "--website", "javascript:alert(1)"], "--website")],
)  # fmt: skip
def test_a_wrong_organization_changes_nothing(run, session, cast, words, reason):
    failed = run("organizations", "add", *words)
    assert failed.exit_code == 1
    assert reason in failed.stderr
