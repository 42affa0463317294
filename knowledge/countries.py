"""Countries (ISO 3166-1 alpha-2) and the UN M49 sub-region each lies in (https://unstats.un.org/unsd/methodology/m49/)."""

from knowledge.organizations.models import INTERNATIONAL

# The finest geographic region of M49 that holds the country. Taiwan stands with Eastern Asia as in ISO 3166-1 and CLDR.
COUNTRIES_BY_REGION = {
    "005": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "013": "BZ CR GT HN MX NI PA SV",
    "014": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    "015": "DZ EG EH LY MA SD TN",
    "017": "AO CD CF CG CM GA GQ ST TD",
    "018": "BW LS NA SZ ZA",
    "021": "BM CA GL PM US",
    "029": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    "030": "CN HK JP KP KR MN MO TW",
    "034": "AF BD BT IN IR LK MV NP PK",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "039": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA",
    "053": "AU CC CX HM NF NZ",
    "054": "FJ NC PG SB VU",
    "057": "FM GU KI MH MP NR PW UM",
    "061": "AS CK NU PF PN TK TO TV WF WS",
    "143": "KG KZ TJ TM UZ",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "151": "BG BY CZ HU MD PL RO RU SK UA",
    "154": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "155": "AT BE CH DE FR LI LU MC NL",
}
REGIONS = {code: region for region, codes in COUNTRIES_BY_REGION.items() for code in codes.split()}
WORLD = "001"  # no country: an international desk, Antarctica
REGIONS["AQ"] = WORLD


def is_country(code: str) -> bool:
    """Whether the code is an ISO 3166-1 alpha-2 country, or INT for an international desk."""
    return code in REGIONS or code == INTERNATIONAL


def region_of(code: str) -> str:
    """The M49 sub-region code of a country (`SN` lies in `011`); `001`, the world, for INT and for codes not known."""
    return REGIONS.get(code, WORLD)


def all_countries() -> list[str]:
    """Every country code in alphabetical order, without INT."""
    return sorted(REGIONS)
