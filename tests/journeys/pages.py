"""Every page of the site, who looks at it and with what in its address. A new page belongs here; a test sees to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.network import Network

Values = Callable[[Network], Mapping[str, Any]]


def nothing(_network: Network) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Visit:
    """A persona opens an endpoint. `values` fills its address; `status` is what it answers."""

    endpoint: str
    persona: str = "stranger"
    values: Values = nothing
    status: int = 200
    named: str = field(default="")

    def __str__(self) -> str:
        return "-".join(filter(None, (self.endpoint, self.persona, self.named)))


def dakar(_network: Network) -> Mapping[str, Any]:
    return {"slug": "points-eau", "country": "SN"}


def note(name: str, **more: Any) -> Values:
    return lambda network: {"permalink": getattr(network, name).permalink, **more}


def person(name: str) -> Values:
    return lambda network: {"permalink": getattr(network.cast, name).permalink}


def of_link(name: str) -> Values:
    """The page to which a mailed link leads."""
    return lambda network: {"link": network.links[name]}


def member_of_dakar(network: Network) -> Mapping[str, Any]:
    return {**dakar(network), "permalink": network.cast.contributor.permalink}


def asked(network: Network) -> Mapping[str, Any]:
    return {"permalink": network.full.permalink, "number": network.question.id}


def answered(network: Network) -> Mapping[str, Any]:
    return {"permalink": network.full.permalink, "number": network.answer.id}


def seat(which: str, act: str, **more: str) -> Values:
    """Something is to happen with somebody in the round whose groups were found."""
    return lambda n: {"permalink": n.proposed_round.permalink, "who": getattr(n, which).id, "act": act, **more}


PAGES = (
    Visit("pages.home"),
    Visit("pages.home", "contributor"),
    Visit("pages.countries"),
    Visit("pages.country", values=lambda n: {"code": "SN"}),
    Visit("pages.about"),
    Visit("pages.help"),
    Visit("pages.accessibility"),
    Visit("pages.privacy"),
    Visit("people.sign_in"),
    Visit("people.forgotten"),
    Visit("people.new_password", values=of_link("password")),
    Visit("people.new_address", "editor", values=of_link("address")),
    Visit("people.invitation", values=of_link("invitation")),
    Visit("people.invitation", "editor", values=of_link("invitation"), named="other-address"),
    Visit("people.invitation", values=lambda n: {"link": "damaged"}, status=404, named="damaged"),
    Visit("people.confirm_request", values=of_link("request")),
    Visit("people.account", "contributor"),
    Visit("people.profile", "contributor"),
    Visit("people.show", "contributor", person("lima_editor")),
    Visit("people.index", "administrator"),
    Visit("people.administer", "administrator", person("lima_editor")),
    Visit("people.suspend", "administrator", person("lima_editor")),
    Visit("organizations.index"),
    Visit("organizations.index", "administrator"),
    Visit("organizations.show", values=lambda n: {"slug": "points-eau"}),
    Visit("organizations.show", "administrator", values=lambda n: {"slug": "points-eau"}),
    Visit("organizations.new", "administrator"),
    Visit("organizations.edit", "administrator", lambda n: {"slug": "points-eau"}),
    Visit("organizations.new_team", "administrator", lambda n: {"slug": "points-eau"}),
    Visit("organizations.team", values=dakar),
    Visit("organizations.team", "focal_point", dakar),
    Visit("organizations.edit_team", "focal_point", dakar),
    Visit("organizations.publishing", "focal_point", dakar),
    Visit("organizations.describe", "focal_point", dakar),
    Visit("organizations.describe", "contributor", dakar, status=403),
    Visit("organizations.invitations", "focal_point", dakar),
    Visit("organizations.requests", "focal_point", dakar),
    Visit("organizations.people", "focal_point", dakar),
    Visit("organizations.people", "contributor", dakar),
    Visit("organizations.remove", "focal_point", member_of_dakar),
    Visit("organizations.join", values=dakar),
    Visit("organizations.join", "lima_editor", dakar),
    Visit("organizations.leave", "contributor", dakar),
    Visit("organizations.edit_team", "outsider", dakar, status=403),
    Visit("notices.index", "editor"),
    Visit("notices.index", "outsider", named="empty"),
    Visit("notices.unsubscribe", values=lambda n: {"token": n.links["unsubscribe"]}),
    Visit("desk.index", "contributor"),
    Visit("desk.index", "editor"),
    Visit("desk.index", "outsider", named="empty"),
    Visit("desk.drafts", "contributor"),
    Visit("desk.submitted", "contributor"),
    Visit("desk.review", "editor"),
    Visit("desk.review", "outsider", named="empty"),
    Visit("desk.behind", "contributor"),
    Visit("desk.behind", "outsider", named="empty"),
    Visit("desk.invitations", "coordinator"),
    Visit("desk.invitations", "outsider", named="empty"),
    Visit("notes.new", "contributor"),
    Visit("notes.choose_document", "contributor"),
    Visit("notes.choose_document", "outsider", status=403, named="without-team"),
    Visit("notes.new", "outsider", named="without-team"),
    Visit("notes.edit", "contributor", note("full")),
    Visit("notes.edit", "contributor", note("sent_back"), named="sent-back"),
    Visit("notes.edit", "contributor", note("french"), named="translation"),
    Visit("notes.ask_translate", "lima_editor", note("full")),
    Visit("notes.ask_translate", "coordinator", note("french"), named="of-a-translation"),
    Visit("notes.ask_translate", "outsider", note("full"), named="without-team"),
    Visit("notes.source", values=note("french")),
    Visit("notes.source", "contributor", note("french")),
    Visit("notes.review", "editor", note("submitted")),
    Visit("notes.review", "contributor", note("submitted")),
    Visit("notes.review", "lima_editor", note("shared"), named="shared"),
    Visit("notes.review", "contributor", note("full"), named="pending-changes"),
    Visit("notes.review_field", "contributor", lambda n: {"permalink": n.shared.permalink, "name": "challenge"}),
    Visit("notes.authors", "contributor", lambda n: {"permalink": n.shared.permalink, "who": "e"}),
    Visit("notes.ask_leave", "lima_editor", note("shared")),
    Visit("notes.write_together", values=of_link("together")),
    Visit("notes.write_together", values=lambda n: {"link": "damaged"}, status=404, named="damaged"),
    Visit("notes.conflict", "contributor", note("contested"), status=409),
    Visit("notes.ask_withdraw", "editor", note("full")),
    Visit("notes.ask_discard", "contributor", note("contested")),
    Visit("notes.show", values=note("full")),
    Visit("notes.show", "contributor", note("full")),
    Visit("notes.show", values=note("french"), named="french"),
    Visit("notes.show", values=note("reference"), named="reference"),
    Visit("notes.show", values=note("withdrawn"), status=410, named="withdrawn"),
    Visit("notes.show", "editor", note("submitted"), named="submitted"),
    Visit("notes.show", values=lambda n: {"permalink": "0000000000"}, status=404, named="unknown"),
    Visit("notes.similar", values=note("full")),
    Visit("notes.similar", values=note("french"), named="french"),
    Visit("notes.history", "contributor", note("full")),
    Visit("notes.revision", "contributor", note("full", number=1)),
    Visit("notes.changes", "contributor", note("full", **{"from": 1, "to": 2})),
    Visit("reuse.adoptions", values=note("full")),
    Visit("reuse.adoptions", "lima_editor", note("for_members"), named="none"),
    Visit("reuse.adoption", values=note("full", slug="maji-office", country="KE")),
    Visit("reuse.adopt", "lima_editor", note("full")),
    Visit("reuse.adopt", "outsider", note("full"), named="without-team"),
    Visit("reuse.adopt", "contributor", note("full"), status=403, named="own"),
    Visit("reuse.lineage", values=note("full")),
    Visit("reuse.lineage", "contributor", note("for_members"), named="none"),
    Visit("reuse.of_team", values=dakar),
    Visit("reuse.of_team", values=lambda n: {"slug": "direccion-lago", "country": "PE"}, named="none"),
    Visit("notes.show", "lima_editor", note("full"), named="asked-and-thanked"),
    Visit("remarks.thanks", values=note("full")),
    Visit("remarks.thanks", "lima_editor", note("full"), named="given"),
    Visit("remarks.thanks", "editor", note("for_members"), named="none"),
    Visit("remarks.questions", values=note("full")),
    Visit("remarks.questions", "lima_editor", note("full"), named="with-a-hidden-one"),
    Visit("remarks.questions", values=note("withdrawn"), named="withdrawn"),
    Visit("remarks.question", values=asked),
    Visit("remarks.question", "lima_editor", asked, named="own"),
    Visit("remarks.ask_change", "lima_editor", asked),
    Visit("remarks.ask_take_back", "lima_editor", asked),
    Visit("remarks.ask_report", "contributor", answered),
    Visit("desk.index", "coordinator", named="reports"),
    Visit("desk.reports", "coordinator"),
    Visit("desk.reports", "coordinator", lambda n: {"show": "decided"}, named="decided"),
    Visit("desk.reports", "contributor", status=403),
    Visit("notices.index", "contributor", named="asked-and-thanked"),
    Visit("search.results", named="empty"),
    Visit("search.results", values=lambda n: {"q": "spare parts"}, named="found"),
    Visit("search.results", values=lambda n: {"q": "register"}, named="many"),
    Visit("search.results", values=lambda n: {"q": "zzgrwx"}, named="nothing-found"),
    Visit("search.results", "contributor", lambda n: {"q": '((" a: *'}, named="strange"),
    Visit("search.results", values=lambda n: {"q": "register AND zzgrwx", "country": "SN"}, named="to-widen"),
    Visit("search.choices", values=lambda n: {"facet": "topic", "q": "register"}),
    Visit("search.choices", values=lambda n: {"facet": "country", "find": "zzgrwx"}, named="nothing-found"),
    Visit("search.results", "contributor", lambda n: {"q": "spare parts"}, named="to-keep"),
    Visit("saved_searches.index", "lima_editor"),
    Visit("saved_searches.index", "outsider", named="empty"),
    Visit("saved_searches.show", "lima_editor", note("search")),
    Visit("saved_searches.show", "lima_editor", note("fresh_search"), named="nothing-new"),
    Visit("saved_searches.show", "administrator", note("search"), status=404, named="anothers"),
    Visit("saved_searches.edit", "lima_editor", note("search")),
    Visit("saved_searches.delete", "lima_editor", note("search")),
    Visit("saved_searches.stop", values=lambda n: {"token": n.links["stop"]}),
    Visit("notices.index", "lima_editor", named="found"),
    Visit("peer_groups.index"),
    Visit("peer_groups.index", "contributor"),
    Visit("peer_groups.propose", "contributor"),
    Visit("peer_groups.show", "contributor", note("active"), named="active"),
    Visit("peer_groups.show", "contributor", note("forming"), named="forming"),
    Visit("peer_groups.show", "editor", note("forming"), named="to-ask"),
    Visit("peer_groups.show", "coordinator", note("forming"), named="invited"),
    Visit("peer_groups.show", "contributor", note("ended"), named="ended"),
    Visit("peer_groups.discussion", "contributor", note("active")),
    Visit("peer_groups.notes", "contributor", note("active")),
    Visit("peer_groups.close", "contributor", note("forming")),
    Visit("rounds.index", "contributor"),
    Visit("rounds.index", "coordinator"),
    Visit("rounds.served", "coordinator"),
    Visit("rounds.served", "coordinator", lambda n: {"by": "organization"}, named="organizations"),
    Visit("rounds.show", "contributor", note("round"), named="begun"),
    Visit("rounds.show", "lima_editor", note("round"), named="taking-part"),
    Visit("rounds.show", "coordinator", note("draft_round"), named="draft"),
    Visit("rounds.show", "outsider", note("round"), named="without-team"),
    Visit("rounds.new", "coordinator"),
    Visit("rounds.edit", "coordinator", note("round")),
    Visit("rounds.end", "coordinator", note("round")),
    Visit("rounds.close", "coordinator", note("round")),
    Visit("rounds.signups", "coordinator", note("round")),
    Visit("rounds.inviting", "coordinator", lambda n: {"permalink": n.round.permalink, "topic": n.pumps.id}),
    Visit("rounds.proposal", "coordinator", note("round"), named="open"),
    Visit("rounds.proposal", "coordinator", note("proposed_round"), named="solved"),
    Visit("rounds.proposal", "coordinator", note("searched_round"), named="under-way"),
    Visit("rounds.proposal", "coordinator", note("answered_round"), named="answered"),
    Visit("rounds.table", "coordinator", note("proposed_round")),
    Visit("rounds.look_at_change", "coordinator", seat("placed", "move"), named="seeking"),
    Visit("rounds.look_at_change", "coordinator", seat("placed", "move", to="waiting"), named="effect"),
    Visit("rounds.look_at_change", "coordinator", seat("waiting", "move", to="1"), named="refused"),
    Visit("rounds.look_at_change", "coordinator", seat("waiting", "exclude"), named="leaving-out"),
    Visit("rounds.compare_results", "coordinator", note("proposed_round")),
    Visit("rounds.compare_results", "coordinator", note("answered_round"), named="one-result"),
    Visit("rounds.my_place", "editor", note("answered_round")),
    Visit("rounds.sign_up", "contributor", note("round"), named="begun"),
    Visit("rounds.sign_up", "lima_editor", note("round")),
    Visit("rounds.leave", "lima_editor", note("round")),
    Visit("topics.index"),
    Visit("topics.show", values=note("water")),
    Visit("topics.show", "coordinator", note("pumps")),
    Visit("topics.new", "coordinator"),
    Visit("topics.labels", "coordinator", note("pumps")),
    Visit("topics.scope", "coordinator", note("pumps")),
    Visit("topics.place", "coordinator", note("pumps")),
    Visit("topics.merge", "coordinator", note("pumps")),
    Visit("topics.retire", "coordinator", note("pumps")),
    Visit("topics.featured", "coordinator", note("pumps")),
    Visit("topics.history", "coordinator", note("pumps")),
)
ON_AN_EMPTY_SITE = (Visit("people.first"),)

# What answers GET with something else than a page.
NOT_PAGES = {
    "assets.serve": "stylesheet, script, picture",
    "pages.health": "JSON for monitors",
    "pages.choose_language": "sets a cookie and leads back",
    "pages.appearance": "sets a cookie and leads back",
    "topics.suggest": "JSON for the picker",
    "search.suggest": "JSON for the search boxes",
    "notes.index": "leads to the search",
    "notes.attachment": "a file of a note",
    "notes.markdown": "a file of Markdown",
    "remarks.lead_to": "leads to the page of its list",
    "notes.cite": "a file of BibTeX or RIS",
    "rounds.export": "a file of CSV",
    "notes.suggest_countries": "JSON for the picker",
}
