"""Power cuts: user-mode Linux writes the log on a disk that drops what it gets from a drawn moment on.

  power_cuts.py [--cuts N] [--control-cuts N] [--seed N]

One file system and one log live through several cuts. After each cut the disk is mounted again and the log held against
the ledger, which lies on the host's disk (tests/oracle). The control writes without sync, so it must lose: if it does
not, the cuts cut nothing. One boot makes all cuts, unless the kernel itself stands still or panics, as user-mode Linux
can on a busy machine: then it is said where, killed (a cut like any other) and booted again. The last line is JSON.
HOMEWARD_ORACLE and HOMEWARD_XSTATE say where the programs are (default: the release build), HOMEWARD_SEED is another
way to give the seed.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

BUILT = pathlib.Path(__file__).resolve().parents[2] / ".build/release/tests"
ORACLE = os.environ.get("HOMEWARD_ORACLE", str(BUILT / "oracle/log_oracle"))
XSTATE = os.environ.get("HOMEWARD_XSTATE", str(BUILT / "power/libwhole_xstate.so"))
KERNEL = "linux.uml"
MEMORY = "512M"
DISK_BYTES = 512 << 20  # sparse
CUTS_PER_DISK = 8  # then a new file system
STEP_SECONDS = 120  # of one step inside, at most; steps of the log's own programs end themselves before (inside.py)
BOOTS = 4  # at most
GAVE_UP = "gave up"  # the last step of a run that found something amiss itself
CUT_SECONDS = 45  # at most of the whole run for each cut, beside what standing still takes
MOMENT = (0.02, 0.7)  # seconds after the writer's first acknowledgement
OPENING = (0.0, 0.3)  # seconds after its start
FILE_SYSTEMS = ("ext4", "xfs")


def plan_cuts(cuts, controls, draw):
    plan = []
    for i in range(cuts):
        # The first cut of a log falls behind its first acknowledgement, some of the others while it is opened.
        while_opening = i % CUTS_PER_DISK != 0 and draw.random() < 0.2
        options = ["--window", str(draw.choice((32, 200, 2000)))] + (["--strict"] if draw.random() < 0.3 else [])
        plan.append({"control": False, "fresh": i % CUTS_PER_DISK == 0, "ledger": f"ledger.{i // CUTS_PER_DISK}",
                     "file_system": FILE_SYSTEMS[i // CUTS_PER_DISK % len(FILE_SYSTEMS)], "options": options,
                     "while_opening": while_opening, "seconds": draw.uniform(*(OPENING if while_opening else MOMENT))})
    for i in range(controls):
        plan.append({"control": True, "fresh": True, "ledger": f"ledger.control.{i}",
                     "file_system": FILE_SYSTEMS[i % len(FILE_SYSTEMS)], "options": ["--no-sync"],
                     "while_opening": False, "seconds": draw.uniform(*MOMENT)})
    return plan


def begin(folder, cuts):
    kernel = shutil.which(KERNEL)
    if kernel is None:
        sys.exit(f"error: no {KERNEL}: install Debian's user-mode-linux (deploy/install-packages)")
    (folder / "plan").write_text(json.dumps(
        {"folder": str(folder), "oracle": ORACLE, "gave_up": GAVE_UP, "cuts": cuts}))
    inside = pathlib.Path(__file__).resolve().parent / "inside.py"
    words = [kernel, f"mem={MEMORY}", f"ubd0={folder / 'disk'}", "rootfstype=hostfs", "ro", "con=null", "con0=null,fd:1",
             "quiet", "panic=-1", f"uml_dir={folder}", f"umid=cut{os.getpid()}", "init=/usr/bin/python3", "--",
             str(inside), str(folder / "plan")]
    with open(folder / "console", "ab") as console:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT,
                                env={**os.environ, "LD_PRELOAD": XSTATE}, start_new_session=True)


def read_lines(file):
    return file.read_text().splitlines() if file.exists() else []


def last_step(kernel, folder, deadline):
    """Waits until the kernel has ended or does not get out of a step."""
    step, since = None, time.monotonic()
    while True:
        ended, now = kernel.poll() is not None, time.monotonic()
        found = (read_lines(folder / "step") or ["booting"])[-1]
        if found != step:
            step, since = found, now
        if ended or now > min(deadline, since + STEP_SECONDS):
            return step
        time.sleep(0.1)


def processes(session):
    """What the host's kernel says of each process of a session: its state and where it waits."""
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if int(fields[3]) == session:
                yield f"{stat.parent.name} {fields[0]} {(stat.parent / 'wchan').read_text()}"
        except (OSError, IndexError):
            continue  # it has ended meanwhile


def make_cuts(folder, cuts):
    """What was found after each cut, and how often the kernel was booted again."""
    with open(folder / "disk", "wb") as disk:
        disk.truncate(DISK_BYTES)
    deadline = time.monotonic() + CUT_SECONDS * len(cuts) + STEP_SECONDS * BOOTS
    results = []
    for boots in range(BOOTS):
        (folder / "step").unlink(missing_ok=True)
        kernel = begin(folder, cuts[len(results):])
        try:
            step = last_step(kernel, folder, deadline)
            how = "ended" if kernel.poll() is not None else "; ".join(["stands still", *processes(kernel.pid)])
        finally:
            try:
                os.killpg(kernel.pid, 9)
            except ProcessLookupError:
                pass
            kernel.wait()
        results = [json.loads(line) for line in read_lines(folder / "results")]
        if len(results) == len(cuts) or step == GAVE_UP:
            break
        print(f"user-mode Linux, {step}: {how}", flush=True)
    return results, boots


def batches_acknowledged(folder, cut):
    """Events that the ledger has as acknowledged."""
    count, tried = 0, {}
    for line in (folder / cut["ledger"]).read_text().splitlines():
        word, first, second = line.split()
        if word == "try":
            tried[first] = int(second)
        elif word == "ack":
            count += tried[first]
    return count


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--cuts", type=int, default=8)
    arguments.add_argument("--control-cuts", type=int)
    arguments.add_argument("--seed", type=int, default=os.environ.get("HOMEWARD_SEED"))
    given = arguments.parse_args()
    seed = random.SystemRandom().randrange(1 << 32) if given.seed is None else given.seed
    controls = max(2, given.cuts // 8) if given.control_cuts is None else given.control_cuts
    cuts = plan_cuts(given.cuts, controls, random.Random(seed))
    print(f"{given.cuts} power cuts and {controls} of the control, --seed {seed}", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="homeward-power-") as name:
        folder = pathlib.Path(name)
        results, boots = make_cuts(folder, cuts)
        figures, errors = verdict(folder, cuts, results)
        if errors:
            print("the console's end:", (folder / "console").read_text(errors="replace")[-3000:])
    for error in errors:
        print("error:", error)
    print(json.dumps({**figures, "power_boots_again": boots, "power_seed": seed,
                      "power_seconds": round(time.monotonic() - started)}))
    return 1 if errors else 0


def verdict(folder, cuts, results):
    figures = {"power_cuts": 0, "power_acked": 0, "power_lost": 0, "power_phantoms": 0, "power_control_cuts": 0,
               "power_control_acked": 0, "power_control_lost": 0}
    errors = [] if len(results) == len(cuts) else [f"{len(results)} of {len(cuts)} cuts were made"]
    acked = {}  # ledger → acknowledged, as the last check of that log found it
    for i, result in enumerate(results):
        found = result["verdict"]
        if result["control"]:
            figures["power_control_cuts"] += 1
            all_acked = batches_acknowledged(folder, result)
            figures["power_control_acked"] += all_acked
            # A log that is refused whole has lost all of it.
            lost = found["lost"] if found else all_acked
            figures["power_control_lost"] += lost
            if lost == 0:
                errors.append(f"cut {i}: the control wrote without sync and lost nothing of {all_acked}")
            continue
        figures["power_cuts"] += 1
        if found is None or result["exit"] != 0:
            errors.append(f"cut {i} ({result['file_system']}, {result['options']}): {found} {result['said']}")
        figures["power_lost"] += found["lost"] if found else batches_acknowledged(folder, result)
        figures["power_phantoms"] += found["phantoms"] if found else 0
        acked[result["ledger"]] = found["acked"] if found else 0
    figures["power_acked"] = sum(acked.values())
    if figures["power_acked"] < figures["power_cuts"]:
        errors.append("too little was acknowledged for the cuts to mean anything")
    return figures, errors


if __name__ == "__main__":
    sys.exit(main())
