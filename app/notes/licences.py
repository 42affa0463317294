"""Licences by their short names, with the address of their text."""

# Files that are imported write a short name in their own way; what stands before the first space is compared, in lower case.
ADDRESSES = {
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc-by-nc-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "cc-by-nc-sa-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "cc-by-nd-4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
    "cc-by-3.0": "https://creativecommons.org/licenses/by/3.0/",
    "cc-by-sa-3.0": "https://creativecommons.org/licenses/by-sa/3.0/",
    "cc-by-3.0-igo": "https://creativecommons.org/licenses/by/3.0/igo/",
    "cc-by-sa-3.0-igo": "https://creativecommons.org/licenses/by-sa/3.0/igo/",
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "etalab-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "ogl-uk-3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "ogl-canada-2.0": "https://open.canada.ca/en/open-government-licence-canada",
    "mit": "https://opensource.org/license/mit",
}


def licence_address(licence: str) -> str:
    """Where the licence's text is, empty when the licence is not a known one."""
    return ADDRESSES.get(licence.split(" ")[0].lower(), "")
