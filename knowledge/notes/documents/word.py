"""A Word document as Markdown. Run as a program (`word DOCUMENT CHARACTERS`) it prints the text and the number of pictures left out.

`read_word` does so in a process of its own, whose memory and time are bounded: the library reads a document whole.
"""

import json
import sys
from pathlib import Path
from typing import Any

import mammoth
from markdownify import markdownify

from knowledge.apart import TooMuchWork, bound_this_process, run_apart
from knowledge.errors import Invalid


def read_word(path: Path, most: int) -> tuple[str, int]:
    """(Markdown, pictures left out). Of a text of more than `most` characters only so many that it is seen to be too long: it may
    be a thousand times as long as its file. Raises `Invalid` for what cannot be read.
    """
    try:
        text, pictures = json.loads(run_apart(__name__, [str(path), str(most)]))
    except TooMuchWork as error:
        raise Invalid({"files": "damaged"}) from error
    return str(text), int(pictures)


def convert(path: Path) -> tuple[str, int]:
    left_out = []

    def leave_out(image: Any) -> list[Any]:
        left_out.append(image)
        return []

    with path.open("rb") as file:
        html = mammoth.convert_to_html(
            file, convert_image=leave_out, style_map="p[style-name='Title'] => h1:fresh"
        ).value
    return markdownify(html, heading_style="ATX", bullets="-"), len(left_out)


def main() -> None:
    bound_this_process()
    text, pictures = convert(Path(sys.argv[1]))
    print(json.dumps((text[: int(sys.argv[2]) + 1], pictures)))


if __name__ == "__main__":
    main()
