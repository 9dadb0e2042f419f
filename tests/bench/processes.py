"""The processes that a benchmark runs: a real server, and homeward_bench, which loads and asks it."""

import json
import os
import pathlib
import socket
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "deploy/demo"
START_SECONDS = 120  # how long a server may take to answer
STOP_SECONDS = 60
QUIET_SECONDS = 2  # files that keep their size so long are quiet
QUIET_SECONDS_MAX = 30


class Failed(Exception):
    """What went wrong, for a person."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One `homeward serve` on loopback in a folder of its own; may be killed and started again on its port."""

    def __init__(self, binary, folder, plaintext=False):
        self.binary, self.folder, self.plaintext = str(binary), pathlib.Path(folder), plaintext
        self.folder.mkdir(parents=True)
        self.process, self.port, self.metrics_port = None, free_port(), free_port()
        self.pki = self.folder / "pki"
        if not plaintext:
            subprocess.run([self.binary, "dev-certs", str(self.pki)], check=True, capture_output=True)

    def begin(self):
        """Starts the process and does not wait; returns when that was, on the monotonic clock."""
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        arguments = [self.binary, "serve", "--listen", f"127.0.0.1:{self.port}", "--data", str(self.folder / "data"),
                     "--person-id-key", str(DEMO / "person-id.key"), "--port-file", str(port_file),
                     "--metrics-listen", f"127.0.0.1:{self.metrics_port}", "--log-level", "warning"]
        arguments += ["--unsafe-plaintext"] if self.plaintext else ["--tls", str(self.pki)]
        with open(self.folder / "server.jsonl", "ab") as log:
            began = time.monotonic()
            self.process = subprocess.Popen(arguments, stderr=log)
        return began

    def start(self):
        self.begin()
        port_file, deadline = self.folder / "port", time.monotonic() + START_SECONDS
        while not (port_file.exists() and port_file.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"the server did not start:\n{(self.folder / 'server.jsonl').read_text()[-2000:]}")
            time.sleep(0.01)
        return self

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self):
        self.process.terminate()
        if self.process.wait(timeout=STOP_SECONDS) != 0:
            raise Failed("the server did not stop cleanly")

    def metric(self, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name + " "):
                    return float(line.split()[1])
        raise Failed(f"the server has no metric {name}")

    def rss_high_mib(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise Failed("the server's memory cannot be read")

    def disk_bytes(self):
        """What the log and the views take on the disk once nothing moves; the access log is not theirs."""
        deadline, since, size = time.monotonic() + QUIET_SECONDS_MAX, time.monotonic(), -1
        while time.monotonic() < min(deadline, since + QUIET_SECONDS) or size < 0:
            now = sum(allocated(path) for path in (self.folder / "data").rglob("*")
                      if "access" not in path.relative_to(self.folder / "data").parts[0])
            if now != size:
                since, size = time.monotonic(), now
            time.sleep(0.1)
        return size


def allocated(path):
    try:
        return path.stat().st_blocks * 512 if path.is_file() else 0
    except FileNotFoundError:  # compacted away meanwhile
        return 0


class Tool:
    """homeward_bench: each call gives the figures that it printed."""

    def __init__(self, binary, folder):
        self.binary, self.folder = str(binary), pathlib.Path(folder)

    def arguments(self, command, server, switches, flags):
        line = [self.binary, "--demo", str(DEMO)]
        if server is not None:
            line += ["--server", f"127.0.0.1:{server.port}", "--pid", str(server.process.pid)]
            line += [] if server.plaintext else ["--pki", str(server.pki)]
        line += [command, *switches]
        for name, value in flags.items():
            for one in value if isinstance(value, list) else [value]:
                line += [f"--{name.replace('_', '-')}", str(one)]
        return line

    def begin(self, command, server=None, *switches, **flags):
        return subprocess.Popen(self.arguments(command, server, switches, flags), stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def finish(self, process):
        out, err = process.communicate()
        if process.returncode != 0:
            raise Failed(f"{' '.join(process.args[3:])}: {err.strip()}")
        return json.loads(out)

    def __call__(self, command, server=None, *switches, **flags):
        return self.finish(self.begin(command, server, *switches, **flags))

    def floor(self, events, batch):
        return self("floor", folder=self.folder / "floor", events=events, batch=max(1, round(batch)))


def binaries(build):
    build = pathlib.Path(build)
    homeward = os.environ.get("HOMEWARD_BINARY", build / "services/cli/homeward")
    bench = os.environ.get("HOMEWARD_BENCH", build / "tests/bench/homeward_bench")
    return homeward, bench
