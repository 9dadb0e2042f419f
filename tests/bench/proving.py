"""What an auditor does with a log of full size: takes it home and checks it without the server."""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import time

import processes


def one_core():
    """Binds the calling process to the first core."""
    os.sched_setaffinity(0, {0})


def run(*arguments, bind=None):
    """Seconds and CPU seconds of a command that must succeed, and what it printed."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True,
                          preexec_fn=bind)
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise processes.Failed(f"{arguments[1]}: {done.stderr[-2000:]}")
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def prove(tool, homeward, server, server_us_per_event):
    """The server is stopped for it and stays so."""
    server.stop()
    data, evidence = server.folder / "data", pathlib.Path(server.folder) / "evidence"
    try:
        seconds, _, said = run(homeward, "export", evidence, "--data", data, "--output", "json")
        events = json.loads(said)["size"]
        # The disk is read once beforehand: what is measured is the checking.
        for file in (path for path in evidence.rglob("*") if path.is_file()):
            file.read_bytes()
        verify = [homeward, "verify", evidence, "--key", data / "checkpoint.key.pub", "--output", "json"]
        bound, cpu, _ = run(*verify, bind=one_core)
        unbound, _, _ = run(*verify)
        tree = tool("tree", None, directory=str(evidence))
    finally:
        shutil.rmtree(evidence, ignore_errors=True)
    figures = {"export_events_per_s": events / seconds, "verify_events_per_s": events / bound,
               "verify_unbound_events_per_s": events / unbound, "verify_us_per_event": cpu * 1e6 / events,
               "tree_us_per_event": tree["tree_us_per_event"]}
    if server_us_per_event:
        figures["tree_cost_ratio"] = tree["tree_us_per_event"] / server_us_per_event
    return figures
