"""What the tests of this folder share: a server that is published to, looked at, and in the end held against what it has
acknowledged."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import grpc  # noqa: E402
import harness  # noqa: E402

harness.stubs()
from homeward.audit.v1 import audit_pb2, audit_pb2_grpc, proof_pb2  # noqa: E402
from homeward.coordination.v1 import coordination_pb2, views_pb2  # noqa: E402
from homeward.police.v1 import police_service_pb2 as police, police_service_pb2_grpc as police_rpc  # noqa: E402

EVENTS = 500  # of a batch
CALL_SECONDS = 10
HEAL_SECONDS = 30  # for what must heal alone
Code = grpc.StatusCode


class World:
    """A server, one agency that publishes, an auditor who looks, and what was acknowledged."""

    def __init__(self, folder, min_free):
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
        for _ in range(EVENTS):
            harness.victim_reported(request.events.add(), "https://police.example/disk", "pol.01", self.person)
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
                raise AssertionError(f"still {code} after {HEAL_SECONDS} s\n{self.said()[-3000:]}")
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
