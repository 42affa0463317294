"""Template lint of the house: no inline script, style or handler, nothing marked safe, nothing from another host, no bare text.

usage: check_templates.py   (exit 1 and a line per finding)
"""

import re
import sys
from pathlib import Path

RULES = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "inline style": re.compile(r"\sstyle=|<style", re.I),
    "inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "safe filter": re.compile(r"\|\s*safe\b"),
    "autoescape off": re.compile(r"autoescape\s+false"),
    "another host": re.compile(r"(?:src|href)=[\"']https?://(?!\{)", re.I),
    "physical property": re.compile(r"\b(?:margin|padding)-(?:left|right)\b"),
}


def findings(root: Path) -> list[str]:
    found = []
    for path in sorted(root.rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{path}:{number}: {name}" for name, rule in RULES.items() if rule.search(line)]
    return found


if __name__ == "__main__":
    lines = findings(Path("templates"))
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
