"""A writer killed at any moment leaves no lock, no half batch and no damaged index (pitfall 12)."""

import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from search_index.interface import Upsert
from search_index.whoosh_engine.engine import WhooshEngine
from tests.search_index.documents import document, find

KILLS = 5
BATCH = 20
WRITER = """
import sys
from pathlib import Path
from search_index.interface import Upsert
from search_index.whoosh_engine.engine import WhooshEngine
from tests.search_index.documents import document
engine = WhooshEngine(Path(sys.argv[1]))
print("ready", flush=True)
for version in range(int(sys.argv[2]), 10**6):
    engine.apply(Upsert(document(note, f"water round{version}", version=version)) for note in range(1, 21))
"""


def test_killed_while_writing(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild(document(note, "water round0", version=0) for note in range(1, BATCH + 1))
    chance = random.Random(4)
    for _ in range(KILLS):
        first = max(engine.versions().values()) + 1
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path.cwd()) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                writer.wait(chance.uniform(0.01, 0.4))
            writer.send_signal(signal.SIGKILL)
        versions = engine.versions()
        assert len(versions) == BATCH
        assert len(set(versions.values())) == 1
        assert find(engine, f"round{max(versions.values())}", limit=99).total == BATCH
        assert find(engine, "water", limit=99).total == BATCH
    engine.apply([Upsert(document(1, "afterwards", version=10**7))])
    assert find(engine, "afterwards").total == 1
