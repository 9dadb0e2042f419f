"""A data directory that an earlier version wrote, killed with a write-ahead log behind it, is opened by this one."""

import json
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness  # noqa: E402
from world import BEFORE_RESTART, BEHIND_RESTART, ask, publish, status  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


class Upgrade(unittest.TestCase):
    def opened(self, fixture):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="homeward-upgrade-"))
        self.addCleanup(shutil.rmtree, folder)
        with tarfile.open(fixture / "data.tar.xz") as tar:
            tar.extractall(folder)
        with tarfile.open(fixture / "published.tar.xz") as tar:
            tar.extractall(folder / "published")
        server = harness.Server(folder, ["--person-id-key", str(harness.ROOT / "deploy/demo/person-id.key")])
        server.start()
        self.addCleanup(server.kill)
        return server

    def the_log_is_the_same(self, server, said):
        now = status(server)
        for same in ("headPosition", "root", "incarnation", "appendedAt"):
            self.assertEqual(now[same], said[same])
        versions = {view["name"]: view for view in now["views"]}
        for view in said["views"]:
            if versions[view["name"]]["version"] == view["version"]:
                self.assertEqual(versions[view["name"]]["digest"], view["digest"], view["name"])

    def it_goes_on(self, server, said):
        for agency in BEFORE_RESTART + BEHIND_RESTART:
            publish(server, agency, server.folder / "published")  # every id is known
        self.assertEqual(status(server)["headPosition"], said["headPosition"])
        data = server.folder / "data"
        export = server.folder / "export"
        ask(server, "auditor", "export", export, "--log-key", data / "checkpoint.key.pub")
        verified = subprocess.run([harness.BINARY, "verify", export, "--key", data / "checkpoint.key.pub"],
                                  capture_output=True, text=True)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        server.stop()
        checked = subprocess.run([harness.BINARY, "check", data], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        server.start()
        self.assertEqual(status(server)["root"], said["root"])

    def test_every_version_that_landed(self):
        fixtures = sorted(HERE.glob("*/said.json"))
        self.assertTrue(fixtures, "there is no data of an earlier version")
        for said_file in fixtures:
            with self.subTest(version=said_file.parent.name):
                said = json.loads(said_file.read_text())
                server = self.opened(said_file.parent)
                self.the_log_is_the_same(server, said)
                self.it_goes_on(server, said)


if __name__ == "__main__":
    unittest.main()
