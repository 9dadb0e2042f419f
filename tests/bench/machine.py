"""What was measured on: the head of the table."""

import os
import pathlib
import resource
import subprocess
import time


def cpu_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return os.uname().machine


class Others:
    """How much of the processor everybody else used since this was made."""

    def __init__(self):
        self.busy, self.own, self.began = busy_seconds(), own_seconds(), time.monotonic()

    def cores(self):
        """Call it once every process of one's own has ended and was waited for."""
        used = (busy_seconds() - self.busy) - (own_seconds() - self.own)
        return max(0.0, used / (time.monotonic() - self.began))


def busy_seconds():
    """Of all cores together; what the hypervisor took away counts as busy. proc(5)"""
    user, nice, system, _, _, irq, softirq, steal = map(int, pathlib.Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def own_seconds():
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def file_system(folder):
    out = subprocess.run(["df", "--output=fstype,source", str(folder)], capture_output=True, text=True)
    return " on ".join(out.stdout.splitlines()[-1].split()) if out.returncode == 0 else "unknown"


def rocksdb_package():
    out = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "librocksdb7.8"], capture_output=True, text=True)
    return f"Debian package {out.stdout}" if out.returncode == 0 else "no Debian package"


def commit(root):
    out = subprocess.run(["git", "-C", str(root), "describe", "--always", "--dirty"], capture_output=True, text=True)
    return out.stdout.strip() if out.returncode == 0 else "unknown"


def describe(root, folder, about):
    skipped = ("kNoCompression", "kZSTDNotFinalCompression")
    compressions = [name[1:].replace("Compression", "") for name in about["rocksdb_compressions"].split()
                    if name not in skipped]
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "kernel": os.uname().release,
        "file_system": file_system(folder),
        "rocksdb": f"{about['rocksdb']}, {rocksdb_package()}, with {' '.join(compressions)}",
        "compiler": about["compiler"],
        "flags": about["flags"].strip(),
        "commit": commit(root),
    }
