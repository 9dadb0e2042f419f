"""A real server's log taken home and checked without it: over gRPC, from its folder once it stands still, again later."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness

DEMO = harness.ROOT / "deploy" / "demo"
OK, FAULT = 0, 6


def homeward(*arguments):
    return subprocess.run([harness.BINARY, *map(str, arguments)], capture_output=True, text=True)


class ExportAndVerify(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="homeward-export-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.server = harness.Server(self.folder, ["--person-id-key", str(DEMO / "person-id.key")]).start()
        self.addCleanup(self.server.stop)
        self.key = self.folder / "data" / "checkpoint.key.pub"

    def publish(self, agency):
        done = homeward("publish", "--server", f"127.0.0.1:{self.server.port}", "--identity", self.server.pki / agency,
                        "--progress", "none", DEMO / f"{agency}.jsonl")
        self.assertEqual(done.returncode, OK, done.stderr)

    def export(self, name, *flags):
        done = homeward("export", self.folder / name, "--output", "json", *flags)
        self.assertEqual(done.returncode, OK, done.stderr)
        return json.loads(done.stdout)

    def verify(self, name, *flags):
        done = homeward("verify", self.folder / name, "--key", self.key, "--output", "json", *flags)
        return done.returncode, json.loads(done.stdout or "{}"), done.stderr

    def states(self, said):
        return [level["state"] for level in said["levels"]]

    def test_a_log_taken_home_twice(self):
        auditor = ["--server", f"127.0.0.1:{self.server.port}", "--identity", self.server.pki / "auditor",
                   "--log-key", self.key]
        self.publish("programme")
        first = self.export("evidence", *auditor)
        self.assertGreater(first["size"], 0)
        code, said, err = self.verify("evidence")
        self.assertEqual(code, OK, err)
        self.assertEqual(said["size"], first["size"])
        shutil.copy(self.folder / "evidence" / "checkpoint", self.folder / "seen")

        self.publish("police")
        second = self.export("evidence", *auditor)
        self.assertEqual(second["added"], second["size"] - first["size"])
        code, said, err = self.verify("evidence", "--known", self.folder / "seen")
        self.assertEqual(code, OK, err)
        self.assertEqual(self.states(said)[0], "ok")

        # The operator's own, from the folder of a stopped server: everything, nothing withheld.
        self.server.stop()
        whole = self.export("whole", "--data", self.folder / "data")
        self.assertEqual((whole["size"], whole["withheld"]), (second["size"], 0))
        code, said, err = self.verify("whole", "--whole", "--known", self.folder / "evidence" / "checkpoint")
        self.assertEqual(code, OK, err)
        self.assertEqual(self.states(said), ["ok", "ok", "notChecked", "ok"])

        # The older checkpoint in the newer's place.
        shutil.copy(self.folder / "seen", self.folder / "whole" / "checkpoint")
        code, said, err = self.verify("whole")
        self.assertEqual(code, FAULT)
        self.assertEqual(said["levels"][0]["faults"][0]["position"], first["size"] + 1)


if __name__ == "__main__":
    unittest.main()
