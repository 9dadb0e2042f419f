"""HTCDS files against a real server: in, out, in again, and everything that must not happen."""

import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
import harness

STUBS = harness.stubs()
from homeward.audit.v1 import audit_pb2, audit_pb2_grpc
from homeward.coordination.v1 import coordination_pb2, views_pb2

DEMO = harness.ROOT / "deploy" / "demo"
OK, FAILURE, USAGE, REFUSED, DENIED, UNREACHABLE = range(6)
AUDIT = coordination_pb2.ReadContext(purpose=views_pb2.PURPOSE_AUDIT)
POLICE = ["--unit", "pol.01", "--province", "01", "--date", "2025-03-31", "--age-band", "adult", "--whereabouts", "home",
          "--paper", "confirmation", "--consent-purpose", "support", "--consent-recipient", "pol.01",
          "--consent-recipient", "soc", "--consent-by", "self", "--referral-service", "medical",
          "--referral-due", "2025-04-15"]
HEADER = ["prs_Gender", "prs_Deceased", "prs_Citizenship", "vic_TraffickingStatus",
          "vic_TraffickingStatusDecisionMakingOrg", "cas_ReferringOrganisation", "cas_IncomingReferralDate",
          "cas_ReferredOrganisation", "cas_ReasonForOutgoingReferral", "cas_OutgoingReferralDate", "con_Consent"]
ROWS = [  # synthetic
    ["Feminine", "false", "VN", "ActualVictimOfTrafficking", "Police", "bdr.01", "2025-01-10",
     "soc.01", "AdditionalServicesRequired", "2025-02-01", "true"],
    ["Masculine", "true", "VN", "PossibleVictimOfTrafficking", "", "", "", "", "", "", ""],
    ["Feminine", "false", "VN", "NotAVictimOfTrafficking", "Police", "", "", "", "", "", "true"],
]


def text(rows, header=HEADER):
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


class Htcds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="homeward-htcds-")
        cls.server = harness.Server(cls.folder.name, ["--person-id-key", str(DEMO / "person-id.key")]).start()
        for agency in ["programme", "labour", "police", "border_guard", "prosecution", "commune"]:
            subprocess.run([harness.BINARY, "publish", "--progress", "none", DEMO / f"{agency}.jsonl", "--identity",
                            str(cls.server.pki / agency), "--server", f"127.0.0.1:{cls.server.port}"],
                           check=True, capture_output=True)
        lines = (DEMO / "highlights.txt").read_text().splitlines()
        cls.see = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.folder.cleanup()

    def ask(self, identity, *arguments, expect=OK, identify=True):
        if arguments[:2] == ("export", "htcds") and not {"--known-at", "--min-position"} & set(arguments):
            arguments = (*arguments, "--min-position", self.head())  # the views may be a little behind
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HOMEWARD_") and k != "COLUMNS"}
        said = subprocess.run([harness.BINARY, *map(str, arguments),
                               *(["--identity", str(self.server.pki / identity)] if identify else [])],
                              env={**kept, "HOMEWARD_SERVER": f"127.0.0.1:{self.server.port}"}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(said.returncode, expect, f"{arguments}\n{said.stdout}\n{said.stderr}")
        return said.stdout, said.stderr

    def file(self, name, content):
        path = pathlib.Path(self.folder.name) / name
        path.write_text(content, newline="")
        return path

    def take_in(self, path, *more, agency="police", flags=POLICE, expect=OK):
        out, err = self.ask(agency, "import", "htcds", path, *flags, *more, "--output", "json", expect=expect)
        return json.loads(out) if expect == OK else [json.loads(line)["error"] for line in err.splitlines()]

    def rows_of(self, out):
        return list(csv.DictReader(io.StringIO(out, newline="")))

    def head(self):
        with self.server.channel("auditor") as channel:
            return audit_pb2_grpc.AuditStub(channel).GetHead(audit_pb2.GetHeadRequest(context=AUDIT)).position

    def looks(self, from_number=1):
        """The access record from there on."""
        with self.server.channel("auditor") as channel:
            audit, entries = audit_pb2_grpc.AuditStub(channel), []
            while True:
                page = audit.ListAccess(audit_pb2.ListAccessRequest(
                    context=AUDIT, from_number=from_number + len(entries), page_size=1000)).entries
                entries += page
                if len(page) < 1000:
                    return entries

    # In, and out again.

    def test_what_went_in_comes_out(self):
        path = self.file("round-trip.csv", text(ROWS))
        said = self.take_in(path)
        self.assertFalse(said["duplicate"])
        self.assertEqual([row["row"] for row in said["rows"]], [2, 3, 4])
        persons = [row["person"] for row in said["rows"]]
        self.assertEqual(len(set(persons)), 3)
        asked = [flag for person in persons for flag in ("--person", person)]
        out, err = self.ask("police", "export", "htcds", *asked, "--unit", "pol.01", "--output", "json")
        self.assertEqual([[row[name] for name in HEADER] for row in self.rows_of(out)], ROWS)
        self.assertEqual(json.loads(err)["masked"], 0)
        for person in persons:
            self.assertNotIn(person, out)  # rows bear no id

    def test_what_came_out_goes_in_again(self):
        first = self.take_in(self.file("twice-1.csv", text(ROWS)), "--batch-id", "twice")
        asked = [flag for row in first["rows"] for flag in ("--person", row["person"])]
        out, _ = self.ask("police", "export", "htcds", *asked, "--unit", "pol.01")
        again = self.take_in(self.file("twice-2.csv", out), "--ignore-unmapped", "--batch-id", "as another's")
        # Written, not read: support of an imported person is active, referral and reason are the first importer's own.
        asked = [flag for row in again["rows"] for flag in ("--person", row["person"])]
        self.assertEqual(self.ask("police", "export", "htcds", *asked, "--unit", "pol.01")[0], out)

    def test_a_reader_without_part_gets_nothing_and_no_file(self):
        said = self.take_in(self.file("closed.csv", text(ROWS[1:2])), "--batch-id", "closed")
        target = pathlib.Path(self.folder.name) / "closed-out.csv"
        _, err = self.ask("labour", "export", "htcds", "--person", said["rows"][0]["person"], "--unit", "soc.99",
                          "--to", target, expect=REFUSED)
        self.assertIn("NOT_FOUND", err)
        self.assertFalse(target.exists())

    # Out.

    def test_masks_hold_and_are_counted(self):
        person = ["--person", self.see["VICTIM"]]
        own, err = self.ask("labour", "export", "htcds", *person, "--unit", self.see["VICTIM_UNIT"], "--output", "json")
        own = self.rows_of(own)[0]
        self.assertEqual(json.loads(err)["masked"], 0)
        self.assertEqual((own["vic_TraffickingStatus"], own["prs_Gender"], own["cas_Status"]),
                         ("ActualVictimOfTrafficking", "Feminine", "Closed"))
        self.assertIn("safety", own["spl_Objectives"])
        out, err = self.ask("coordinator", "export", "htcds", *person, "--unit", self.see["COORDINATOR"], "--output", "json")
        seen = self.rows_of(out)[0]
        plan = ["spl_Objectives", "spl_ActionPlan", "spl_PlannedEndDate", "spl_Type"]  # that plans move, not what they hold
        self.assertEqual([seen[name] for name in plan], [""] * 4)
        self.assertEqual(json.loads(err)["masked"], 4)
        self.assertEqual(seen["vic_TraffickingStatus"], "ActualVictimOfTrafficking")
        out, err = self.ask("police", "export", "htcds", *person, "--unit", "pol.20", "--output", "json")
        self.assertEqual([self.rows_of(out)[0][name] for name in plan], [""] * 4)
        self.assertEqual(json.loads(err)["masked"], 0)  # of another agency's plan not even its being there is told

    def test_every_look_is_on_record_with_its_purpose(self):
        before = len(self.looks())
        self.ask("labour", "export", "htcds", "--person", self.see["VICTIM"], "--unit", self.see["VICTIM_UNIT"],
                 "--purpose", "referral")
        looks = [look for look in self.looks(before + 1) if look.viewer.endswith("/labour/soc")]
        self.assertEqual([(look.subject, look.purpose, look.granted) for look in looks],
                         [("person:" + self.see["VICTIM"], "PURPOSE_REFERRAL", True)])

    def test_a_file_is_of_one_position_and_can_be_made_again(self):
        said = self.take_in(self.file("pinned.csv", text(ROWS)), "--batch-id", "pinned")
        asked = [flag for row in said["rows"] for flag in ("--person", row["person"])] + ["--unit", "pol.01"]
        then, err = self.ask("police", "export", "htcds", *asked, "--output", "json")
        position = json.loads(err)["position"]
        self.assertGreaterEqual(position, said["firstPosition"] + said["events"] - 1)
        event = {"envelope": {"id": harness.uuid7(), "source": "https://police.example/t", "unit": "pol.01",
                              "province": "01", "time": "2025-05-01T00:00:00Z", "recordedAt": "2025-05-01T00:00:00Z"},
                 "personDeceased": {"personId": said["rows"][0]["person"]}}
        self.ask("police", "publish", self.file("later.jsonl", json.dumps({"events": [event]})))
        now, err = self.ask("police", "export", "htcds", *asked, "--output", "json", "--min-position", position + 1)
        self.assertNotEqual(now, then)
        self.assertGreater(json.loads(err)["position"], position)
        target = pathlib.Path(self.folder.name) / "pinned-out.csv"
        self.ask("police", "export", "htcds", *asked, "--known-at", position, "--to", target)
        self.assertEqual(target.read_bytes().decode(), then.replace("\n", "\r\n"))  # RFC 4180
        self.assertEqual(target.stat().st_mode & 0o777, 0o600)

    # The same again.

    def test_the_same_file_again_is_a_duplicate(self):
        path = self.file("again.csv", text(ROWS))
        first = self.take_in(path, "--batch-id", "again")
        head = self.head()
        second = self.take_in(path, "--batch-id", "again")
        self.assertTrue(second["duplicate"])
        self.assertEqual((second["rows"], second["firstPosition"]), (first["rows"], first["firstPosition"]))
        self.assertEqual(self.head(), head)

    def test_a_lost_batch_file_doubles_nobody(self):
        path = self.file("lost.csv", text(ROWS))
        self.take_in(path, "--batch-id", "lost")
        pathlib.Path(f"{path}.batch.jsonl").unlink()
        head = self.head()
        told = self.take_in(path, "--batch-id", "lost", expect=REFUSED)
        self.assertEqual({problem["reason"] for problem in told}, {"ID_REUSED"})
        self.assertIn("imported before", told[0]["nextStep"])
        self.assertFalse(pathlib.Path(f"{path}.batch.jsonl").exists())
        self.assertEqual(self.head(), head)

    def test_a_changed_file_is_not_taken_for_the_same(self):
        path = self.file("changed.csv", text(ROWS))
        self.take_in(path, "--batch-id", "changed")
        self.file("changed.csv", text(ROWS[:2]))
        head = self.head()
        self.assertEqual([p["reason"] for p in self.take_in(path, "--batch-id", "changed", expect=REFUSED)],
                         ["BATCH_DIFFERS"])
        self.assertEqual(self.head(), head)

    def test_what_was_prepared_is_published_by_hand_and_known_again(self):
        path = self.file("prepared.csv", text(ROWS))
        head = self.head()
        said = self.take_in(path, "--prepare", "--batch-id", "prepared")
        self.assertFalse(said["sent"])
        self.assertEqual(self.head(), head)
        self.ask("police", "publish", f"{path}.batch.jsonl")
        again = self.take_in(path, "--batch-id", "prepared")
        self.assertTrue(again["duplicate"])
        self.assertEqual(again["rows"], said["rows"])

    def test_a_unit_that_must_sign_prepares_and_signs(self):
        folder = pathlib.Path(self.folder.name)
        key = folder / "pol.77.key"
        made, _ = self.ask("police", "keygen", key, "--name", "pol.77", "--possession", "pol.77", "--output", "json",
                           identify=False)
        for number, event in enumerate([{"signingKeyRegistered": json.loads(made)["signingKeyRegistered"]},
                                        {"signingPolicySet": {"unit": "pol.77", "signatureRequired": True}}]):
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            envelope = {"id": harness.uuid7(), "source": "https://programme.example/t", "unit": "gov.01", "province": "01",
                        "time": now, "recordedAt": now}
            self.ask("programme", "publish", self.file(f"signing-{number}.jsonl",
                                                       json.dumps({"events": [{"envelope": envelope, **event}]})))
        path, flags = self.file("signed.csv", text(ROWS)), ["--unit", "pol.77", "--province", "77", *POLICE[4:]]
        told = self.take_in(path, flags=flags, expect=REFUSED)
        self.assertEqual({p["reason"] for p in told}, {"SIGNATURE_REQUIRED"})
        self.assertIn("--prepare", told[0]["nextStep"])
        said = self.take_in(path, "--prepare", flags=flags)
        self.ask("police", "publish", f"{path}.batch.jsonl", "--sign", key, "--log-key",
                 folder / "data" / "checkpoint.key.pub")
        again = self.take_in(path, flags=flags)
        self.assertTrue(again["duplicate"])
        self.assertEqual(again["rows"], said["rows"])

    # Wrong files.

    def test_a_wrong_file_names_row_and_column_and_imports_nothing(self):
        wrong = [list(row) for row in ROWS]
        wrong[1][2] = "Nguyen Van Secret"
        wrong[2][0] = "Secret"
        head = self.head()
        path = self.file("wrong.csv", text(wrong))
        told = self.take_in(path, expect=REFUSED)
        self.assertEqual([(p["where"], p["reason"]) for p in told],
                         [("row 3, column prs_Citizenship", "HTCDS_VALUE"), ("row 4, column prs_Gender", "HTCDS_VALUE")])
        self.assertNotIn("Secret", json.dumps(told))
        self.assertEqual(self.head(), head)
        self.assertFalse(pathlib.Path(f"{path}.batch.jsonl").exists())

    def test_every_wrong_cell_is_told_to_people_too(self):
        path = self.file("many.csv", text([["Secret", *row[1:]] for row in ROWS * 30]))
        _, err = self.ask("police", "import", "htcds", path, *POLICE, expect=REFUSED)
        self.assertEqual(err.count("column prs_Gender: The value cannot be read."), 90)
        self.assertIn("row 91, column prs_Gender", err)
        self.assertNotIn("Secret", err)

    def test_a_file_that_makes_no_one_batch_says_so(self):
        path = self.file("large.csv", text([["true"]] * 600, ["con_Consent"]))
        head = self.head()
        told = self.take_in(path, expect=REFUSED)
        self.assertEqual([p["reason"] for p in told], ["HTCDS_TOO_LARGE"])
        self.assertIn("1200 events", told[0]["message"])
        self.assertEqual(len(self.take_in(self.file("half.csv", text([["true"]] * 500, ["con_Consent"])))["rows"]), 500)
        self.assertEqual(self.head(), head + 1000)  # the largest there is

    def test_names_are_refused_even_if_the_rest_would_do(self):
        path = self.file("names.csv", text([row + ["Secret"] for row in ROWS], HEADER + ["prs_FirstName"]))
        head = self.head()
        for more in ([], ["--ignore-unmapped"]):
            told = self.take_in(path, *more, expect=REFUSED)
            self.assertEqual([p["reason"] for p in told], ["HTCDS_IDENTITY"])
            self.assertNotIn("Secret", json.dumps(told))
        self.assertEqual(self.head(), head)

    def test_what_the_server_refuses_is_told_by_row_and_leaves_nothing(self):
        path = self.file("refused.csv", text(ROWS))
        head = self.head()
        told = self.take_in(path, flags=["--unit", "pol.01", "--province", "01", "--date", "2025-03-31", *POLICE[6:],
                                         "--consent-recipient", "pol.01"] + ["--consent-recipient", "soc.0"] * 20,
                            expect=REFUSED)
        self.assertIn("row 2", told[0]["where"])
        self.assertFalse(pathlib.Path(f"{path}.batch.jsonl").exists())
        self.assertEqual(self.head(), head)

    def test_validating_records_nothing(self):
        path = self.file("only.csv", text(ROWS))
        head = self.head()
        said = self.take_in(path, "--validate-only", "--batch-id", "only")
        self.assertEqual((said["events"], said["rows"]), (12, []))
        self.assertFalse(pathlib.Path(f"{path}.batch.jsonl").exists())
        self.assertEqual(self.head(), head)

    def test_another_units_persons_are_not_imported(self):
        path = self.file("denied.csv", text(ROWS[1:2]))
        told = self.take_in(path, flags=["--unit", "soc.01", *POLICE[2:]], expect=DENIED)
        self.assertEqual({p["reason"] for p in told}, {"WRONG_UNIT"})

    def test_a_support_agency_confirms_nobody(self):
        path = self.file("labour.csv", text(ROWS[:1]))
        told = self.take_in(path, agency="labour", flags=["--unit", "soc.01", *POLICE[2:]], expect=REFUSED)
        self.assertEqual([p["where"] for p in told], ["row 2, column vic_TraffickingStatus"])
        self.assertIn("VictimStatusConfirmed", told[0]["message"])

    def test_without_a_server_the_batch_stays_and_is_sent_later(self):
        path = self.file("later.csv", text(ROWS))
        self.take_in(path, "--batch-id", "later", "--prepare")
        batch = pathlib.Path(f"{path}.batch.jsonl").read_bytes()
        told = self.take_in(path, "--batch-id", "later", "--server", "127.0.0.1:1", "--timeout", 5, expect=UNREACHABLE)
        self.assertEqual(told[0]["reason"], "UNREACHABLE")
        self.assertEqual(pathlib.Path(f"{path}.batch.jsonl").read_bytes(), batch)
        self.assertFalse(self.take_in(path, "--batch-id", "later")["duplicate"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
