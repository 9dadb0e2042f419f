"""Proofs as an auditor, a witness and an agency take them: from a real server, checked without it, and against one that lies."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness

DEMO = harness.ROOT / "deploy" / "demo"
OK, FAILURE, USAGE, REFUSED, DENIED, UNREACHABLE, NOT_TRUE = range(7)
AUDITOR = "spiffe://homeward.example/auditor/aud"


def run(*arguments, expect=OK):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HOMEWARD_")}
    process = subprocess.run([harness.BINARY, *map(str, arguments)], env=kept, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=120)
    assert process.returncode == expect, f"{arguments}: {process.returncode}\n{process.stdout}\n{process.stderr}"
    return process.stdout, process.stderr


class Proofs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="homeward-proofs-")
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        made, _ = run("keygen", self.path / "witness.key", "--name", "witness.example/police", "--cosign", "--output", "json")
        self.witness_key = json.loads(made)["verifierKey"]
        self.server = harness.Server(self.path, ["--person-id-key", DEMO / "person-id.key", "--witness-key", self.witness_key,
                                                 "--export-mandate", AUDITOR])
        self.server.start()
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.kill())
        self.key = self.path / "data" / "checkpoint.key.pub"

    def ask(self, identity, *arguments, expect=OK):
        return run(*arguments, "--identity", self.server.pki / identity, "--server", f"127.0.0.1:{self.server.port}",
                   expect=expect)

    def publish(self, agency):
        self.ask(agency, "publish", "--progress", "none", DEMO / f"{agency}.jsonl")

    def export(self, expect=OK):
        out, err = self.ask("auditor", "export", self.path / "evidence", "--log-key", self.key, "--output", "json",
                            expect=expect)
        return json.loads(out) if expect == OK else err

    def verify(self, expect=OK):
        return run("verify", self.path / "evidence", "--key", self.key, expect=expect)

    def witness(self, expect=OK):
        return self.ask("police", "witness", "--witness-key", self.path / "witness.key", "--log-key", self.key, "--memory",
                        self.path / "seen", expect=expect)

    def test_the_operators_export_is_the_auditors(self):
        self.publish("programme")
        self.export()
        self.server.stop()
        run("export", self.path / "own", "--data", self.path / "data")
        records = lambda name: sorted(p.relative_to(self.path / name) for p in (self.path / name / "records").rglob("*"))
        self.assertEqual(records("own"), records("evidence"))
        for file in records("own"):
            if (self.path / "own" / file).is_file():
                self.assertEqual((self.path / "own" / file).read_bytes(), (self.path / "evidence" / file).read_bytes())

    def test_without_the_mandate_records_are_withheld_and_all_else_is_proven(self):
        self.server.stop()
        self.server.extra = self.server.extra[:-2]
        self.server.start()
        self.publish("programme")
        said = self.export()
        self.assertEqual(said["withheld"], said["size"])
        self.verify()

    def test_a_witness_cosigns_and_is_counted(self):
        self.publish("programme")
        self.witness()
        note, _ = self.ask("auditor", "checkpoint", "--cosignatures", "1", "--log-key", self.key)
        self.assertIn("witness.example/police", note)
        self.ask("auditor", "checkpoint", "--cosignatures", "2", expect=REFUSED)
        self.ask("auditor", "checkpoint", "--log-key", self.witness_key, expect=NOT_TRUE)

    def test_the_author_and_the_auditor_get_a_receipt_nobody_else(self):
        self.publish("programme")
        self.ask("programme", "prove", "3", "--log-key", self.key)
        self.ask("auditor", "prove", "3", "--log-key", self.key)
        self.ask("police", "prove", "3", "--log-key", self.key, expect=REFUSED)
        self.ask("auditor", "prove", "99999", "--log-key", self.key, expect=REFUSED)

    def test_a_log_behind_its_own_word_does_not_start(self):
        self.roll_back()
        with self.assertRaisesRegex(RuntimeError, "has signed"):
            self.server.start()

    def test_a_log_that_forgets_its_word_is_found_out_by_witness_and_auditor(self):
        self.roll_back()
        for word in ("checkpoint", "checkpoint.cosigned"):
            (self.path / "data" / word).unlink(missing_ok=True)
        self.server.start()
        _, err = self.witness(expect=NOT_TRUE)
        self.assertIn("rolled back", err)
        self.assertIn("[LOG_CONTRADICTS_ITSELF]", err)
        self.assertIn("LOG_ROLLED_BACK", self.export(expect=NOT_TRUE))
        self.publish("border_guard")  # it grows past what was seen, another way
        self.publish("labour")
        _, err = self.witness(expect=NOT_TRUE)
        self.assertIn("forked", err)
        self.assertIn("EXPORT_IS_NOT_THE_LOG", self.export(expect=NOT_TRUE))
        self.verify()  # what was taken home before is as good as ever

    def roll_back(self):
        """Seen by witness and auditor, then the data directory of an hour ago comes back, its newer word with it."""
        self.publish("programme")
        self.server.stop()
        shutil.copytree(self.path / "data", self.path / "old")
        self.server.start()
        self.publish("commune")
        self.witness()
        self.export()
        self.server.stop()
        for part in ("log", "views", "access"):
            shutil.rmtree(self.path / "data" / part)
            shutil.copytree(self.path / "old" / part, self.path / "data" / part)


if __name__ == "__main__":
    unittest.main(verbosity=2)
