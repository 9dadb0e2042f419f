"""The command line against a real server: a synthetic year published, then every answer asked for as people and programs do."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness

DEMO = harness.ROOT / "deploy" / "demo"
SERVE = ["--person-id-key", str(DEMO / "person-id.key"), "--export-mandate", "spiffe://homeward.example/auditor/aud"]
AGENCIES = ["programme", "labour", "police", "border_guard", "prosecution", "commune"]
OK, FAILURE, USAGE, REFUSED, DENIED, UNREACHABLE, FAULT = range(7)


def highlights():
    lines = (DEMO / "highlights.txt").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


class AgainstAServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="homeward-cli-")
        cls.server = harness.Server(cls.folder.name, SERVE).start()
        cls.see = highlights()
        publishers = [cls.begin(agency, "publish", "--progress", "none", "--output", "json", DEMO / f"{agency}.jsonl")
                      for agency in AGENCIES]
        cls.published = {}
        for agency, process in zip(AGENCIES, publishers):
            out, err = process.communicate(timeout=120)
            assert process.returncode == OK, err
            cls.published[agency] = json.loads(out)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    @classmethod
    def environment(cls):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HOMEWARD_") and k not in ("COLUMNS", "NO_COLOR")}
        return {**kept, "HOMEWARD_SERVER": f"127.0.0.1:{cls.server.port}"}

    @classmethod
    def begin(cls, identity, *arguments, stdin=subprocess.DEVNULL):
        command = [harness.BINARY, *map(str, arguments), "--identity", str(cls.server.pki / identity)]
        return subprocess.Popen(command, env=cls.environment(), stdin=stdin, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def ask(self, identity, *arguments, expect=OK, text=None):
        process = self.begin(identity, *arguments, stdin=subprocess.PIPE)
        out, err = process.communicate(text, timeout=60)
        self.assertEqual(process.returncode, expect, f"{arguments}\n{out}\n{err}")
        return out, err

    def ask_json(self, identity, *arguments):
        return json.loads(self.ask(identity, *arguments, "--output", "json")[0])

    def file(self, name, text):
        path = pathlib.Path(self.folder.name) / name
        path.write_text(text)
        return path

    # Publishing.

    def test_a_year_is_recorded_once(self):
        for agency, said in self.published.items():
            self.assertTrue(said["complete"], agency)
            self.assertEqual((said["refused"], said["duplicate"]), (0, 0), agency)
        again = self.ask_json("police", "publish", DEMO / "police.jsonl")
        self.assertEqual((again["recorded"], again["duplicate"]), (0, self.published["police"]["batches"]))

    def test_resume_skips_what_is_recorded(self):
        said = self.ask_json("commune", "publish", "--resume", DEMO / "commune.jsonl")
        self.assertEqual((said["skipped"], said["recorded"] + said["duplicate"]), (said["batches"], 0))

    def test_a_refused_line_is_named_and_the_rest_goes_on(self):
        path = self.file("refused.jsonl", '# synthetic\n{"events":[{"envelope":{},"referralSent":{}}]}\nnonsense\n')
        out, err = self.ask("police", "publish", path, expect=REFUSED)
        self.assertIn("2 batches, 0 recorded, 2 refused", out)
        self.assertIn(f"{path}:2, event 1: ", err)
        self.assertIn("[FIELD_REQUIRED]", err)
        self.assertIn("field: envelope.id", err)
        self.assertIn("next: ", err)
        self.assertIn(f"{path}:3: ", err)
        _, err = self.ask("police", "publish", "-", expect=REFUSED, text=path.read_text())
        self.assertIn("line 2, event 1: ", err)
        out, _ = self.ask("police", "publish", "--stop-on-refusal", "--output", "json", path, expect=REFUSED)
        self.assertFalse(json.loads(out)["complete"])

    def test_validate_only_records_nothing(self):
        head = self.ask_json("auditor", "status")["headPosition"]
        self.ask("labour", "publish", "--validate-only", DEMO / "labour.jsonl")
        self.assertEqual(self.ask_json("auditor", "status")["headPosition"], head)

    def test_another_agencys_service_is_denied(self):
        _, err = self.ask("labour", "publish", "--agency", "police", DEMO / "police.jsonl", expect=DENIED)
        self.assertIn("[WRONG_PUBLISHER]", err)

    def test_what_a_killed_server_left_unanswered_is_sent_again(self):
        with tempfile.TemporaryDirectory(prefix="homeward-cli-kill-") as folder:
            with harness.Server(folder, ["--person-id-key", str(DEMO / "person-id.key")]) as server:
                lines = (DEMO / "police.jsonl").read_text().splitlines(keepends=True)
                process = subprocess.Popen(
                    [harness.BINARY, "publish", "-", "--identity", str(server.pki / "police"), "--progress", "none",
                     "--output", "json", "--server", f"127.0.0.1:{server.port}"],
                    env=self.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                process.stdin.writelines(lines[:100])
                process.stdin.flush()
                time.sleep(0.3)
                server.kill()
                server.start()
                out, err = process.communicate("".join(lines[100:]), timeout=60)
                self.assertEqual(process.returncode, OK, err)
                said = json.loads(out)
                self.assertEqual(said["recorded"] + said["duplicate"], said["batches"])
                self.assertEqual(said["lastPosition"], said["events"])  # each once, none missing

    # Views.

    def test_lists_are_tables_for_people_and_one_document_for_programs(self):
        unit = self.see["REFERRAL_UNIT"]
        out, err = self.ask("labour", "referrals", "--unit", unit, "--closed")
        self.assertTrue(out.startswith("state "), out)
        self.assertIn("position ", err)
        self.assertNotIn("\x1b", out + err)
        answer = self.ask_json("labour", "referrals", "--unit", unit, "--closed")
        self.assertEqual(len(answer["referrals"]), len(out.splitlines()) - 1)
        for row in answer["referrals"]:
            self.assertTrue(row["state"]["label"]["vi"])

    def test_limit_goes_over_pages(self):
        everything = self.ask_json("auditor", "referrals", "--closed", "--limit", 100000)["referrals"]
        first = self.ask_json("auditor", "referrals", "--closed", "--limit", 7)
        self.assertEqual([r["id"] for r in first["referrals"]], [r["id"] for r in everything[:7]])
        self.assertTrue(first["nextPageToken"])

    def test_inbox_and_outbox_are_two_sides(self):
        owed = self.ask_json("labour", "inbox", "--limit", 1000).get("exchanges", [])
        self.assertTrue(owed)
        for row in owed:
            self.assertTrue(any(step["unit"].startswith("soc") for step in row["owed"]), row["id"])
        self.ask("police", "inbox", "--outbox")

    def test_a_timeline_stands_in_its_four_lanes(self):
        out, _ = self.ask("coordinator", "victim", self.see["VICTIM"], "--unit", self.see["COORDINATOR"])
        for words in ("Identification and protection", "Individual support", "Social inclusion", "Justice", "●"):
            self.assertIn(words, out)
        out, _ = self.ask("coordinator", "victim", self.see["VICTIM"], "--unit", self.see["COORDINATOR"], "--lang", "vi")
        self.assertIn("Hòa nhập cộng đồng", out)

    def test_as_known_before_the_first_contact_there_is_nobody(self):
        self.ask("coordinator", "victim", self.see["VICTIM"], "--unit", self.see["COORDINATOR"], "--known-at", 1,
                 expect=REFUSED)

    def test_a_list_as_known_then_is_shorter(self):
        now = self.ask_json("auditor", "referrals", "--closed", "--limit", 100000)["referrals"]
        then = self.ask_json("auditor", "referrals", "--closed", "--limit", 100000, "--known-at", 400)
        self.assertEqual(then["position"], "400")
        self.assertTrue(0 < len(then["referrals"]) < len(now))

    def test_diff_names_rows_fields_and_events(self):
        # The agencies publish at the same time: what lies where differs from run to run, and ten events in a row may be
        # the programme's alone.
        said = self.ask_json("auditor", "diff", "--from", 400, "--to", 900)
        self.assertTrue(said["differences"])
        for row in said["differences"]:
            self.assertTrue(row["events"])
            self.assertTrue(all(400 < int(event["position"]) <= 900 for event in row["events"]))
            self.assertTrue(all(field.get("changedBy") for field in row["fields"]))
        out, _ = self.ask("auditor", "diff", "--from", 400, "--to", 900, "--view", "referrals")
        self.assertIn("→", out)
        _, err = self.ask("auditor", "diff", "--from", 410, "--to", 400, expect=REFUSED)
        self.assertIn("[RANGE_BACKWARDS]", err)

    def test_why_names_the_events_of_a_value(self):
        subject = "referral:" + self.see["REFERRAL"]
        out, _ = self.ask("labour", "why", subject, "state", "--unit", self.see["REFERRAL_UNIT"])
        self.assertIn("●", out)
        self.assertIn("Referral", out)
        said = self.ask_json("coordinator", "why", "person:" + self.see["VICTIM"], "headline", "--unit", self.see["COORDINATOR"])
        self.assertEqual([value["path"] for value in said["values"]], ["headline"])
        self.assertTrue(said["values"][0]["origins"])
        _, err = self.ask("labour", "why", subject, "staet", "--unit", self.see["REFERRAL_UNIT"], expect=REFUSED)
        self.assertIn("[FIELD_UNKNOWN]", err)

    def export(self, server, name):
        key = str(server.folder / "data" / "checkpoint.key.pub")
        folder = str(pathlib.Path(self.folder.name) / name)
        subprocess.run([harness.BINARY, "export", folder, "--log-key", key, "--server", f"127.0.0.1:{server.port}",
                        "--identity", str(server.pki / "auditor")], check=True, capture_output=True)
        return ["verify", folder, "--key", key, "--views"]

    def test_an_export_makes_the_servers_views(self):
        verify = self.export(self.server, "whole")
        said = self.ask_json("auditor", *verify)
        self.assertEqual({level["level"]: level["state"] for level in said["levels"]}["views"], "ok")
        shown = {v["name"]: v["digest"] for v in self.ask_json("auditor", "status", "--digests")["views"]}
        self.assertEqual(said["views"], shown)
        alone = subprocess.run([harness.BINARY, *verify], capture_output=True, text=True, env=self.environment())
        self.assertEqual(alone.returncode, OK, alone.stderr)
        self.assertIn("no server named", alone.stdout)

    def test_views_of_another_log_are_a_fault(self):
        with tempfile.TemporaryDirectory(prefix="homeward-cli-other-") as folder:
            with harness.Server(folder, SERVE) as other:
                subprocess.run([harness.BINARY, "publish", DEMO / "programme.jsonl", "--progress", "none", "--identity",
                                str(other.pki / "programme"), "--server", f"127.0.0.1:{other.port}"],
                               check=True, capture_output=True)
                _, err = self.ask("auditor", *self.export(other, "export-of-another"), expect=FAULT)
                self.assertIn("is not the one that the records make", err)

    def test_a_case_shows_its_stages(self):
        out, _ = self.ask("coordinator", "case", self.see["CASE"], "--unit", self.see["COORDINATOR"])
        self.assertIn("C1 ", out)
        out, _ = self.ask("prosecution", "case", "--ended")
        self.assertIn("C10", out)

    def test_one_referral_with_its_events(self):
        out, _ = self.ask("labour", "referrals", self.see["REFERRAL"], "--unit", self.see["REFERRAL_UNIT"])
        self.assertIn("Referral sent", out)
        self.assertIn("Referral accepted", out)

    def test_what_one_may_not_read_is_as_unknown(self):
        stranger = self.ask("border_guard", "victim", self.see["VICTIM"], "--unit", "bdr.99", expect=REFUSED)
        unknown = self.ask("border_guard", "victim", "p" + "0" * 26, "--unit", "bdr.99", expect=REFUSED)
        self.assertEqual(stranger, unknown)
        self.ask("labour", "victim", self.see["VICTIM"], "--unit", "pol.01", expect=DENIED)

    # Streams and operation.

    def test_replay_is_json_lines_in_a_pipe_and_columns_if_asked(self):
        out, _ = self.ask("auditor", "replay", "--to", 50)
        lines = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([line["position"] for line in lines if "position" in line], list(range(1, 51)))
        out, _ = self.ask("auditor", "replay", "--to", 5, "--output", "table")
        self.assertEqual(len(out.splitlines()), 5)
        out, _ = self.ask("auditor", "replay", "--type", "CaseInstituted", "--publisher", "police")
        types = {json.loads(line)["type"].rsplit(".")[-1] for line in out.splitlines() if '"type"' in line}
        self.assertEqual(types, {"CaseInstituted"})

    def test_watch_goes_on_after_the_snapshot(self):
        process = self.begin("labour", "watch", "referrals", "--unit", self.see["REFERRAL_UNIT"], "--closed", "--output", "json")
        try:
            for line in process.stdout:
                item = json.loads(line)
                if "caughtUp" in item:
                    break
                self.assertIn("exchange", item)
            self.assertIsNone(process.poll())
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=10)

    def test_status_checks_and_digests_outlive_a_rebuild(self):
        self.ask("auditor", "status", "--check")
        digests = lambda: {v["name"]: v["digest"] for v in self.ask_json("auditor", "status", "--digests")["views"]}
        before = digests()
        self.assertTrue(before)
        self.ask("auditor", "rebuild", "--yes")
        self.assertEqual(digests(), before)
        self.ask("labour", "rebuild", "--yes", expect=DENIED)

    def test_errors_say_what_to_do(self):
        _, err = self.ask("auditor", "status", "--server", "127.0.0.1:1", expect=UNREACHABLE)
        self.assertIn("next: Start it with 'homeward serve'", err)
        other = pathlib.Path(self.folder.name) / "other"
        if not other.exists():
            subprocess.run([harness.BINARY, "dev-certs", str(other)], check=True, capture_output=True)
        _, err = self.ask("auditor", "status", "--cert", other / "auditor.pem", "--key", other / "auditor.key", expect=UNREACHABLE)
        self.assertIn("TLS", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
