"""What was measured on: the head of the table."""

import os
import pathlib
import subprocess


def cpu_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return os.uname().machine


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
        "load": f"{os.getloadavg()[0]:.2f} before the run",  # others' work: near 0, or the figures are theirs too
        "kernel": os.uname().release,
        "file_system": file_system(folder),
        "rocksdb": f"{about['rocksdb']}, {rocksdb_package()}, with {' '.join(compressions)}",
        "compiler": about["compiler"],
        "flags": about["flags"].strip(),
        "commit": commit(root),
    }
