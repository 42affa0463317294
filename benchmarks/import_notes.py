"""Import a file into an empty installation: how long it takes and how much memory.

    .venv/bin/python benchmarks/import_notes.py FILE.jsonl

Prints seconds and peak memory (of the importing process) for the first import and for the same file once more.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


def run(home: str, *arguments: str) -> str:
    environment = os.environ | {"CAUSEWAY_HOME": home, "CAUSEWAY_DATABASE_URL": ""}
    done = subprocess.run([*FLASK, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
    return done.stdout.strip()


def peak_megabytes() -> float:
    """The largest any child was so far; Linux counts in KiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main(file: str) -> None:
    path = str(Path(file).absolute())
    with tempfile.TemporaryDirectory() as home:
        run(home, "init")
        print(f"empty installation: peak {peak_megabytes():.0f} MB")
        for turn in ("first import", "once more"):
            began, cpu = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            told = run(home, "notes", "import", path)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = used.ru_utime + used.ru_stime - cpu.ru_utime - cpu.ru_stime
            print(
                f"{turn}: {time.perf_counter() - began:.1f} s ({spent:.1f} s of processor), peak {peak_megabytes():.0f} MB: {told}"
            )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
