"""The Python client of docs/python-client.md, run as it stands there, against the real server."""

import re
import subprocess
import sys
import tempfile

import harness


def main():
    text = (harness.ROOT / "docs/python-client.md").read_text(encoding="utf-8")
    program = re.search(r"```python\n(.*?)```", text, re.S).group(1)
    stubs = harness.stubs()
    with tempfile.TemporaryDirectory() as folder, harness.Server(folder) as server:
        for expected in (1, 2):  # the second run goes on where the first one left off
            run = subprocess.run([sys.executable, "-c", program, str(server.pki), f"127.0.0.1:{server.port}"],
                                 env={"PYTHONPATH": stubs, "PATH": "/usr/bin"}, capture_output=True, text=True)
            print(run.stdout, run.stderr)
            wanted = f"recorded at position {expected}; sent again: {expected}, duplicate: True"
            if wanted not in run.stdout:
                print("expected:", wanted)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
