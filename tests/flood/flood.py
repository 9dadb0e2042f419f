"""What hostile and careless callers do, against the real binary, while a healthy peer publishes.

  never reading ........ streams that are opened and not read from
  connections .......... more than the server takes, silent ones and plaintext ones
  slow starts .......... connections that send the first byte of a TLS hello and no more
  rapid reset .......... streams taken back as soon as they are begun (CVE-2023-44487)
  endless header ....... one header in many CONTINUATION frames, with a valid certificate (CVE-2023-33953)
  oversized headers .... metadata beyond what a call may have
  strange headers ...... what made gRPC abort (CVE-2023-1428)
  vanishing ............ a connection that ends in the middle of a batch, which is then not recorded

All the while the healthy peer's p99 stays below a second, or, where this machine has so much else to do that it does not
without any flood either, below three times what it was before; in the end the server has never used more memory than its
unit file lets it, and takes a new connection at once. --quick: sizes for every run of the tests. The last line is JSON.
"""

import json
import os
import pathlib
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time

import grpc

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
import harness  # noqa: E402
import http2  # noqa: E402

STUBS = harness.stubs()
from homeward.audit.v1 import audit_pb2, audit_pb2_grpc  # noqa: E402
from homeward.coordination.v1 import coordination_pb2, views_pb2  # noqa: E402
from homeward.police.v1 import police_service_pb2 as police, police_service_pb2_grpc as police_rpc  # noqa: E402
import healthy  # noqa: E402

QUICK = "--quick" in sys.argv[1:]
WATCHERS = 70 if QUICK else 500
CONNECTIONS = 600 if QUICK else 5000
SLOW_STARTS = 50 if QUICK else 500
RESETS = 5_000 if QUICK else 100_000
HEADER_BYTES = (8 if QUICK else 64) << 20  # beyond what the server lets come without a call
EVENTS = 1_000 if QUICK else 5_000  # in the log, so that a stream has more to say than its window holds
PATH = "/homeward.police.v1.Police/Publish"
P99_MS_MAX = 3000 if QUICK else 1000  # of a hundred calls the p99 is the slowest
RETRIES = 3  # of a call that finds its connection closed
CUT_SECONDS = 20  # the server looks once a second, and goes on for a while with what it has read by then
CALM_CALLS = 20 if QUICK else 100
ACCEPTS_AGAIN_SECONDS = 5
START_CLOSED_SECONDS = 15  # the server gives a connection 10 to begin
PURPOSES = {"police": "INVESTIGATION", "border_guard": "INVESTIGATION", "labour": "CARE", "commune": "CARE",
            "prosecution": "PROSECUTION", "coordinator": "SUPERVISION", "auditor": "AUDIT"}


def memory_max():
    unit = (harness.ROOT / "deploy/homeward.service").read_text(encoding="utf-8")
    number, suffix = re.search(r"^MemoryMax=(\d+)([MG])$", unit, re.M).groups()
    return int(number) << {"M": 20, "G": 30}[suffix]


def memory(pid, name):
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M).group(1)) << 10


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Peer:
    """The healthy one. Its process is not this one, whose own work would count as the server's delay."""

    def __init__(self, server):
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "healthy.py"), str(server.port), str(server.pki)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": STUBS})
        self.calls = []
        self.reader = threading.Thread(target=self.read, daemon=True)  # a test that fails ends with it
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            began, took = line.split()
            self.calls.append((float(began), float(took)))

    def p99_ms(self, since=0.0):
        took = sorted(took for began, took in list(self.calls) if began >= since)
        return 1000 * took[min(len(took) - 1, int(len(took) * 0.99))] if took else float("inf")

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.reader.join()


def an_event(person):
    event = police.Event()
    harness.victim_reported(event, "test://flood", "pol.01", person)
    return event


def enough(peer):
    before = len(peer.calls)
    while len(peer.calls) < before + CALM_CALLS and peer.process.poll() is None:
        time.sleep(0.05)


def fill(server):
    with server.channel("police") as channel:
        service = police_rpc.PoliceStub(channel)
        person = service.MintPersonIds(police.MintPersonIdsRequest(count=1)).ids[0]
        for _ in range(EVENTS // 500):
            service.PublishBatch(police.PublishBatchRequest(events=[an_event(person) for _ in range(500)]))
    return person


def never_read(server, channels):
    """Opens the streams and returns them; each has begun to answer."""
    calls = []
    for i in range(WATCHERS):
        role = list(PURPOSES)[i % len(PURPOSES)]
        if role not in channels:
            channels[role] = server.channel(role)
        context = coordination_pb2.ReadContext(purpose=getattr(views_pb2, f"PURPOSE_{PURPOSES[role]}"))
        request = audit_pb2.ReplayRequest(context=context, from_position=1, follow=True)
        calls.append(audit_pb2_grpc.AuditStub(channels[role]).Replay(request))
    for call in calls:
        call.initial_metadata()
    return calls


def connect(port, first=b""):
    """A connection that says so much and no more; None if the server did not take it."""
    made = socket.socket()
    made.setblocking(False)
    try:
        made.connect(("127.0.0.1", port))
    except BlockingIOError:
        pass
    except OSError:
        made.close()
        return None
    if first:
        try:
            time.sleep(0)
            made.send(first)
        except OSError:
            pass  # not connected yet, or closed again: then it is a silent one
    return made


def still_open(made):
    try:
        return made.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def oversized_headers(server):
    """A call with more metadata than it may have ends with a status; the next one is answered."""
    with server.channel("police") as channel:
        service = police_rpc.PoliceStub(channel)
        metadata = [(f"x-{i}", "a" * 8000) for i in range(8)]
        try:
            service.MintPersonIds(police.MintPersonIdsRequest(), metadata=metadata)
            return "taken"
        except grpc.RpcError as error:
            refused = error.code().name
        for again in range(RETRIES):
            try:
                service.MintPersonIds(police.MintPersonIdsRequest())
                return refused
            except grpc.RpcError as error:  # short of memory, gRPC closes connections that no call uses just then
                if error.code() is not grpc.StatusCode.UNAVAILABLE or again == RETRIES - 1:
                    raise


def strange_headers(server):
    """Whatever the answer: the server is still there."""
    for strange in ({"te": "x"}, {"scheme": "gopher"}, {"grpclb_client_stats": "x"}):
        connection = http2.Connection(server, "police")
        http2.strange_headers(connection, PATH, **strange)
        time.sleep(0.2)
        connection.close()
    return server.process.poll() is None


def vanish(server, person):
    """True if nothing of the batch was recorded, and the same batch is when it comes whole."""
    request = police.PublishRequest(events=[an_event(person) for _ in range(10)])
    http2.vanish_within(http2.Connection(server, "police"), PATH, request.SerializeToString())
    time.sleep(0.2)
    with server.channel("police") as channel:
        answer = police_rpc.PoliceStub(channel).PublishBatch(police.PublishBatchRequest(events=request.events))
    return not answer.duplicate and answer.count == 10


def accepts_again(server):
    began = time.time()
    with server.channel("commune") as channel:
        grpc.channel_ready_future(channel).result(timeout=60)
    return time.time() - began


def run(server):
    figures, wrong, pid = {}, [], server.process.pid
    peer, channels = Peer(server), {}

    def phase(name, action):
        began, cpu = time.time(), cpu_seconds(pid)
        result = action()
        time.sleep(0.5)  # what the server has yet to digest counts too
        figures[f"{name}_s"] = round(time.time() - began, 2)
        figures[f"{name}_cpu_s"] = round(cpu_seconds(pid) - cpu, 2)
        figures[f"{name}_healthy_p99_ms"] = round(peer.p99_ms(began), 1)
        print(f"{name}: {({k: v for k, v in figures.items() if k.startswith(name)})}", flush=True)
        return result

    person = fill(server)
    while not peer.calls and peer.process.poll() is None:
        time.sleep(0.05)
    phase("calm", lambda: enough(peer))
    calm = memory(pid, "VmRSS")
    slow = [connect(server.port, b"\x16") for _ in range(SLOW_STARTS)]
    slow_since = time.time()
    watchers = phase("never_reading", lambda: never_read(server, channels))
    figures["never_reading_watchers"] = sum(call.is_active() for call in watchers)
    if figures["never_reading_watchers"] != WATCHERS:
        wrong.append("a watcher that does not read was ended")
    flood = []

    def connections():
        for i in range(CONNECTIONS):
            flood.append(connect(server.port, b"GET / HTTP/1.1\r\n\r\n" if i % 2 else b""))
            if i % 200 == 199:
                time.sleep(0.02)  # or the kernel's queue would drop them before the server sees any
        time.sleep(2)
        return len([made for made in flood if made is not None])

    figures["flood_connections"] = phase("connections", connections)
    if figures["flood_connections"] != CONNECTIONS:
        wrong.append("not all connections could be made")
    figures["flood_accepts_again_s"] = round(accepts_again(server), 2)  # while the strangers still hold theirs
    for made in flood:
        if made is not None:
            made.close()

    def resets():
        connection = http2.Connection(server, "police")
        sent = http2.reset_rapidly(connection, PATH, RESETS)
        connection.close()
        return sent

    def endless():
        connection = http2.Connection(server, "police")
        sent = http2.never_ending_header(connection, PATH, HEADER_BYTES)
        if not connection.over.wait(CUT_SECONDS):
            wrong.append("a connection that only sends a header was not cut off")
        connection.close()
        return sent

    figures["rapid_resets"] = phase("rapid_reset", resets)
    figures["endless_header_bytes"] = phase("endless_header", endless)
    figures["oversized_headers"] = phase("oversized_headers", lambda: oversized_headers(server))
    if figures["oversized_headers"] != "RESOURCE_EXHAUSTED":
        wrong.append("metadata beyond the limit was not refused")
    if not phase("strange_headers", lambda: strange_headers(server)):
        wrong.append("a strange header ended the server")
    if not phase("vanishing", lambda: vanish(server, person)):
        wrong.append("part of a batch was recorded")
    figures["flood_accepts_again_s"] = max(figures["flood_accepts_again_s"], round(accepts_again(server), 2))
    if figures["flood_accepts_again_s"] > ACCEPTS_AGAIN_SECONDS:
        wrong.append("a new connection was not accepted soon")
    while any(made is not None and still_open(made) for made in slow):
        if time.time() > slow_since + START_CLOSED_SECONDS + sum(v for k, v in figures.items() if k.endswith("_cpu_s")):
            wrong.append("a connection that never began is still open")
            break
        time.sleep(0.1)
    peer.end()
    figures["flood_healthy_calls"] = len(peer.calls)
    figures["flood_healthy_p99_ms"] = round(peer.p99_ms(), 1)
    if figures["flood_healthy_p99_ms"] > max(P99_MS_MAX, 3 * figures["calm_healthy_p99_ms"]):
        wrong.append("the healthy peer had to wait")
    figures["flood_calm_rss_mib"] = calm >> 20
    figures["flood_rss_mib"] = memory(pid, "VmHWM") >> 20
    if figures["flood_rss_mib"] << 20 > memory_max():
        wrong.append("more memory than the unit file lets it have")
    for channel in channels.values():
        channel.close()
    if server.stop() != 0:
        wrong.append("the server did not end well")
    return figures, wrong


def main():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as folder, harness.Server(folder) as server:
        figures, wrong = run(server)
    for what in wrong:
        print("WRONG:", what)
    print(json.dumps(figures))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
