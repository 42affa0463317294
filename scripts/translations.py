"""Message catalogues: `extract` reads the sources into messages.pot and updates each language, `compile` makes what the site reads."""

import subprocess
import sys
from pathlib import Path

CATALOGUES = Path("app/translations")
TEMPLATE = CATALOGUES / "messages.pot"
LANGUAGES = ("fr", "es", "pt", "ar", "ru", "zh")
PYBABEL = str(Path(sys.executable).parent / "pybabel")


def run(*words: str) -> None:
    subprocess.run([PYBABEL, "--quiet", *words], check=True)  # noqa: S603 - fixed words


def extract() -> None:
    CATALOGUES.mkdir(exist_ok=True)
    options = ("--no-location", "--sort-output", "-F", "babel.cfg", "-k", "_l", "-k", "lazy_gettext")
    run("extract", *options, "-o", str(TEMPLATE), ".")
    for language in LANGUAGES:
        catalogue = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
        verb = ("update", "--no-fuzzy-matching", "--ignore-pot-creation-date") if catalogue.exists() else ("init",)
        run(*verb, "-i", str(TEMPLATE), "-d", str(CATALOGUES), "-l", language)


def compile_catalogues() -> None:
    """Compile each catalogue that is newer than what was compiled from it."""
    for source in CATALOGUES.glob("*/LC_MESSAGES/messages.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            run("compile", "-i", str(source), "-o", str(compiled))


if __name__ == "__main__":
    {"extract": extract, "compile": compile_catalogues}[sys.argv[1]]()
