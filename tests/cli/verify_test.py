"""homeward verify, the real binary over exports of synthetic records: what it says and how it ends."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

HOMEWARD = os.environ["HOMEWARD_BINARY"]
MAKE_EXPORT = os.environ["HOMEWARD_MAKE_EXPORT"]
OK, USAGE, FAILURE, FAULT, UNREADABLE = 0, 2, 1, 6, 7
EVENTS = 1000


class Verify(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="homeward-verify-"))
        made = subprocess.run([MAKE_EXPORT, cls.folder / "export", str(EVENTS)], check=True, capture_output=True)
        cls.key = json.loads(made.stdout)["key"]

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def verify(self, export="export", *flags, key=None):
        command = [HOMEWARD, "verify", self.folder / export, "--key", key or self.key, *flags]
        return subprocess.run(command, capture_output=True, text=True)

    def copy(self, name):
        shutil.copytree(self.folder / "export", self.folder / name)
        return self.folder / name

    def test_a_whole_export(self):
        done = self.verify()
        self.assertEqual(done.returncode, OK, done.stderr)
        self.assertIn("bench.example/homeward  1000 events", done.stdout)
        lines = [line for line in done.stdout.splitlines() if line[:1] in "1234" and line[1:2] == " "]
        self.assertEqual(len(lines), 4, done.stdout)
        self.assertIn("not checked", lines[2])
        said = json.loads(self.verify("export", "--output", "json").stdout)
        self.assertEqual(said["ok"], True)
        self.assertEqual(said["size"], EVENTS)
        self.assertEqual([level["state"] for level in said["levels"]], ["ok", "ok", "notChecked", "ok"])
        self.assertEqual(said["levels"][0]["checked"], EVENTS)

    def test_the_key_may_lie_in_a_file(self):
        path = self.folder / "log.vkey"
        path.write_text(self.key + "\n")
        self.assertEqual(self.verify(key=str(path)).returncode, OK)

    def test_a_fault_is_named_and_ends_with_its_own_code(self):
        export = self.copy("forged")
        records = export / "records" / "002"
        changed = bytearray(records.read_bytes())
        changed[changed.index(b"spiffe://") + 9] ^= 1  # in the first record of the bundle: position 513
        records.write_bytes(changed)
        done = self.verify("forged")
        self.assertEqual(done.returncode, FAULT)
        self.assertIn("position 513: the record is not the one of its entry", done.stderr)
        said = json.loads(self.verify("forged", "--output", "json").stdout)
        self.assertEqual(said["levels"][1]["state"], "failed")
        self.assertEqual(said["levels"][1]["faults"][0]["position"], 513)

    def test_another_key_is_a_fault(self):
        other = subprocess.run([MAKE_EXPORT, self.folder / "other", "3"], check=True, capture_output=True)
        done = self.verify(key=json.loads(other.stdout)["key"])
        self.assertEqual(done.returncode, FAULT)
        self.assertIn("is not signed by bench.example/homeward", done.stderr)
        known = str(self.folder / "other" / "checkpoint")
        self.assertEqual(self.verify("export", "--known", known).returncode, FAULT)
        self.assertEqual(self.verify("export", "--known", str(self.folder / "export" / "checkpoint")).returncode, OK)

    def test_what_cannot_be_read(self):
        self.assertEqual(self.verify("nothing").returncode, UNREADABLE)
        self.assertEqual(self.verify(key="not+a+key").returncode, USAGE)
        self.assertEqual(self.verify(key="/nonexistent.vkey").returncode, FAILURE)
        self.assertEqual(self.verify("export", "--quorum", "1").returncode, USAGE)


if __name__ == "__main__":
    unittest.main()
