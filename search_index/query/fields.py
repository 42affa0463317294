"""Field names that a query may use, and that a document's texts carry."""

TEXT_FIELDS = (
    "body",
    "summary",
    "challenge",
    "context",
    "objectives",
    "beneficiaries",
    "what_we_did",
    "resources",
    "results",
    "what_did_not_work",
    "factors",
    "conditions",
    "rights",
    "sustainability",
    "lessons",
    "references",
    "place",
    "author",
    "organization",
    "country",
    "topic",
    "tag",
)
"""Text fields beside the title. The order fixes where each lies in the index (sections.py): only ever append."""

FACETS_BY_VALUE = frozenset({"language", "evidence", "income_level", "status", "kind", "year", "region"})
"""Names that a query limits by a facet's value, since they hold codes and not words."""

QUERY_FIELDS = frozenset({"title", *TEXT_FIELDS}) | FACETS_BY_VALUE
