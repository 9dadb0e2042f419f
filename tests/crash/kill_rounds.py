"""kill -9 rounds against the real binary, with an oracle of what was acknowledged.

Publishers of four agencies send small batches and keep a ledger outside the server: attempted, acknowledged. Watchers
follow the log and keep what they were shown. Each round ends with kill -9 at a drawn moment; then everybody goes on
where they left off. In the end the log itself is read back and held against the ledger:

  acknowledged events that are absent or elsewhere ........ lost
  events that stand twice ................................. doubled
  events that a watcher saw and the log does not have ...... phantoms
  events in the log that nobody attempted ................. invented
  signed checkpoints that the log does not begin with ...... forks

Notaries ask for fresh checkpoints all the while, so that kills fall before, between and behind signing and writing down;
a server whose log were shorter than its own word would not start again either.

kill -9 leaves the page cache alone, so this proves atomicity, recovery and idempotency, not durability against power
cuts (tests/power does). HOMEWARD_SEED draws the moments; HOMEWARD_KILL_ROUNDS sets how many (default 50).

The control: in a copy of the books each kind of wrong is entered once, and the oracle must find each. The last line is
JSON.
"""

import base64
import copy
import hashlib
import json
import os
import pathlib
import random
import sys
import tempfile
import threading
import time

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness  # noqa: E402

ROUNDS = int(os.environ.get("HOMEWARD_KILL_ROUNDS", "50"))
SEED = int(os.environ.get("HOMEWARD_SEED", str(random.SystemRandom().randrange(1 << 32))))
ROUND_SECONDS = (0.05, 0.6)  # a round lasts this long before the kill
CALL_SECONDS = 5  # deadline of one publish

harness.stubs()
from homeward.audit.v1 import audit_pb2, audit_pb2_grpc, proof_pb2  # noqa: E402
from homeward.border_guard.v1 import border_guard_service_pb2 as border_guard  # noqa: E402
from homeward.border_guard.v1 import border_guard_service_pb2_grpc as border_guard_rpc  # noqa: E402
from homeward.commune.v1 import commune_service_pb2 as commune, commune_service_pb2_grpc as commune_rpc  # noqa: E402
from homeward.coordination.v1 import coordination_pb2, views_pb2  # noqa: E402
from homeward.labour.v1 import labour_service_pb2 as labour, labour_service_pb2_grpc as labour_rpc  # noqa: E402
from homeward.police.v1 import police_service_pb2 as police, police_service_pb2_grpc as police_rpc  # noqa: E402

AGENCIES = [
    ("police", "pol.01", police, police_rpc.PoliceStub),
    ("border_guard", "bdr.24", border_guard, border_guard_rpc.BorderGuardStub),
    ("commune", "com.01.00004", commune, commune_rpc.CommuneStub),
    ("labour", "soc.01", labour, labour_rpc.LabourStub),
]


class Publisher(threading.Thread):
    """One agency's system: sends batches, and after any doubt the same batch again."""

    def __init__(self, world, name, unit, messages, stub):
        super().__init__(daemon=True)
        self.world, self.name_, self.unit, self.messages, self.stub = world, name, unit, messages, stub
        self.random = random.Random(f"{SEED}-{name}")
        self.attempted, self.acknowledged = set(), {}  # id; id → position
        self.errors = []

    def batch(self, person):
        request = self.messages.PublishBatchRequest()
        for _ in range(self.random.randint(1, 5)):
            event = request.events.add()
            source = f"https://{self.name_.replace('_', '-')}.example/crash"
            harness.victim_reported(event, source, self.unit, person)
            self.attempted.add(event.envelope.id)
        return request

    def run(self):
        pending, person = None, None
        while not self.world.over.is_set():
            try:
                with self.world.channel(self.name_) as channel:
                    service = self.stub(channel)
                    person = person or service.MintPersonIds(
                        self.messages.MintPersonIdsRequest(count=1), timeout=CALL_SECONDS).ids[0]
                    while not self.world.over.is_set():
                        pending = pending or self.batch(person)
                        answer = service.PublishBatch(pending, timeout=CALL_SECONDS)
                        for i, event in enumerate(pending.events):
                            self.acknowledged[event.envelope.id] = answer.first_position + i
                        pending = None
            except grpc.RpcError as error:
                if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED,
                                        grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN):
                    self.errors.append(f"{self.name_}: {error.code()} {error.details()}")
                    return
                time.sleep(0.02)


class Watcher(threading.Thread):
    """Follows the log and goes on behind what it was shown last."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world, self.seen, self.position, self.errors = world, {}, 0, []

    def run(self):
        while not self.world.over.is_set():
            try:
                with self.world.channel("auditor") as channel:
                    request = replay_request(self.position + 1, follow=True)
                    for response in audit_pb2_grpc.AuditStub(channel).Replay(request):
                        self.take(response)
                        if self.world.over.is_set():
                            return
            except grpc.RpcError as error:
                if error.code() == grpc.StatusCode.OUT_OF_RANGE:
                    self.errors.append("the log is shorter than what a watcher was shown")
                    return
                time.sleep(0.02)

    def take(self, response):
        for item in response.items:
            if item.HasField("event"):
                if item.event.position != self.position + 1:
                    self.errors.append(f"position {item.event.position} after {self.position}")
                self.position = item.event.position
                self.seen[self.position] = item.event.id


class Notary(threading.Thread):
    """Has the log sign itself again and again, and keeps every word."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world, self.words, self.errors = world, {}, []  # words: size → root

    def run(self):
        while not self.world.over.is_set():
            try:
                with self.world.channel("auditor") as channel:
                    audit = audit_pb2_grpc.AuditStub(channel)
                    while not self.world.over.is_set():
                        answer = audit.GetCheckpoint(proof_pb2.GetCheckpointRequest(fresh=True), timeout=CALL_SECONDS)
                        _, size, root, *_ = answer.checkpoint.split("\n")
                        self.take(int(size), base64.b64decode(root))
            except grpc.RpcError:
                time.sleep(0.02)

    def take(self, size, root):
        if self.words.setdefault(size, root) != root:
            self.errors.append(f"two roots at {size} positions")

    def forks(self, audit):
        """How many words the log does not begin with, by proofs that are checked here."""
        head = audit.GetCheckpoint(proof_pb2.GetCheckpointRequest(fresh=True), timeout=CALL_SECONDS).checkpoint
        _, size, root, *_ = head.split("\n")
        contradicted = 0
        for one in (one for one in self.words if one > 0):
            request = proof_pb2.GetConsistencyProofRequest(from_size=one, to_size=int(size))
            proof = audit.GetConsistencyProof(request, timeout=CALL_SECONDS)
            contradicted += not begins_with(one, self.words[one], int(size), base64.b64decode(root), list(proof.hashes))
        return contradicted


def begins_with(size, root, longer_size, longer_root, proof):
    """RFC 9162, 2.1.4.2."""
    if size == longer_size:
        return root == longer_root and not proof
    node = lambda left, right: hashlib.sha256(b"\x01" + left + right).digest()
    first, second = size - 1, longer_size - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    if size & (size - 1) == 0:
        proof = [root, *proof]
    shorter = longer = proof[0]
    for step in proof[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            shorter, longer = node(step, shorter), node(step, longer)
            while first and not first & 1:
                first, second = first >> 1, second >> 1
        else:
            longer = node(longer, step)
        first, second = first >> 1, second >> 1
    return shorter == root and longer == longer_root and second == 0


def replay_request(first, follow):
    context = coordination_pb2.ReadContext(purpose=views_pb2.PURPOSE_AUDIT)
    return audit_pb2.ReplayRequest(context=context, from_position=first, follow=follow)


class World:
    def __init__(self, folder):
        self.server = harness.Server(folder)
        self.over = threading.Event()
        self.publishers = [Publisher(self, *agency) for agency in AGENCIES]
        self.watchers = [Watcher(self) for _ in range(4)]
        self.notary = Notary(self)

    def channel(self, name):
        options = [("grpc.max_reconnect_backoff_ms", 100), ("grpc.initial_reconnect_backoff_ms", 20)]
        return self.server.channel(name, options)

    def run(self):
        draw = random.Random(SEED)
        self.server.start()
        for thread in [*self.publishers, *self.watchers, self.notary]:
            thread.start()
        for _ in range(ROUNDS):
            time.sleep(draw.uniform(*ROUND_SECONDS))
            self.server.kill()
            self.server.start()
        time.sleep(1)
        self.over.set()
        for publisher in self.publishers:
            publisher.join(timeout=30)
        self.notary.join(timeout=30)
        return self.verdict()

    def books(self):
        """What the log says, and what everybody else has written down."""
        log = {}
        with self.channel("auditor") as channel:
            for response in audit_pb2_grpc.AuditStub(channel).Replay(replay_request(1, follow=False)):
                log.update({i.event.position: i.event.id for i in response.items if i.HasField("event")})
        return {
            "log": log,
            "attempted": set().union(*(p.attempted for p in self.publishers)),
            "acknowledged": {k: v for p in self.publishers for k, v in p.acknowledged.items()},
            "seen": [w.seen for w in self.watchers],
        }

    def verdict(self):
        books = self.books()
        with self.channel("auditor") as channel:
            forks = self.notary.forks(audit_pb2_grpc.AuditStub(channel))
            size = max(self.notary.words)
            self.notary.words[size] = bytes(32)  # the control: a word that the log never gave
            forks_control = self.notary.forks(audit_pb2_grpc.AuditStub(channel)) - forks
        figures = {
            "kills": ROUNDS,
            "acked": len(books["acknowledged"]),
            "recorded": len(books["log"]),
            "shown": sum(len(seen) for seen in books["seen"]),
            "checkpoints": len(self.notary.words),
            "forks": forks,
            **compare(books),
        }
        errors = [e for thread in [*self.publishers, *self.watchers, self.notary] for e in thread.errors]
        missed = missed_by_the_oracle(books) + (["forks"] if forks_control != 1 else [])
        errors += [f"the oracle does not find a forged case of {name}" for name in missed]
        return figures, errors


def compare(books):
    log, ids = books["log"], list(books["log"].values())
    return {
        "kill_lost": sum(log.get(position) != event for event, position in books["acknowledged"].items()),
        "doubled": len(ids) - len(set(ids)),
        "phantom_deliveries": sum(log.get(p) != event for seen in books["seen"] for p, event in seen.items()),
        "invented": len(set(ids) - books["attempted"]),
        "gaps": sum(position not in log for position in range(1, max(log, default=0) + 1)),
    }


def missed_by_the_oracle(books):
    """Which kinds of wrong the oracle does not count one more of, when one is entered."""
    before, missed = compare(books), []
    end = max(books["log"])

    def forge(name, change):
        forged = copy.deepcopy(books)
        change(forged)
        if compare(forged)[name] != before[name] + 1:
            missed.append(name)

    forge("kill_lost", lambda b: b["acknowledged"].update({harness.uuid7(): end + 1}))
    forge("phantom_deliveries", lambda b: b["seen"][0].update({end + 1: harness.uuid7()}))
    forge("doubled", lambda b: b["log"].update({end + 1: b["log"][end]}))
    forge("invented", lambda b: b["log"].update({end + 1: harness.uuid7()}))
    forge("gaps", lambda b: b["log"].pop(1))
    return missed


def main():
    print(f"seed {SEED}, {ROUNDS} rounds", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        world = World(folder)
        figures, errors = world.run()
        world.server.stop()
    # A run in which nothing happened would prove nothing.
    if min(figures["acked"], figures["shown"], figures["checkpoints"]) < ROUNDS:
        errors.append("too little was acknowledged, shown or signed for the rounds to mean anything")
    for error in errors:
        print("error:", error)
    print(json.dumps({**figures, "kill_seed": SEED, "kill_seconds": round(time.monotonic() - started)}))
    bad = errors or any(figures[k] for k in ("kill_lost", "doubled", "phantom_deliveries", "invented", "forks", "gaps"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
