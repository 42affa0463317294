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

# A point inside each country in whole degrees (latitude, longitude), to set a mark on a map of the world: computed from Natural
# Earth's 1:110m countries (public domain), by hand for the smallest, which that map leaves out.
PLACES = (
    "AD 43 2, AE 24 54, AF 34 66, AG 17 -62, AI 18 -63, AL 41 20, AM 40 45, AO -12 18, AQ -81 21, AR -35 -65, "
    "AS -14 -171, AT 48 14, AU -26 134, AW 13 -70, AX 60 20, AZ 40 48, BA 44 18, BB 13 -60, BD 24 90, BE 51 5, "
    "BF 12 -2, BG 43 25, BH 26 51, BI -3 30, BJ 10 2, BL 18 -63, BM 32 -65, BN 5 115, BO -17 -65, BQ 12 -68, "
    "BR -11 -53, BS 25 -78, BT 27 90, BV -54 3, BW -22 24, BY 54 28, BZ 17 -89, CA 58 -102, CC -12 97, CD -3 24, "
    "CF 7 20, CG -1 15, CH 47 8, CI 8 -6, CK -21 -160, CL -37 -72, CM 6 13, CN 37 104, CO 4 -73, CR 10 -84, "
    "CU 22 -79, CV 16 -24, CW 12 -69, CX -10 106, CY 35 33, CZ 50 15, DE 51 10, DJ 12 42, DK 56 9, DM 15 -61, "
    "DO 19 -70, DZ 28 3, EC -1 -78, EE 59 26, EG 27 30, EH 24 -12, ER 15 39, ES 40 -4, ET 9 40, FI 65 26, "
    "FJ -18 178, FK -52 -59, FM 7 158, FO 62 -7, FR 47 2, GA -1 12, GB 54 -3, GD 12 -62, GE 42 43, GF 4 -53, "
    "GG 49 -3, GH 8 -1, GI 36 -5, GL 75 -42, GM 13 -15, GN 10 -11, GP 16 -62, GQ 2 10, GR 39 23, GS -54 -37, "
    "GT 16 -90, GU 13 145, GW 12 -15, GY 5 -59, HK 22 114, HM -53 73, HN 15 -87, HR 45 16, HT 19 -72, HU 47 19, "
    "ID 0 114, IE 53 -8, IL 31 35, IM 54 -5, IN 23 80, IO -6 72, IQ 33 44, IR 33 54, IS 65 -19, IT 43 12, JE 49 -2, "
    "JM 18 -77, JO 31 37, JP 36 137, KE 1 38, KG 42 75, KH 13 105, KI 1 173, KM -12 44, KN 17 -63, KP 40 127, "
    "KR 36 128, KW 29 48, KY 19 -81, KZ 48 67, LA 18 104, LB 34 36, LC 14 -61, LI 47 10, LK 8 81, LR 6 -9, "
    "LS -30 28, LT 55 24, LU 50 6, LV 57 25, LY 27 18, MA 30 -8, MC 44 7, MD 47 28, ME 43 19, MF 18 -63, MG -19 47, "
    "MH 7 171, MK 42 22, ML 17 -4, MM 21 97, MN 47 103, MO 22 114, MP 15 146, MQ 15 -61, MR 20 -10, MS 17 -62, "
    "MT 36 14, MU -20 57, MV 3 73, MW -13 34, MX 24 -103, MY 4 115, MZ -17 35, NA -22 17, NC -21 166, NE 17 9, "
    "NF -29 168, NG 10 8, NI 13 -85, NL 52 6, NO 65 12, NP 28 84, NR -1 167, NU -19 -170, NZ -44 171, OM 21 56, "
    "PA 9 -80, PE -9 -74, PF -18 -149, PG -7 144, PH 16 122, PK 30 69, PL 52 19, PM 47 -56, PN -25 -130, PR 18 -66, "
    "PS 32 35, PT 40 -8, PW 7 135, PY -23 -58, QA 25 51, RE -21 56, RO 46 25, RS 44 21, RU 62 99, RW -2 30, "
    "SA 24 45, SB -8 159, SC -5 55, SD 16 30, SE 63 17, SG 1 104, SH -16 -6, SI 46 15, SJ 78 16, SK 49 20, SL 9 -12, "
    "SM 44 12, SN 14 -15, SO 5 46, SR 4 -56, SS 7 30, ST 0 7, SV 14 -89, SX 18 -63, SY 35 39, SZ -26 31, TC 22 -72, "
    "TD 15 19, TF -49 70, TG 8 1, TH 15 101, TJ 39 71, TK -9 -172, TL -9 126, TM 39 59, TN 34 10, TO -21 -175, "
    "TR 39 35, TT 10 -61, TV -8 178, TW 24 121, TZ -6 35, UA 49 31, UG 1 32, UM 19 167, US 40 -99, UY -33 -56, "
    "UZ 42 63, VA 42 12, VC 13 -61, VE 7 -66, VG 18 -65, VI 18 -65, VN 16 108, VU -15 167, WF -13 -176, WS -14 -172, "
    "YE 16 48, YT -13 45, ZA -29 25, ZM -13 28, ZW -19 30"
)
POINTS = {
    code: (int(latitude), int(longitude))
    for code, latitude, longitude in (place.split() for place in PLACES.split(","))
}


def is_country(code: str) -> bool:
    """Whether the code is an ISO 3166-1 alpha-2 country, or INT for an international desk."""
    return code in REGIONS or code == INTERNATIONAL


def region_of(code: str) -> str:
    """The M49 sub-region code of a country (`SN` lies in `011`); `001`, the world, for INT and for codes not known."""
    return REGIONS.get(code, WORLD)


def all_countries() -> list[str]:
    """Every country code in alphabetical order, without INT."""
    return sorted(REGIONS)
