"""The real binary on a disk that fills up: a tmpfs of its own, filled, and made larger.

  nearly full ... writes are refused, reads are answered, both heal alone
  full .......... looks that cannot be recorded are refused, what needs no record is answered; nothing aborts
  full midway ... a write fails in the middle: outcome unknown; reads go on; once there is room the same process opens
                  its log again, on the same port, and the batch sent again is answered, recorded once
  full at start . waits and says so; ends when told to; goes on alone once there is room

In the end every acknowledged event is where it was acknowledged, the tree verifies, and views made anew have the digests
of those that lived through it. Figures as JSON on the last line.

Needs a mount of its own: as a user in a new user namespace, or as root. Where neither works it is skipped, loudly.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77  # as CMakeLists.txt has it
MIB = 1 << 20


def into_namespace():
    """Runs this file again where it may mount; only returns there."""
    if os.environ.get("HOMEWARD_MOUNTS"):
        return
    trial = "mount -t tmpfs -o size=1m none /mnt"
    for unshare in (["unshare", "-Urm"], ["unshare", "-m"]):
        if subprocess.run([*unshare, "sh", "-c", trial], capture_output=True).returncode == 0:
            os.environ["HOMEWARD_MOUNTS"] = "1"
            os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv])
    print("SKIPPED: neither a user namespace nor root may mount a tmpfs here, so no disk can be filled")
    sys.exit(SKIPPED)


into_namespace()
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import grpc  # noqa: E402
import harness  # noqa: E402

harness.stubs()
from google.protobuf import timestamp_pb2  # noqa: E402
from homeward.audit.v1 import audit_pb2, audit_pb2_grpc, proof_pb2  # noqa: E402
from homeward.coordination.v1 import coordination_pb2, views_pb2  # noqa: E402
from homeward.police.v1 import police_service_pb2 as police, police_service_pb2_grpc as police_rpc  # noqa: E402

EVENTS = 500  # of a batch
ROOM = 44 * MIB  # free at the start: less than RocksDB would set aside for each write-ahead log, so that it fails to
CALL_SECONDS = 10
HEAL_SECONDS = 30  # for what must heal alone
Code = grpc.StatusCode


class Disk:
    """A tmpfs on the server's data directory."""

    def __init__(self, path, mib):
        self.path = path
        path.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "none", str(path)], check=True)

    def grow(self, mib):
        subprocess.run(["mount", "-o", f"remount,size={mib}m", str(self.path)], check=True)

    def free(self):
        disk = os.statvfs(self.path)
        return disk.f_bavail * disk.f_frsize

    def fill(self, leave=0):
        """A file that takes all but so many bytes."""
        with open(self.path / "filler", "ab") as file:
            while (more := min(MIB, self.free() - leave)) > 0:
                try:
                    file.write(b"\0" * more)
                    file.flush()
                except OSError:
                    break

    def leave(self, bytes_free):
        """Shrinks the filler so far."""
        filler = self.path / "filler"
        os.truncate(filler, max(0, filler.stat().st_size - max(0, bytes_free - self.free())))


class World:
    def __init__(self, folder, mib, min_free):
        self.disk = Disk(pathlib.Path(folder) / "data", mib)
        self.disk.fill(leave=ROOM)
        self.server = harness.Server(folder, ["--min-free-bytes", str(min_free)])
        self.acknowledged = {}  # id → position
        self.figures = {"acknowledged": 0, "refused": 0, "unknown": 0, "reads_while_refusing": 0, "looks_refused": 0}
        self.person = None

    def channel(self, name):
        options = [("grpc.max_reconnect_backoff_ms", 200), ("grpc.initial_reconnect_backoff_ms", 50)]
        return grpc.secure_channel(f"127.0.0.1:{self.server.port}", self.server.credentials(name), options)

    def batch(self):
        with self.channel("police") as channel:
            self.person = self.person or police_rpc.PoliceStub(channel).MintPersonIds(
                police.MintPersonIdsRequest(count=1), timeout=CALL_SECONDS).ids[0]
        request = police.PublishBatchRequest()
        now = timestamp_pb2.Timestamp()
        now.GetCurrentTime()
        for _ in range(EVENTS):
            event = request.events.add()
            event.envelope.id = harness.uuid7()
            event.envelope.source = "https://police.example/disk"
            event.envelope.unit, event.envelope.province = "pol.01", "01"
            event.envelope.time.CopyFrom(now)
            event.envelope.recorded_at.CopyFrom(now)
            event.victim_reported.person_id = self.person
            event.victim_reported.person.channel = 1  # in person
        return request

    def publish(self, batch):
        """The status code, and what was said; acknowledged events are noted."""
        try:
            with self.channel("police") as channel:
                answer = police_rpc.PoliceStub(channel).PublishBatch(batch, timeout=CALL_SECONDS)
        except grpc.RpcError as error:
            return error.code(), error.details()
        for i, event in enumerate(batch.events):
            self.acknowledged[event.envelope.id] = answer.first_position + i
        self.figures["acknowledged"] = len(self.acknowledged)
        return Code.OK, ""

    def publish_until_refused(self, at_most=2000):
        for _ in range(at_most):
            batch = self.batch()
            code, details = self.publish(batch)
            if code != Code.OK:
                return batch, code, details
        raise AssertionError("the disk never filled up")

    def publish_until_taken(self, batch):
        """How long it took; nobody restarts anything meanwhile."""
        started = time.time()
        while (code := self.publish(batch)[0]) != Code.OK:
            if time.time() - started > HEAL_SECONDS:
                raise AssertionError(f"still {code} after {HEAL_SECONDS} s; free: {self.disk.free()}\n{self.said()[-3000:]}")
            time.sleep(0.1)
        return time.time() - started

    def read(self, first=1):
        """A recorded look: positions and ids from `first` on."""
        context = coordination_pb2.ReadContext(purpose=views_pb2.PURPOSE_AUDIT)
        request = audit_pb2.ReplayRequest(context=context, from_position=first)
        log = {}
        with self.channel("auditor") as channel:
            for response in audit_pb2_grpc.AuditStub(channel).Replay(request, timeout=60):
                log.update({i.event.position: i.event.id for i in response.items if i.HasField("event")})
        return log

    def tile(self):
        """A look that needs no record."""
        with self.channel("auditor") as channel:
            return audit_pb2_grpc.AuditStub(channel).GetTile(proof_pb2.GetTileRequest(level=0, index=0),
                                                             timeout=CALL_SECONDS)

    def look_code(self):
        try:
            self.read(max(self.acknowledged.values()))
            return Code.OK
        except grpc.RpcError as error:
            return error.code()

    def digests(self):
        context = coordination_pb2.ReadContext(purpose=views_pb2.PURPOSE_AUDIT, min_position=max(self.acknowledged.values()))
        with self.channel("auditor") as channel:
            audit = audit_pb2_grpc.AuditStub(channel)
            answer = audit.GetDigests(audit_pb2.GetDigestsRequest(context=context), timeout=60)
            return answer.position, {d.name: d.sha256 for d in answer.digests}

    def rebuild(self):
        context = coordination_pb2.ReadContext(purpose=views_pb2.PURPOSE_AUDIT)
        with self.channel("auditor") as channel:
            audit = audit_pb2_grpc.AuditStub(channel)
            audit.Rebuild(audit_pb2.RebuildRequest(context=context), timeout=CALL_SECONDS)
            while audit.GetHead(audit_pb2.GetHeadRequest(context=context), timeout=CALL_SECONDS).rebuilding:
                time.sleep(0.1)

    def alive(self):
        check(self.server.process.poll() is None, f"the server ended with {self.server.process.poll()}:\n{self.said()}")

    def said(self):
        return (self.server.folder / "server.jsonl").read_text(errors="replace")

    def check_log(self):
        log = self.read()
        lost = [p for event, p in self.acknowledged.items() if log.get(p) != event]
        check(not lost, f"{len(lost)} acknowledged events are not where they were, first {lost[:3]}")
        check(sorted(log) == list(range(1, len(log) + 1)), "the log has gaps")
        check(len(set(log.values())) == len(log), "events stand twice")
        return len(log)


def check(good, otherwise):
    if not good:
        raise AssertionError(otherwise)


def nearly_full(world):
    """At the watermark: refuse writes, answer reads; heal alone."""
    first = world.publish(world.batch())
    check(first[0] == Code.OK, f"the first batch was not taken: {first}")
    refused, code, details = world.publish_until_refused()
    check(code == Code.RESOURCE_EXHAUSTED and "nearly full" in details, f"{code} {details}")
    check(8 * MIB < world.disk.free() <= 16 * MIB, f"refused with {world.disk.free()} bytes free")
    for _ in range(20):
        world.figures["refused"] += world.publish(refused)[0] == Code.RESOURCE_EXHAUSTED
        world.figures["reads_while_refusing"] += world.look_code() == Code.OK
    check(world.figures["refused"] == 20, "a write was taken below the watermark")
    check(world.figures["reads_while_refusing"] == 20, "a read was not answered")

    world.disk.fill()  # nobody can record a look any more
    time.sleep(0.1)
    for _ in range(5):
        code = world.look_code()
        world.figures["looks_refused"] += code in (Code.RESOURCE_EXHAUSTED, Code.UNAVAILABLE)
        world.tile()
    check(world.figures["looks_refused"] == 5, f"a look on a full disk: {code}")
    check(world.publish(refused)[0] == Code.RESOURCE_EXHAUSTED, "a write on a full disk")
    world.alive()

    pid = world.server.process.pid
    world.disk.leave(ROOM)
    world.figures["healed_s"] = round(world.publish_until_taken(refused), 2)
    looked = time.time()
    while (code := world.look_code()) != Code.OK:
        check(time.time() - looked < HEAL_SECONDS, f"looks did not heal: {code}")
        time.sleep(0.1)
    check("starting_anew" not in world.said(), "a watermark needs no restart")
    check(world.server.process.pid == pid, "somebody restarted the server")
    world.alive()


def full_midway(world):
    """Without a watermark: a write fails in the middle."""
    first = world.publish(world.batch())
    check(first[0] == Code.OK, f"the first batch was not taken: {first}")
    for round_ in range(3):
        world.disk.fill(leave=MIB + round_ * 777_777)  # else it would take longer
        unknown, code, details = world.publish_until_refused()
        check(code in (Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED), f"{code} {details}")
        world.figures["unknown"] += code == Code.UNAVAILABLE
        for _ in range(5):
            try:
                world.tile()
                world.figures["reads_while_refusing"] += 1
            except grpc.RpcError as error:  # between shutting down and opening again
                check(error.code() in (Code.UNAVAILABLE, Code.CANCELLED), f"a read on a full disk: {error}")
            time.sleep(0.05)
        world.alive()
        time.sleep(1.5 * round_)  # long enough to try, and fail, to open it while the disk is full
        world.alive()
        if round_ < 2:
            world.disk.leave(ROOM)
        else:
            world.disk.grow(512)
        world.figures["healed_s"] = round(max(world.figures.get("healed_s", 0), world.publish_until_taken(unknown)), 2)
        world.alive()
        check(world.publish(world.batch())[0] == Code.OK, "the next batch was not taken")
    check(world.figures["unknown"] > 0, "no write ever failed: the disk was not full")
    check("starting_anew" in world.said(), "the log was not opened again")


def full_at_start(world):
    """Killed, then started on a full disk."""
    world.server.kill()
    world.disk.fill()
    world.disk.fill()
    for told in (True, False):
        (world.server.folder / "port").unlink(missing_ok=True)
        process = subprocess.Popen(
            [harness.BINARY, "serve", "--listen", f"127.0.0.1:{world.server.port}", "--data", str(world.disk.path),
             "--tls", str(world.server.pki), "--port-file", str(world.server.folder / "port"),
             *world.server.extra], stderr=open(world.server.folder / "server.jsonl", "ab"))
        time.sleep(3)
        check(process.poll() is None, f"ended with {process.poll()} on a full disk:\n{world.said()[-3000:]}")
        check("waiting_for_space" in world.said() or (world.server.folder / "port").exists(),
              f"neither serves nor says what it waits for:\n{world.said()[-2000:]}")
        if told:
            process.send_signal(signal.SIGTERM)
            check(process.wait(timeout=30) == 0, "did not end well")
    world.server.process = process
    world.disk.leave(512 * MIB)
    deadline = time.time() + HEAL_SECONDS
    while not (world.server.folder / "port").exists():
        check(time.time() < deadline, f"did not start alone:\n{world.said()[-2000:]}")
        time.sleep(0.05)
    world.figures["started_full"] = 2
    world.publish_until_taken(world.batch())


def whole(world):
    """Nothing acknowledged is lost, and the views are those of the log."""
    recorded = world.check_log()
    at, lived = world.digests()
    world.rebuild()
    again, made = world.digests()
    check(at == again and lived == made, "the views are not what the log says")
    check(world.server.stop() == 0, "the server did not end well")
    world.server.start()
    check(world.check_log() == recorded, "another log after a restart")
    check(world.server.stop() == 0, "the server did not end well")
    check("Assertion" not in world.said(), "an assertion failed")


def main():
    figures = {}
    for name, steps, mib, min_free in (("watermark", [nearly_full], 96, 16 * MIB),
                                       ("full", [full_midway, full_at_start], 96, 1)):
        with tempfile.TemporaryDirectory() as folder:
            world = World(folder, mib, min_free)
            try:
                world.server.start()
                for step in [*steps, whole]:
                    print(name, step.__name__, flush=True)
                    step(world)
                figures[name] = world.figures
            finally:
                if world.server.process.poll() is None:
                    world.server.kill()
                subprocess.run(["umount", "-l", str(world.disk.path)], check=False)
    print(json.dumps({"disk_full": figures}))


if __name__ == "__main__":
    main()
