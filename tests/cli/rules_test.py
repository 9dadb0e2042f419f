"""Rule data against a real server: the tree's own files go in whole and once, and a wrong row is refused by file and line
while the rows around it are recorded."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness

RULES = sorted((harness.ROOT / "deploy/rules/vn").glob("*.jsonl"))
OK, REFUSED = 0, 3

PLAN = {"planCode": "p", "titleVi": "Kế hoạch", "titleEn": "Plan", "area": "adm.01", "effectiveFrom": "2020-01-01",
        "until": "2020-12-31"}
TARGET = {"targetCode": "t", "planCode": "p", "indicatorCode": "i1", "shape": "TARGET_SHAPE_PERCENTAGE", "low": "8000",
          "effectiveFrom": "2020-01-01"}
RULE = {"ruleCode": "r", "amount": 3, "unit": "RULE_UNIT_DAYS", "effectiveFrom": "2020-01-01", "article": "A"}
MERGED = {"unit": "soc.01.a", "intoUnit": "soc.01.b", "effectiveFrom": "2025-07-01"}

# What is wrong → the row, and why it is refused.
WRONG = {
    "overlap of validity": ({"legalRulePublished": {**RULE, "amount": 4}}, "VALIDITY_OVERLAP"),
    "overlap of targets": ({"targetSet": {**TARGET, "targetCode": "t2"}}, "VALIDITY_OVERLAP"),
    "unknown unit": ({"planIssued": {**PLAN, "planCode": "p2", "area": "adm.99"}}, "UNIT_UNKNOWN"),
    "cycle of succession": ({"adminUnitMerged": {"unit": "soc.01.b", "intoUnit": "soc.01.a",
                                                 "effectiveFrom": "2025-08-01"}}, "SUCCESSION_CYCLE"),
    "negative target": ({"targetSet": {**TARGET, "targetCode": "t3", "indicatorCode": "i2", "shape":
                                       "TARGET_SHAPE_MINIMUM", "low": "-5"}}, "FIELD_RANGE"),
    "target without a figure": ({"targetSet": {**TARGET, "targetCode": "t7", "indicatorCode": "i2", "low": "0"}},
                                "TARGET_FIGURE"),
    "range upside down": ({"targetSet": {**TARGET, "targetCode": "t4", "indicatorCode": "i2", "shape":
                                         "TARGET_SHAPE_RANGE", "low": "80", "high": "60"}}, "TARGET_FIGURE"),
    "no date": ({"legalRulePublished": {**RULE, "ruleCode": "r2", "effectiveFrom": "2020-02-30"}}, "FIELD_FORMAT"),
    "end before beginning": ({"planIssued": {**PLAN, "planCode": "p3", "until": "2019-12-31"}}, "PERIOD_BACKWARDS"),
    "day of another year": ({"calendarPublished": {"calendarCode": "c", "year": 2020, "daysOff": ["2021-01-01"]}},
                            "CALENDAR_DATE"),
    "unknown plan": ({"targetSet": {**TARGET, "targetCode": "t5", "planCode": "p9"}}, "PLAN_UNKNOWN"),
    "unknown indicator": ({"targetSet": {**TARGET, "targetCode": "t6", "indicatorCode": "i99"}}, "INDICATOR_UNKNOWN"),
    "unknown event": ({"indicatorDefined": {
        "indicatorCode": "x", "titleVi": "X", "titleEn": "X", "numeratorRule": "NUMERATOR_RULE_SUM",
        "direction": "DIRECTION_UP", "effectiveFrom": "2020-01-01",
        "numerator": [{"aggregate": "AGGREGATE_EVENTS", "sources": [{"event": "no_such_event"}]}]}}, "EVENT_UNKNOWN"),
    "unknown field": ({"planIssued": {**PLAN, "planCode": "p4", "budget": "1"}}, "UNKNOWN_FIELD"),
}


class Rules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="homeward-rules-")
        cls.server = harness.Server(cls.folder.name).start()
        cls.next_id = 0

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    def publish(self, *files, expect=OK):
        done = subprocess.run([harness.BINARY, "publish", "--progress", "none", "--output", "json", *map(str, files),
                               "--identity", str(self.server.pki / "programme"), "--server",
                               f"127.0.0.1:{self.server.port}"], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return json.loads(done.stdout), [json.loads(line)["error"] for line in done.stderr.splitlines() if line.startswith("{")]

    def line(self, payload):
        type(self).next_id += 1
        envelope = {"id": f"019424a0-0000-7000-8000-{self.next_id:012x}", "source": "https://programme.example/test",
                    "schemaVersion": 1, "unit": "gov.01", "province": "01", "time": "2025-01-02T01:00:00Z",
                    "recordedAt": "2025-01-02T01:00:00Z"}
        return json.dumps({"events": [{"envelope": envelope, **payload}]}) + "\n"

    def test_1_the_rules_of_the_tree_are_recorded_whole_and_once(self):
        said, problems = self.publish(*RULES)
        rows = sum(1 for file in RULES for line in file.read_text().splitlines() if not line.startswith("#"))
        self.assertEqual((said["recorded"], said["refused"], problems), (rows, 0, []))
        said, _ = self.publish(*RULES)
        self.assertEqual((said["recorded"], said["duplicate"]), (0, rows))

    def test_2_a_wrong_row_is_named_by_file_and_line_and_the_rest_is_recorded(self):
        good = pathlib.Path(self.folder.name) / "good.jsonl"
        good.write_text("# rows that are right\n" + "".join(self.line(row) for row in (
            {"planIssued": PLAN}, {"targetSet": TARGET}, {"legalRulePublished": RULE}, {"adminUnitMerged": MERGED})))
        self.assertEqual(self.publish(good)[0]["recorded"], 4)
        number = 0
        for wrong, (row, reason) in WRONG.items():
            with self.subTest(wrong):
                number += 1
                bad = pathlib.Path(self.folder.name) / f"{wrong.replace(' ', '_')}.jsonl"
                after = {"legalRulePublished": {**RULE, "ruleCode": f"after_{number}"}}
                bad.write_text("# " + wrong + "\n\n" + self.line(row) + self.line(after))
                said, problems = self.publish(good, bad, expect=REFUSED)
                self.assertEqual((said["duplicate"], said["recorded"], said["refused"]), (4, 1, 1))
                self.assertEqual([problem["reason"] for problem in problems], [reason], problems)
                self.assertTrue(problems[0]["where"].startswith(f"{bad}:3"), problems)

    def test_3_a_corrected_row_takes_the_place_of_the_wrong_one(self):
        first = self.line({"legalRulePublished": {**RULE, "ruleCode": "mended"}})
        event = json.loads(first)["events"][0]
        second = json.loads(self.line({"legalRulePublished": {**RULE, "ruleCode": "mended", "amount": 5}}))
        second["events"][0]["envelope"].update(corrects=event["envelope"]["id"],
                                               correctionReason="CORRECTION_REASON_WRONG_CODE")
        file = pathlib.Path(self.folder.name) / "mended.jsonl"
        file.write_text(first + json.dumps(second) + "\n")
        self.assertEqual(self.publish(file)[0]["recorded"], 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
