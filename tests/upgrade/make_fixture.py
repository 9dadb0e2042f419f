"""Writes a data directory of the version whose binary is given, with what that version says of it.

    HOMEWARD_BINARY=…/homeward /usr/bin/python3 tests/upgrade/make_fixture.py NAME

Run it with the binary of each version that lands a change of what lies on disk, and commit tests/upgrade/NAME: later
versions have to open it (upgrade_test.py). All data is the synthetic demo's; the keys in it are nobody's.
"""

import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness  # noqa: E402
from world import BEFORE_RESTART, BEHIND_RESTART, publish, status  # noqa: E402


def clean(entry):
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def main(name):
    target = pathlib.Path(__file__).resolve().parent / name
    target.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        server = harness.Server(folder, ["--person-id-key", str(harness.ROOT / "deploy/demo/person-id.key")]).start()
        for agency in BEFORE_RESTART:
            publish(server, agency)
        server.stop()  # from here on: tables, and a write-ahead log behind them
        server.start()
        for agency in BEHIND_RESTART:
            publish(server, agency)
        said = status(server)
        server.kill()
        with tarfile.open(target / "data.tar.xz", "w:xz") as tar:
            tar.add(server.folder / "data", "data", filter=clean)
        with tarfile.open(target / "published.tar.xz", "w:xz") as tar:  # the demo's year and rules change later
            for agency in BEFORE_RESTART + BEHIND_RESTART:
                tar.add(harness.ROOT / f"deploy/demo/{agency}.jsonl", f"{agency}.jsonl", filter=clean)
        (target / "said.json").write_text(json.dumps(said, indent=1) + "\n")
    print(subprocess.run([harness.BINARY, "--version"], capture_output=True, text=True).stdout.strip(), "→", target)


if __name__ == "__main__":
    main(sys.argv[1])
