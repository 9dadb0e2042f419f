"""The first process inside of user-mode Linux: inside.py PLAN. Makes the cuts of the plan (power_cuts.py), one after
another on a disk behind dm-flakey, and appends what the checker said after each to the plan's results.

A cut: suspend the disk, so that nothing more is written and nobody is told otherwise; kill the writer; have the disk
drop what it gets from now on; let the file system flush what it holds into nothing. What was not on the disk is gone.
"""

import ctypes
import json
import os
import pathlib
import subprocess
import sys
import time

DISK, MAPPED = "/dev/ubda", "/dev/mapper/faulted"
MOUNTED = pathlib.Path("/mnt/disk")
MODULES = ("dm-mod", "dm-flakey")
FINIT_MODULE = 313  # the system call's number on x86-64: saves a package that would do no more
LONG = 86400  # seconds
TRIES = 3  # of a command, or a writer, that was killed
# The log's own programs must come to an end, or to a first acknowledgement, before the host takes the kernel for stuck.
START_SECONDS, CHECK_SECONDS = 60, 60


def run(*words, may_fail=False, seconds=None):
    for _ in range(TRIES):
        result = subprocess.run(words, capture_output=True, text=True, timeout=seconds)
        if result.returncode >= 0:
            break
        # Killed: on a busy machine user-mode Linux sometimes cannot give a process its registers back, and ends it.
        print(f"inside: {words[0]} was killed by signal {-result.returncode}; once more", flush=True)
    if result.returncode != 0 and not may_fail:
        raise RuntimeError(f"{' '.join(words)}: {result.stdout} {result.stderr}")
    return result


def ended_by_its_kernel():
    """Processes so far whose registers this kernel could not give back (see run)."""
    return run("dmesg").stdout.count("regs failed")


def load_modules():
    libc = ctypes.CDLL(None, use_errno=True)
    for name in MODULES:
        file = os.open(f"/usr/lib/uml/modules/{os.uname().release}/kernel/drivers/md/{name}.ko", os.O_RDONLY)
        if libc.syscall(FINIT_MODULE, file, b"", 0) != 0:
            raise RuntimeError(f"{name}: {os.strerror(ctypes.get_errno())}")
        os.close(file)


class FaultedDisk:
    def __init__(self):
        self.sectors = int(run("blockdev", "--getsz", DISK).stdout)
        run("dmsetup", "create", "faulted", "--table", self.table(drops=False))

    def table(self, drops):
        up, down = (0, LONG) if drops else (LONG, 0)
        return f"0 {self.sectors} flakey {DISK} 0 {up} {down}" + (" 1 drop_writes" if drops else "")

    def suspend(self):
        run("dmsetup", "suspend", "--nolockfs", "--noflush", "faulted")

    def resume(self, drops):
        run("dmsetup", "load", "faulted", "--table", self.table(drops))
        run("dmsetup", "resume", "faulted")

    def mount(self, file_system):
        run("mount", "-t", file_system, MAPPED, str(MOUNTED))

    def unmount(self):
        run("umount", str(MOUNTED))


def acknowledgements(ledger):
    return ledger.read_bytes().count(b"\nack ") if ledger.exists() else 0


def write_until_the_moment(plan, cut, log, ledger, before):
    writer = subprocess.Popen([plan["oracle"], "write", log, ledger, *cut["options"]], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + START_SECONDS
    while not cut["while_opening"] and writer.poll() is None and acknowledgements(ledger) == before:
        if time.monotonic() > deadline:
            raise RuntimeError("the writer acknowledges nothing")
        time.sleep(0.01)
    time.sleep(cut["seconds"])
    return writer


def make_cut(plan, cut, disk, step):
    ledger = pathlib.Path(plan["host"]) / cut["ledger"]
    log = MOUNTED / "log"
    step("mounting")
    if cut["fresh"]:
        ledger.unlink(missing_ok=True)  # of a kernel that stood still here
        run("wipefs", "-a", MAPPED)
        run(f"mkfs.{cut['file_system']}", "-q", MAPPED)
    disk.mount(cut["file_system"])
    before = acknowledgements(ledger)
    for left in reversed(range(TRIES)):
        ended = ended_by_its_kernel()
        step(f"writing, tries left: {left}")
        writer = write_until_the_moment(plan, cut, log, ledger, before)
        if writer.poll() is None:
            break
        if left == 0 or ended_by_its_kernel() == ended:
            raise RuntimeError(f"the writer ended by itself: {writer.returncode}")
        print("inside: the writer was ended by its kernel; once more", flush=True)
    step("cutting")
    disk.suspend()
    writer.kill()
    disk.resume(drops=True)
    writer.wait()
    disk.unmount()
    disk.suspend()
    disk.resume(drops=False)
    disk.mount(cut["file_system"])
    step("checking")
    check = run(plan["oracle"], "check", str(log), str(ledger), may_fail=True, seconds=CHECK_SECONDS)
    step("unmounting")
    disk.unmount()
    return {"acked_batches": acknowledgements(ledger) - before, "exit": check.returncode,
            "verdict": json.loads(check.stdout) if check.returncode in (0, 2) else None, "said": check.stderr[-2000:]}


def main():
    os.environ.update(PATH="/usr/sbin:/usr/bin:/sbin:/bin", DM_DISABLE_UDEV="1", LC_ALL="C")
    run("mount", "-t", "proc", "proc", "/proc")
    run("mount", "-t", "sysfs", "sysfs", "/sys")
    run("mount", "-t", "tmpfs", "tmpfs", "/mnt")
    plan = json.loads(pathlib.Path(sys.argv[1]).read_text())  # as it lies on the host, whose root is ours, read-only
    plan["host"] = "/mnt/host"
    for folder in (plan["host"], MOUNTED):
        os.mkdir(folder)
    run("mount", "-t", "hostfs", "-o", plan["folder"], "none", plan["host"])
    load_modules()
    disk = FaultedDisk()
    with open(f"{plan['host']}/results", "a", encoding="utf-8") as results, \
         open(f"{plan['host']}/step", "a", encoding="utf-8") as steps:
        def step(what):
            print(what, file=steps, flush=True)

        try:
            for number, cut in enumerate(plan["cuts"]):
                found = make_cut(plan, cut, disk, lambda what: step(f"cut {number}, {what}"))
                results.write(json.dumps({**cut, **found}) + "\n")
                results.flush()
        except BaseException:
            step(plan["gave_up"])
            raise


if __name__ == "__main__":
    try:
        main()
    except BaseException as error:  # the first process must not end: the kernel would panic
        print(f"inside: {error!r}", flush=True)
    pathlib.Path("/proc/sysrq-trigger").write_text("o")
    time.sleep(LONG)
