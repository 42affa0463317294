"""Pictures are made anew: at most so large, upright, and with nothing in them but what is seen.

Run as a program (`shrinking PICTURE FORMAT RESULT`) it prints the result's ending, width and height; `shrink` does so in a process
of its own, so that neither a bomb nor a fault in a decoder reaches the server.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from knowledge.apart import TooMuchWork, bound_this_process, run_apart
from knowledge.errors import Invalid

LONGEST_SIDE = 1600  # pixels
MOST_PIXELS = 50_000_000
TOO_LARGE = "too_large"
# What each is kept as. A moving picture is kept as its first frame: nothing on a page moves unasked.
KEPT_AS = {"PNG": "PNG", "JPEG": "JPEG", "WEBP": "WEBP", "GIF": "PNG"}
ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
QUALITY = 82


@dataclass(frozen=True)
class Shrunk:
    ending: str
    width: int
    height: int


def shrink(path: Path, kind: str, result: Path) -> Shrunk:
    """Write the picture at `path`, which is of this kind (`image/png`), to `result`. Raises `Invalid`."""
    try:
        told = json.loads(run_apart(__name__, [str(path), kind.partition("/")[2].upper(), str(result)]))
    except TooMuchWork as error:
        raise Invalid({"files": "damaged"}) from error
    if told == TOO_LARGE:
        raise Invalid({"files": f"too_many_pixels:{MOST_PIXELS // 1_000_000}"})
    return Shrunk(*told)


def shrink_here(path: Path, kind: str, result: Path) -> Shrunk | None:
    """None for a picture of too many pixels, which its first bytes tell."""
    with Image.open(path, formats=[kind]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            return None
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG need not be decoded at its full size
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        kept = KEPT_AS[kind]
        seen = upright.convert("RGB" if kept == "JPEG" or not upright.has_transparency_data else "RGBA")
        bare = Image.new(seen.mode, seen.size)  # whatever else the file carried stays behind
        bare.paste(seen)
        bare.save(result, kept, quality=QUALITY, optimize=True)
    return Shrunk(ENDINGS[kept], bare.width, bare.height)


def main() -> None:
    bound_this_process()
    Image.MAX_IMAGE_PIXELS = None  # ours is asked first, and is smaller
    shrunk = shrink_here(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
    print(json.dumps(TOO_LARGE if shrunk is None else [shrunk.ending, shrunk.width, shrunk.height]))


if __name__ == "__main__":
    main()
