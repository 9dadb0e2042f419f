"""Runs the real binary for outside tests: certificates, a server on a free port, and Python stubs of the contract."""

import os
import pathlib
import secrets
import subprocess
import sys
import tempfile
import time
import uuid

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("HOMEWARD_BINARY", str(ROOT / ".build/release/services/cli/homeward"))
START_SECONDS = 30  # how long a server may take to answer
CALL_SECONDS = 600  # deadline of a call that sets none


def stubs():
    """Generates the Python stubs once for each process and makes them importable."""
    folder = tempfile.mkdtemp(prefix="homeward-stubs-")
    protos = [str(p) for p in (ROOT / "proto").rglob("*.proto")]
    subprocess.run(
        [sys.executable, "-m", "grpc_tools.protoc", f"-I{ROOT / 'proto'}", f"--python_out={folder}",
         f"--grpc_python_out={folder}", *protos],
        check=True)
    sys.path.insert(0, folder)
    return folder


def uuid7(at_ms=None):
    """RFC 9562 version 7."""
    at_ms = int(time.time() * 1000) if at_ms is None else at_ms
    value = at_ms << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


class Deadlines(grpc.UnaryUnaryClientInterceptor):
    def intercept_unary_unary(self, continuation, client_call_details, request):
        if client_call_details.timeout is None:
            client_call_details = client_call_details._replace(timeout=CALL_SECONDS)
        return continuation(client_call_details, request)


def victim_reported(event, source, unit, person):
    """Fills an event of any agency: somebody came in person, just now. Synthetic."""
    event.envelope.id = uuid7()
    event.envelope.source = source
    event.envelope.unit, event.envelope.province = unit, unit.split(".")[1]
    event.envelope.time.GetCurrentTime()
    event.envelope.recorded_at.CopyFrom(event.envelope.time)
    event.victim_reported.person_id = person
    event.victim_reported.person.channel = 1  # in person


class Server:
    """One `homeward serve` on loopback in a folder of its own; may be killed and started again."""

    def __init__(self, folder, extra=()):
        self.folder = pathlib.Path(folder)
        self.extra = list(extra)
        self.process = None
        self.port = None
        self.pki = self.folder / "pki"
        if not self.pki.exists():
            subprocess.run([BINARY, "dev-certs", str(self.pki)], check=True, stdout=subprocess.DEVNULL)

    def start(self):
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        log = open(self.folder / "server.jsonl", "ab")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", f"127.0.0.1:{self.port or 0}", "--data", str(self.folder / "data"),
             "--tls", str(self.pki), "--port-file", str(port_file), *self.extra],
            stdout=log, stderr=log)  # a test that dies leaves nobody holding its output open
        deadline = time.time() + START_SECONDS
        while not (port_file.exists() and port_file.read_text().strip()):
            if self.process.poll() is not None or time.time() > deadline:
                tail = (self.folder / "server.jsonl").read_text()[-2000:]
                raise RuntimeError(f"the server did not start:\n{tail}")
            time.sleep(0.01)
        self.port = int(port_file.read_text())
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=30)

    def credentials(self, name):
        read = lambda file: (self.pki / file).read_bytes()
        return grpc.ssl_channel_credentials(read("ca.pem"), read(f"{name}.key"), read(f"{name}.pem"))

    def channel(self, name, options=()):
        """Each unary call on it has a deadline, as the server wants."""
        plain = grpc.secure_channel(f"127.0.0.1:{self.port}", self.credentials(name), options)
        return grpc.intercept_channel(plain, Deadlines())

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc):
        if self.process and self.process.poll() is None:
            self.kill()
