"""The house's rules that no linter of others knows: layers by import-linter, sizes, templates, one place for time."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "knowledge", "search_index")
LONGEST_FUNCTION = 40
LONGEST_MODULE = 250
TABLES_OF_FACTS = {"knowledge/countries.py"}  # data in the form of code
ON_ONE_PAGE = {"knowledge/permissions.py": 500}  # who may do what is read as a whole


def modules() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_layers_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_no_function_passes_forty_lines() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, text in modules()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_passes_250_lines() -> None:
    long = [
        name
        for name, text in modules()
        if len(text.splitlines()) > ON_ONE_PAGE.get(name, LONGEST_MODULE) and name not in TABLES_OF_FACTS
    ]
    assert long == []


def test_only_the_web_layer_commits() -> None:
    committing = {
        name
        for name, text in modules()
        if re.search(r"\.commit\(\)", text) and not name.startswith(("search_index/", "app/commands/"))
    }
    assert committing == {"app/web.py"}


def test_time_comes_from_the_clock_alone() -> None:
    asking = re.compile(r"datetime\.(?:now|utcnow)\(|date\.today\(\)")
    assert [name for name, text in modules() if asking.search(text)] == ["knowledge/clock.py"]


def test_permissions_are_stated_in_one_module() -> None:
    """Nobody else asks what role somebody has; they ask `may` or `require`."""
    roles = re.compile(r"\.has_role_in\(|NetworkRole\.\w+ in |in actor\.roles")
    assert [name for name, text in modules() if roles.search(text)] == ["knowledge/permissions.py"]


def test_searches_are_made_for_an_audience_as_it_is_now() -> None:
    """An audience of terms alone would still find what was taken from its reader a moment ago."""
    making = re.compile(r"\bAudience\(\s*audience_terms")
    assert [name for name, text in modules() if making.search(text)] == ["search_index/audience.py"]


def test_templates_keep_the_content_security_policy() -> None:
    command = [sys.executable, "scripts/check_templates.py"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("word", ["/work/", "/tmp/cw", "/opt/wheels"])
def test_no_machine_is_named(word: str) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    this = str(Path(__file__).relative_to(ROOT))
    named = [
        name
        for name in filter(None, listed)
        if name != this and (ROOT / name).is_file() and word.encode() in (ROOT / name).read_bytes()
    ]
    assert named == []
