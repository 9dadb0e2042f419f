"""An agency signs its batches against the real server: keys registered, rotated, revoked in the middle, the publisher
and the server killed between signing and answer, a second client that signs as docs/python-client.md says, and an
export that is held against the journal of the agency. All data is synthetic."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import grpc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import harness

STUBS = harness.stubs()
from homeward.police.v1 import police_service_pb2 as police, police_service_pb2_grpc as police_rpc  # noqa: E402
from homeward.record.v1 import record_pb2 as record  # noqa: E402

OK, FAILURE, USAGE, REFUSED, DENIED, UNREACHABLE, NOT_TRUE = range(7)


def documented_sign():
    """The second program of docs/python-client.md, as it stands there."""
    text = (harness.ROOT / "docs/python-client.md").read_text(encoding="utf-8")
    names = {}
    exec(re.findall(r"```python\n(.*?)```", text, re.S)[1], names)
    return names["sign"]


def envelope(unit):
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {"id": harness.uuid7(), "source": "https://agency.example/signing", "unit": unit, "province": "01",
            "time": now, "recordedAt": now}


class Signing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="homeward-signing-"))
        cls.server = harness.Server(cls.folder).start()
        with cls.server.channel("police") as channel:
            cls.person = police_rpc.PoliceStub(channel).MintPersonIds(police.MintPersonIdsRequest(count=1)).ids[0]
        cls.log_key = cls.folder / "log.vkey"
        cls.log_key.write_text(cls.run_(None, "keygen", cls.folder / "data" / "checkpoint.key")[1])

    @classmethod
    def tearDownClass(cls):
        if cls.server.process.poll() is None:
            cls.server.kill()
        shutil.rmtree(cls.folder)

    @classmethod
    def begin(cls, identity, *arguments):
        at = [] if identity is None else ["--identity", cls.server.pki / identity, "--server",
                                          f"127.0.0.1:{cls.server.port}"]
        return subprocess.Popen([harness.BINARY, *map(str, arguments), *map(str, at)], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env={"PATH": "/usr/bin"})

    @classmethod
    def run_(cls, identity, *arguments):
        process = cls.begin(identity, *arguments)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def ask(self, identity, *arguments, expect=OK):
        code, out, err = self.run_(identity, *arguments)
        self.assertEqual(code, expect, f"{arguments}\n{out}\n{err}")
        return out + err

    def lines(self, name, *events):
        """A file with one batch for each list of events."""
        path = self.folder / name
        path.write_text("".join(json.dumps({"events": batch}) + "\n" for batch in events))
        return path

    def reported(self, unit):
        return {"envelope": envelope(unit), "victimReported": {"personId": self.person, "person": {"channel": 1}}}

    def keygen(self, name, unit):
        path = self.folder / name
        said = json.loads(self.run_(None, "keygen", path, "--name", unit, "--possession", unit, "--output", "json")[1])
        return path, said["signingKeyRegistered"]

    def programme(self, payload, **kind):
        file = self.lines("programme.jsonl", [{"envelope": envelope("gov.01"), **payload, **kind}])
        return self.ask("programme", "publish", "--progress", "none", file)

    def sign(self, key, file, expect=OK, journal=None, *further):
        state = ["--sign-state", journal] if journal else []
        return self.ask("police", "publish", "--progress", "none", "--output", "json", "--sign", key, "--log-key",
                        self.log_key, *state, file, *further, expect=expect)

    def said(self, text):
        return json.loads([line for line in text.splitlines() if line.startswith('{"agency"')][0])

    def test_1_registered_signed_required(self):
        key, registration = self.keygen("pol.01.key", "pol.01")
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        file = self.lines("first.jsonl", [self.reported("pol.01")],
                          [self.reported("pol.01"), self.reported("pol.01.d2")])
        self.assertIn("KEY_UNKNOWN", self.sign(key, file, REFUSED))
        self.programme({"signingKeyRegistered": registration})
        self.assertEqual(self.said(self.sign(key, file))["recorded"], 2)
        again = self.said(self.sign(key, file))
        self.assertEqual((again["recorded"], again["duplicate"]), (0, 2))
        # Unsigned is the same batch; from a journal of its own it is not what the log has.
        self.ask("police", "publish", "--progress", "none", file)
        self.assertIn("BATCH_SIGNED_OTHERWISE", self.sign(key, file, REFUSED, self.folder / "other.journal"))

        self.programme({"signingPolicySet": {"unit": "pol.01", "signatureRequired": True}})
        more = self.lines("more.jsonl", [self.reported("pol.01")])
        said = self.ask("police", "publish", "--progress", "none", more, expect=REFUSED)
        self.assertIn("SIGNATURE_REQUIRED", said)
        self.assertEqual(self.said(self.sign(key, more))["recorded"], 1)

    def test_2_rotated_and_revoked(self):
        old, registration = self.keygen("pol.02.key", "pol.02")
        journal = self.folder / "pol.02.journal"
        self.programme({"signingKeyRegistered": registration})
        first = self.lines("a.jsonl", [self.reported("pol.02")])
        self.sign(old, first, OK, journal)
        new, second = self.keygen("pol.02.new.key", "pol.02")
        self.programme({"signingKeyRegistered": {**second, "replaces": registration["publicKey"]}})
        after = self.lines("b.jsonl", [self.reported("pol.02")])
        self.assertIn("KEY_REVOKED", self.sign(old, after, REFUSED, journal))
        # The new key goes on in the same journal; what the old one signed stands, and is answered again.
        self.assertEqual(self.said(self.sign(new, after, OK, journal))["recorded"], 1)
        self.assertEqual(self.said(self.sign(new, first, OK, journal))["duplicate"], 1)
        self.assertEqual([line.split()[1] for line in journal.read_text().splitlines() if line.startswith("recorded")],
                         ["1", "2"])
        self.programme({"signingKeyRevoked": {"publicKey": second["publicKey"]}})
        self.assertIn("KEY_REVOKED", self.sign(new, self.lines("c.jsonl", [self.reported("pol.02")]), REFUSED, journal))

    def test_3_killed_between_sign_and_answer(self):
        key, registration = self.keygen("pol.03.key", "pol.03")
        self.programme({"signingKeyRegistered": registration})
        file = self.lines("many.jsonl", *[[self.reported("pol.03")] for _ in range(60)])
        journal = pathlib.Path(f"{key}.journal")
        for victim in ("publisher", "server", "publisher", "server"):
            process = self.begin("police", "publish", "--progress", "none", "--sign", key, "--log-key", self.log_key,
                                 "--retry-for", "0", file)
            before = journal.read_text().count("signed ") if journal.exists() else 0
            deadline = time.time() + 20  # a few batches further, then at whatever moment it is
            while process.poll() is None and time.time() < deadline:
                if journal.exists() and journal.read_text().count("signed ") > before + 5:
                    break
            process.kill() if victim == "publisher" else self.server.kill()
            process.communicate()
            if victim == "server":
                self.server.start()
        said = self.said(self.sign(key, file))
        self.assertEqual((said["recorded"] + said["duplicate"], said["refused"]), (60, 0))
        sequences = [int(line.split()[1]) for line in journal.read_text().splitlines() if line.startswith("recorded")]
        self.assertEqual(sequences, list(range(1, 61)))

    def test_4_another_language_signs_too(self):
        sign, key = documented_sign(), Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        possession = key.sign(f"homeward/signing-key/v1\npol.04\n{public}\n".encode()).hex()
        self.programme({"signingKeyRegistered": {"unit": "pol.04", "publicKey": public, "possession": possession}})
        origin = self.log_key.read_text().split("+")[0]
        with self.server.channel("police") as channel:
            service, last = police_rpc.PoliceStub(channel), None
            for channel_code in (1, 2, 3):
                events = []
                for _ in range(3):
                    event = police.Event()
                    for name, value in envelope("pol.04").items():
                        if name in ("time", "recordedAt"):
                            field = "recorded_at" if name == "recordedAt" else name
                            getattr(event.envelope, field).FromJsonString(value)
                        else:
                            setattr(event.envelope, name, value)
                    event.victim_reported.person_id = self.person
                    event.victim_reported.person.channel = channel_code
                    events.append(event)
                batch, seed = sign(key, origin, "pol.04", last, events)
                request = police.PublishBatchRequest(events=events, signature=batch, salt_seed=seed)
                answer = service.PublishBatch(request)
                self.assertEqual(service.PublishBatch(request).first_position, answer.first_position)
                asked = service.LastSourceSequence(police.LastSourceSequenceRequest(signing_unit="pol.04"))
                self.assertEqual((asked.last_signed, asked.position), (batch, answer.first_position))
                batch.sequence += 1
                request.events[0].envelope.id = harness.uuid7()
                with self.assertRaises(grpc.RpcError):
                    service.PublishBatch(request)
                batch.sequence -= 1
                last = batch
            with self.assertRaises(grpc.RpcError) as refused:
                service.LastSourceSequence(police.LastSourceSequenceRequest(signing_unit="soc.01"))
            self.assertEqual(refused.exception.code(), grpc.StatusCode.PERMISSION_DENIED)

    def test_5_what_an_export_lacks(self):
        key, registration = self.keygen("pol.05.key", "pol.05")
        self.programme({"signingKeyRegistered": registration})
        self.sign(key, self.lines("kept.jsonl", *[[self.reported("pol.05")] for _ in range(5)]))
        export = self.folder / "export"
        self.ask("auditor", "export", export, "--log-key", self.log_key)
        prove = ("prove-omission", "--batches", f"{key}.journal", "--export", export, "--log-key", self.log_key)
        said = json.loads(self.ask(None, *prove, "--output", "json"))
        self.assertEqual((said["batches"], said["found"], said["missing"]), (5, 5, []))
        # The log goes on without us: what is acknowledged beyond the export shows nothing.
        self.sign(key, self.lines("later.jsonl", [self.reported("pol.05")]))
        self.assertIn("beyond the export's end", self.ask(None, *prove))
        # A journal that says the log has acknowledged what it does not have.
        journal = pathlib.Path(f"{key}.journal")
        text = journal.read_text()
        position = re.search(r"recorded 5 (\d+)", text).group(1)
        journal.write_text(text.replace(f"recorded 5 {position}", f"recorded 5 {int(position) - 1}"))
        said = self.ask(None, *prove, expect=NOT_TRUE)
        self.assertIn(f"acknowledged at position {int(position) - 1}", said)

    def test_6_a_log_that_forgot(self):
        key, registration = self.keygen("pol.06.key", "pol.06")
        self.programme({"signingKeyRegistered": registration})
        self.sign(key, self.lines("six.jsonl", [self.reported("pol.06")]))
        # As if a second batch had been acknowledged and then lost: the journal of a log that was set back.
        journal = pathlib.Path(f"{key}.journal")
        lines = journal.read_text().splitlines()
        self.sign(key, self.lines("seven.jsonl", [self.reported("pol.06")]))
        newer = journal.read_text()
        journal.write_text("\n".join(lines) + "\n")
        self.assertIn("OTHER_SIGNER", self.sign(key, self.lines("eight.jsonl", [self.reported("pol.06")]), REFUSED))
        signed = [line for line in newer.splitlines() if line.startswith("signed")][-1].split()
        batch = record.SignedBatch.FromString(bytes.fromhex(signed[3]))
        batch.sequence = 3
        lost = f"signed {harness.uuid7()} {signed[2]} {batch.SerializeToString().hex()}\nrecorded 3 999 1\n"
        journal.write_text(newer + lost)
        self.assertIn("ACKNOWLEDGED_BATCH_MISSING",
                      self.sign(key, self.lines("nine.jsonl", [self.reported("pol.06")]), NOT_TRUE))

    def test_7_all_of_it_verifies(self):
        """Keys registered, rotated and revoked above; every signature is checked by the key of its own position."""
        self.server.stop()
        export = self.folder / "everything"
        self.ask(None, "export", export, "--data", self.folder / "data")
        said = json.loads(self.ask(None, "verify", export, "--key", self.log_key, "--output", "json").splitlines()[0])
        levels = {level["level"]: level for level in said["levels"]}
        self.assertTrue(said["ok"], said)
        self.assertEqual({name: level["state"] for name, level in levels.items()}, dict.fromkeys(levels, "ok"))
        self.assertGreater(levels["agencies"]["checked"], 70)
        for journal in ("pol.01.key.journal", "pol.02.journal", "pol.03.key.journal"):
            self.ask(None, "prove-omission", "--batches", self.folder / journal, "--export", export, "--log-key",
                     self.log_key)


if __name__ == "__main__":
    unittest.main(verbosity=2)
