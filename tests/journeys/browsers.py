"""People at their browsers: real Chromium, each person with cookies of their own, with the site's scripts or without."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from knowledge.people.models import Member
from tests.journeys.site import Site

WAITS_MS = 15_000  # a busy machine is no failure
# Chromium says so of every page whose status is an error; the tests look at such pages on purpose.
ANSWER_OF_THE_PAGE = "Failed to load resource: the server responded with a status of"


@dataclass
class Browsers:
    """Opens browsers on one site and remembers what they complained about: script errors and policy violations."""

    chromium: Browser
    site: Site
    script: bool = True
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Keeps apart what the two ways write on the one site."""
        return "with" if self.script else "without"

    def of(self, member: Member | None = None, script: bool | None = None, **options: Any) -> Page:
        """A fresh browser, signed in as the member if one is given."""
        context = self.chromium.new_context(
            base_url=self.site.url,
            java_script_enabled=self.script if script is None else script,
            locale=options.pop("locale", "en-GB"),
            **options,
        )
        context.set_default_timeout(WAITS_MS)
        if member is not None:
            context.add_cookies([self.site.cookie_of(member)])
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def heard(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        address = message.location.get("url", "")
        if message.text.startswith(ANSWER_OF_THE_PAGE) and message.page is not None and address == message.page.url:
            return
        self.complaints.append(f"{address}: {message.text}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
