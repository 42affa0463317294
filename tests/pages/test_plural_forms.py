"""Numbers in each language take the form of the word that its speakers use."""

import gettext
import io
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parents[2] / "app" / "translations"
ONE, MANY = "taken up in %(num)d country", "taken up in %(num)d countries"


@pytest.mark.parametrize(
    ("language", "number", "form"),
    [
        ("ar", 2, "بلدين"),
        ("ar", 3, "بلدان"),
        ("ar", 11, "بلدًا"),
        ("ar", 99, "بلدًا"),
        ("ar", 100, "بلد"),
        ("ar", 103, "بلدان"),
        ("ru", 1, "стране"),
        ("ru", 5, "странах"),
        ("ru", 21, "стране"),
        ("fr", 0, "pays"),
    ],
)
def test_a_number_of_countries(language: str, number: int, form: str) -> None:
    compiled = io.BytesIO()
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    words = gettext.GNUTranslations(compiled).ngettext(ONE, MANY, number)
    assert words.split()[-1] == form
