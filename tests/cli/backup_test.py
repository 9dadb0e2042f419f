"""A server goes on from a backup: made while it runs, checked, damaged, restored elsewhere, read and written again."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness

DEMO = harness.ROOT / "deploy" / "demo"
OK, USAGE, DENIED, FAULT, UNREADABLE = 0, 2, 4, 6, 7
CATCH_UP_SECONDS = 30


def homeward(*arguments):
    done = subprocess.run([harness.BINARY, *map(str, arguments), "--output", "json"], capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout or "null"), done.stderr


class BackupAndRestore(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="homeward-backup-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.server = harness.Server(self.folder, ["--person-id-key", str(DEMO / "person-id.key")]).start()
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.stop())

    def ask(self, role, *arguments):
        return homeward(*arguments, "--server", f"127.0.0.1:{self.server.port}", "--identity", self.server.pki / role)

    def publish(self, agency):
        code, _, err = self.ask(agency, "publish", "--progress", "none", DEMO / f"{agency}.jsonl")
        self.assertEqual(code, OK, err)

    def head(self):
        """As `status` tells it, once the views have folded everything."""
        deadline = time.time() + CATCH_UP_SECONDS
        while True:
            code, said, err = self.ask("auditor", "status", "--digests")
            if all(view["lag"] == 0 for view in said["views"]):
                return {"position": said["headPosition"], "root": said["root"], "incarnation": said["incarnation"],
                        "digests": {view["name"]: view["digest"] for view in said["views"]}}
            self.assertLess(time.time(), deadline, "the views did not catch up")
            time.sleep(0.1)

    def test_it_goes_on_elsewhere(self):
        self.publish("programme")
        self.publish("police")
        before = self.head()
        code, made, err = self.ask("operator", "backup", "monday")
        self.assertEqual(code, OK, err)
        self.assertEqual(self.ask("auditor", "backup", "tuesday")[0], DENIED)
        self.publish("labour")
        self.server.stop()

        backup = pathlib.Path(made["directory"])
        code, checked, err = homeward("check", backup)
        self.assertEqual((code, checked["position"], checked["root"]), (OK, made["position"], made["root"]), err)
        code, whole, err = homeward("check", self.folder / "data")
        self.assertEqual(code, OK, err)
        self.assertGreater(whole["position"], made["position"])

        data = self.folder / "restored"
        code, _, err = homeward("restore", backup, "--data", data)
        self.assertEqual(code, OK, err)
        (self.folder / "data").rename(self.folder / "lost")
        data.rename(self.folder / "data")
        self.server.start()
        after = self.head()
        for same in ("position", "root", "digests"):
            self.assertEqual(after[same], before[same])
        self.assertNotEqual(after["incarnation"], before["incarnation"])

        self.publish("labour")  # what was lost is sent again
        self.assertEqual(self.head()["position"], whole["position"])

    def test_damage_is_named(self):
        self.publish("programme")
        code, made, err = self.ask("operator", "backup")
        self.assertEqual(code, OK, err)
        self.server.stop()
        backup = pathlib.Path(made["directory"])
        table = next(backup.glob("log/db/*.sst"))
        kept = table.read_bytes()
        table.write_bytes(kept[: len(kept) // 2] + b"X" + kept[len(kept) // 2 + 1:])
        for command in (["check", backup], ["restore", backup, "--data", self.folder / "other"]):
            code, _, err = homeward(*command)
            self.assertEqual(code, FAULT, err)
            self.assertIn(table.name, err)
        self.assertFalse((self.folder / "other" / "log").exists())
        self.assertEqual(homeward("check", self.folder / "pki")[0], UNREADABLE)
        self.assertEqual(homeward("restore", self.folder / "pki", "--data", self.folder / "x")[0], UNREADABLE)
        self.assertEqual(homeward("backup", "--data", self.folder / "data")[0], USAGE)


if __name__ == "__main__":
    unittest.main()
