"""Looking at a page as it stands: what axe finds in it, and whether it sticks out sideways."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
EVERYTHING = {"resultTypes": ["violations"], "runOnly": RULES}
WHAT_A_VIEW_CHANGES = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "target-size"]}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def problems(page: Page, options: dict[str, Any]) -> list[str]:
    found = AXE.run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]} {told(node)}" for rule in found for node in rule["nodes"]]


def told(node: dict[str, Any]) -> str:
    return " ".join(check["message"] for check in node["any"] + node["all"] + node["none"])[:160]


def too_wide(page: Page, language: str) -> set[str]:
    """Whatever sticks out sideways at 360 px, so that the page would scroll across."""
    if page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        return set()
    outside = page.evaluate(
        "[...document.body.querySelectorAll('*')].filter(e => { const r = e.getBoundingClientRect();"
        " return r.right > innerWidth + 1 || r.left < -1 }).slice(0, 4).map(e => e.outerHTML.slice(0, 120))"
    )
    return {f"{language} scrolls across at 360 px: {outside}"}
