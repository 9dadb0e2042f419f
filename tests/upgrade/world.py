"""What the maker of a fixture and its test ask alike."""

import json
import subprocess
import time

import harness

BEFORE_RESTART = ("programme", "police", "border_guard")
BEHIND_RESTART = ("labour", "commune", "prosecution")
CATCH_UP_SECONDS = 60


def ask(server, role, *arguments):
    done = subprocess.run([harness.BINARY, *map(str, arguments), "--output", "json", "--server",
                           f"127.0.0.1:{server.port}", "--identity", str(server.pki / role)],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: {done.returncode} {done.stderr}")
    return json.loads(done.stdout)


def publish(server, agency, folder=harness.ROOT / "deploy/demo"):
    """The folder's file of the agency's events; what is there already is answered again."""
    return ask(server, agency, "publish", "--progress", "none", folder / f"{agency}.jsonl")


def status(server):
    """What the server says of log and views, once the views have folded everything."""
    deadline = time.time() + CATCH_UP_SECONDS
    while True:
        said = ask(server, "auditor", "status", "--digests")
        if not said["rebuilding"] and all(view["lag"] == 0 for view in said["views"]):
            return said
        if time.time() > deadline:
            raise AssertionError("the views did not catch up")
        time.sleep(0.1)
