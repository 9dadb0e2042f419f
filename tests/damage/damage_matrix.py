"""Every kind of file of a data directory, damaged in every way, under the real binary.

A populated directory is copied, one file in it is flipped at head, middle or tail, shortened, zeroed for a page, deleted
or changed for an older one, and `homeward serve` is started on it. Two outcomes are right:

  found ..... refuses to start and names the file, or the directory and the position; a log that it refuses, it leaves
              byte for byte as it was
  harmless .. starts, with the same head, the same root, the same view digests and the same access log as before

Anything else is a miss, above all a shorter history that is served. The control is one: a whole older log, witness
included, that no file contradicts. The judge must see that it is shorter, or he would see nothing.

HOMEWARD_DAMAGE=quick takes a few cases of each kind. Figures as JSON on the last line.
"""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import grpc  # noqa: E402
import harness  # noqa: E402

QUICK = os.environ.get("HOMEWARD_DAMAGE") == "quick"
WINDOWS = 0 if QUICK else 66  # batches of 1,000: more than one window of the index, so that its families have tables
PAGE = 4096
START_SECONDS = 60

harness.stubs()
from homeward.audit.v1 import audit_pb2, audit_pb2_grpc, proof_pb2  # noqa: E402
from homeward.coordination.v1 import coordination_pb2, views_pb2  # noqa: E402
from homeward.police.v1 import police_service_pb2 as police, police_service_pb2_grpc as police_rpc  # noqa: E402

CONTEXT = coordination_pb2.ReadContext(purpose=views_pb2.PURPOSE_AUDIT)


class Deployment:
    """A server on a data directory that may be put aside and damaged."""

    def __init__(self, folder, pki):
        self.folder, self.pki, self.process = pathlib.Path(folder), pki, None
        self.data = self.folder / "data"
        self.persons = []

    def start(self):
        """Whether it answers; else it has ended."""
        port = self.folder / "port"
        port.unlink(missing_ok=True)
        self.said = self.folder / "said"
        with open(self.said, "wb") as said:
            self.process = subprocess.Popen(
                [harness.BINARY, "serve", "--listen", "127.0.0.1:0", "--data", str(self.data), "--tls", str(self.pki),
                 "--port-file", str(port), "--min-free-bytes", "1"], stdout=said, stderr=said)
        deadline = time.time() + START_SECONDS
        while not (port.exists() and port.read_text().strip()):
            if self.process.poll() is not None:
                return False
            if time.time() > deadline:
                self.end(kill=True)
                return False
            time.sleep(0.005)
        self.port = int(port.read_text())
        return True

    def end(self, kill=False):
        self.process.kill() if kill else self.process.terminate()
        self.process.wait(timeout=30)

    def text(self):
        return self.said.read_text(errors="replace")

    def channel(self, name):
        read = lambda file: (self.pki / file).read_bytes()
        credentials = grpc.ssl_channel_credentials(read("ca.pem"), read(f"{name}.key"), read(f"{name}.pem"))
        return grpc.secure_channel(f"127.0.0.1:{self.port}", credentials)

    def publish(self, batches, events):
        with self.channel("police") as channel:
            service = police_rpc.PoliceStub(channel)
            if not self.persons:
                self.persons = list(service.MintPersonIds(police.MintPersonIdsRequest(count=50), timeout=10).ids)
            for _ in range(batches):
                request = police.PublishBatchRequest()
                for i in range(events):
                    person = self.persons[i % len(self.persons)]
                    harness.victim_reported(request.events.add(), "https://police.example/damage", "pol.01", person)
                service.PublishBatch(request, timeout=60)

    def sign(self):
        with self.channel("auditor") as channel:
            audit_pb2_grpc.AuditStub(channel).GetCheckpoint(proof_pb2.GetCheckpointRequest(fresh=True), timeout=10)

    def state(self, accesses=None):
        """Head, root, view digests, and the access log up to where it was before this question."""
        with self.channel("auditor") as channel:
            audit = audit_pb2_grpc.AuditStub(channel)
            head = audit.GetHead(audit_pb2.GetHeadRequest(context=CONTEXT), timeout=60)
            context = coordination_pb2.ReadContext(purpose=views_pb2.PURPOSE_AUDIT, min_position=head.position)
            digests = audit.GetDigests(audit_pb2.GetDigestsRequest(context=context), timeout=60)
            entries, number = [], 1
            while page := audit.ListAccess(audit_pb2.ListAccessRequest(context=CONTEXT, from_number=number,
                                                                       page_size=1000), timeout=60).entries:
                entries += [entry.SerializeToString() for entry in page]
                number += len(page)
                if len(page) < 1000:
                    break  # each page is a look itself, so there will always be one more
            accesses = len(entries) if accesses is None else accesses
            return {
                "position": head.position, "root": head.root, "incarnation": head.incarnation,
                "digests": {d.name: d.sha256 for d in digests.digests}, "accesses": accesses,
                "access_log": hashlib.sha256(b"".join(entries[:accesses])).hexdigest(),
            }


def populate(deployment):
    """Four lives, so that there are tables, write-ahead logs, and older versions of most files. Returns the older
    copy's place, and what an auditor is shown of the whole."""
    for _ in range(2):
        check(deployment.start(), deployment.text)
        deployment.publish(3, 200)
        deployment.state()
        deployment.sign()
        deployment.end()
    older = deployment.folder / "older"
    shutil.copytree(deployment.data, older)
    check(deployment.start(), deployment.text)
    deployment.publish(2, 150)
    deployment.publish(WINDOWS, 1000)
    if WINDOWS:
        time.sleep(5)  # the window is written behind the answer
    deployment.state()
    deployment.end()
    check(deployment.start(), deployment.text)
    deployment.publish(5, 100)
    time.sleep(0.5)  # the witness follows the last group
    deployment.sign()
    state = deployment.state()
    deployment.end(kill=True)
    return older, state


def check(good, why):
    if not good:
        raise AssertionError(why() if callable(why) else why)


def family_of(table):
    """As the table's own properties say."""
    found = re.findall(rb"name(default|log|tree|ids|streams|subjects|sources|indexed)", table.read_bytes()[-65536:])
    return found[-1].decode() if found else "view"


def targets(data):
    """name → path below the data directory."""
    found = {}
    for database in ("log/db", "access/db", "views/db"):
        for path in sorted((data / database).iterdir()):
            if path.suffix == ".sst":
                found[f"{database} table of {family_of(path)}"] = path  # the newest
            elif path.suffix == ".log" and path.stat().st_size > 0:
                found[f"{database} write-ahead log"] = path
            elif path.name.startswith(("MANIFEST", "OPTIONS")):
                found[f"{database} {path.name.split('-')[0]}"] = path
            elif path.name in ("CURRENT", "IDENTITY"):
                found[f"{database} {path.name}"] = path
    for name in ("log/head.witness", "access/head.witness", "checkpoint", "checkpoint.key", "checkpoint.key.pub",
                 "person-id.key"):
        if (data / name).exists():
            found[name] = data / name
    return {name: path.relative_to(data) for name, path in found.items()}


def flip(at):
    def damage(path, _):
        content = bytearray(path.read_bytes())
        content[at(len(content))] ^= 0x01 if path.suffix in (".key", ".pub") else 0x40
        path.write_bytes(content)
    return damage


def cut(path, _):
    os.truncate(path, path.stat().st_size // 2)


def cut_a_little(path, _):
    os.truncate(path, path.stat().st_size - min(20, path.stat().st_size))


def zero(path, _):
    content = bytearray(path.read_bytes())
    start = len(content) // 2 // PAGE * PAGE
    content[start:start + PAGE] = bytes(len(content[start:start + PAGE]))
    path.write_bytes(content)


def delete(path, _):
    path.unlink()


def older_version(path, older):
    """The same file of the older copy, or there the last one of its kind, in its place."""
    same = older / path.name
    if not same.exists() or same.read_bytes() == path.read_bytes():
        kind = lambda p: (p.suffix, p.name.split("-")[0] if p.suffix == "" else "", family_of(p) if p.suffix == ".sst" else "")
        others = [p for p in sorted(older.iterdir()) if p.is_file() and p.stat().st_size and kind(p) == kind(path)]
        others = [p for p in others if p.read_bytes() != path.read_bytes()]
        if not others:
            return False
        same = others[-1]
    shutil.copyfile(same, path)
    return True


DAMAGES = {
    "flipped at the head": flip(lambda size: 0),
    "flipped in the middle": flip(lambda size: size // 2),
    "flipped at the tail": flip(lambda size: size - 1),
    "cut to half": cut,
    "cut a little": cut_a_little,
    "a page zeroed": zero,
    "deleted": delete,
    "an older version": older_version,
}


def contents(folder):
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in folder.rglob("*") if p.is_file() and p.name != "LOCK"}


class Matrix:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.pki = self.folder / "pki"
        subprocess.run([harness.BINARY, "dev-certs", str(self.pki)], check=True, stdout=subprocess.DEVNULL)
        (self.folder / "whole").mkdir()
        self.whole = Deployment(self.folder / "whole", self.pki)
        self.older, self.state = populate(self.whole)
        self.trial = Deployment(self.folder / "trial", self.pki)

    def copy(self, source):
        shutil.rmtree(self.trial.folder, ignore_errors=True)
        self.trial.folder.mkdir()
        shutil.copytree(source, self.trial.data)

    def judge(self, relative):
        """"found", "harmless", or what was wrong."""
        ledger = self.trial.data / relative.parts[0] if relative.parts[0] in ("log", "access") else None
        before = contents(ledger) if ledger else None
        if not self.trial.start():
            said = self.trial.text()
            if self.trial.process.returncode in (0, None) or self.trial.process.returncode < 0:
                return f"ended with {self.trial.process.returncode}: {said[-500:]}"
            if relative.name not in said and str(self.trial.data / relative.parent) not in said:
                return f"refused without naming {relative}: {said[-500:]}"
            if before is not None and contents(ledger) != before:
                return "refused, but changed it"
            return "found"
        try:
            state = self.trial.state(self.state["accesses"])
        except grpc.RpcError as error:
            return f"started, but cannot be read: {error.code()} {error.details()}"
        finally:
            self.trial.end(kill=True)
        wrong = [key for key in self.state if state[key] != self.state[key]]
        return "harmless" if not wrong else f"served something else: {', '.join(wrong)}"

    def run(self):
        self.copy(self.whole.data)
        check(self.judge(pathlib.Path("nothing")) == "harmless", "the undamaged copy is not what it was copied from")
        figures = {"corruptions": 0, "corruptions_found": 0, "corruptions_harmless": 0, "missed": []}
        kinds = targets(self.whole.data)
        wanted = ["log/db table of log", "log/db write-ahead log", "log/db MANIFEST", "log/db CURRENT", "log/head.witness",
                  "views/db CURRENT", "person-id.key"] if QUICK else kinds
        for name in wanted:
            relative = kinds[name]
            for how, damage in DAMAGES.items():
                if QUICK and how not in ("flipped in the middle", "cut to half", "deleted"):
                    continue
                self.copy(self.whole.data)
                path = self.trial.data / relative
                before = path.read_bytes()
                if damage(path, self.older / relative.parent) is False:
                    continue  # there was no other version of it
                if path.exists() and path.read_bytes() == before:
                    continue  # a page of zeros zeroed
                outcome = self.judge(relative)
                figures["corruptions"] += 1
                if outcome in ("found", "harmless"):
                    figures[f"corruptions_{outcome}"] += 1
                else:
                    figures["missed"].append(f"{name}, {how}: {outcome}")
                print(f"{name}, {how}: {outcome}", flush=True)
        return figures

    def control(self):
        """A whole older directory is in itself in order. What the judge says of it."""
        self.copy(self.older)
        return self.judge(pathlib.Path("nothing"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        matrix = Matrix(folder)
        control = matrix.control()
        check("position" in control and "root" in control, f"the judge does not see a shorter history: {control}")
        figures = matrix.run()
    missed = figures.pop("missed")
    for one in missed:
        print("MISSED", one)
    figures["corruptions_missed"] = len(missed)
    figures["corruption_control_seen"] = 1
    print(json.dumps(figures))
    check(figures["corruptions_found"] > 0 and figures["corruptions"] > 10, "too little was damaged to mean anything")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
