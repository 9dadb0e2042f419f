"""Has exactly the n-th sync, or the n-th write, of a process that writes a log fail, for n = 1 … N.

  fault_sweep.py [--faults N] [--step N]

libfiu's preload library stands before the C library's fsync, fdatasync, write and pwrite; log_oracle tells it which one
fails, and how: EIO, ENOSPC, or a part written and then ENOSPC. Only that one: what comes after it works, which is what a
disk does and what has made databases forget (a second fsync that says all is well). Then:

  the process must have stopped, or never begun, or the call was one that the log can do without;
  a process without faults opens the log, sends again what had no answer, and writes on;
  the log holds what was acknowledged, each batch once, and nothing that nobody tried.

Controls: an acknowledgement that nobody got must be found missing, and so must those of a writer that takes "outcome
unknown" for an acknowledgement. The last line is JSON.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

BUILT = pathlib.Path(__file__).resolve().parents[2] / ".build/release/tests"
ORACLE = os.environ.get("HOMEWARD_ORACLE", str(BUILT / "oracle/log_oracle"))
PRELOAD = "/usr/lib/fiu/fiu_posix_preload.so"
CALLS = {"sync": ("io", "space"), "write": ("io", "space", "short")}  # kinds take turns
BATCHES = 1000  # more than the last fault needs
WINDOW = "32"  # events: so small that files of the index are among what fails
RUN_SECONDS = 60
STOPPED, NOT_OPENED = 3, 4  # log_oracle's exit codes
AT_ONCE = os.cpu_count() or 1


def oracle(*words, faulted=False):
    preload = {"LD_PRELOAD": PRELOAD} if faulted else {}
    return subprocess.run([ORACLE, *map(str, words)], capture_output=True, text=True, timeout=RUN_SECONDS,
                          env={**os.environ, **preload})


def one(call, nth, kind, *extra):
    """What came of it: a dict, with "error" if it is not what it must be."""
    with tempfile.TemporaryDirectory(prefix="homeward-fault-") as folder:
        log, ledger = pathlib.Path(folder) / "log", pathlib.Path(folder) / "ledger"
        faulted = oracle("write", log, ledger, "--batches", BATCHES, "--window", WINDOW, "--fault", call, nth, kind, *extra,
                         faulted=True)
        name = f"{call} {nth} {kind}"
        if faulted.returncode not in (0, STOPPED, NOT_OPENED):
            return {"error": f"{name}: the process ended with {faulted.returncode}: {faulted.stderr[-1500:]}"}
        done = json.loads(faulted.stdout)
        if done["faults"] == 0:
            return {"error": f"{name}: never came: {faulted.stdout}"}
        after = oracle("check", log, ledger)  # as the disk was left
        again = oracle("write", log, ledger, "--batches", 5, "--window", WINDOW)
        check = oracle("check", log, ledger)
        for step in (after, again, check):
            if step.returncode != 0 and not extra:
                return {"error": f"{name}: {step.args[1]}: {step.returncode} {step.stdout} {step.stderr[-1500:]}",
                        "lost": json.loads(step.stdout)["lost"] if step.args[1] == "check" and step.stdout else 1}
        forged = oracle("check", log, ledger, "--forge")
        if json.loads(forged.stdout)["lost"] < 1:
            return {"error": f"{name}: a forged acknowledgement was not missed"}
        return {"acked": json.loads(check.stdout)["acked"], "lost": json.loads(after.stdout)["lost"],
                "stopped": faulted.returncode != 0}


def sweep(call, numbers):
    kinds = CALLS[call]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda n: one(call, n, kinds[n % len(kinds)]), numbers))


def control(numbers):
    """Events that a careless client believes to be recorded and that are not."""
    return sum(one("write", n, "io", "--ack-unknown").get("lost", 0) for n in numbers)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--faults", type=int, default=300, help="the last n")
    arguments.add_argument("--step", type=int, default=1, help="every so many")
    given = arguments.parse_args()
    if not pathlib.Path(PRELOAD).exists():
        sys.exit(f"error: no {PRELOAD}: install Debian's libfiu0 (deploy/install-packages)")
    started = time.monotonic()
    numbers = list(range(1, given.faults + 1, given.step))
    print(f"faults {numbers[0]} … {numbers[-1]}, {len(numbers)} of each call", flush=True)
    figures, errors = {}, []
    for call, prefix in (("sync", "fsync"), ("write", "write")):
        results = sweep(call, numbers)
        errors += [result["error"] for result in results if "error" in result]
        figures[f"{prefix}_faults"] = len(results)
        figures[f"{prefix}_acked"] = sum(result.get("acked", 0) for result in results)
        figures[f"{prefix}_lost"] = sum(result.get("lost", 0) for result in results)
        figures[f"{prefix}_survived"] = sum(not result.get("stopped", True) for result in results)
    figures["fault_control_lost"] = control(numbers[len(numbers) // 3:][:10])
    if figures["fault_control_lost"] == 0:
        errors.append("a writer that takes \"unknown\" for an acknowledgement lost nothing: the faults do not bite")
    for error in errors:
        print("error:", error)
    print(json.dumps({**figures, "fault_seconds": round(time.monotonic() - started)}))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
