"""docs/mission.md against the tree: mission_test.py ROOT. Each row's events exist in the contract, its rule file and
scenario exist, the scenario publishes the events, and what an indicator's row promises is expected as a figure."""

import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
INDICATORS = [f"I{n}" for n in range(1, 34)]
PROCESSES = [f"P{n}" for n in range(1, 29)]


def rows():
    for number, line in enumerate((ROOT / "docs/mission.md").read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 7 and cells[0] != "row":
            yield number, cells


def codes(cell):
    return re.findall(r"`(\w+)`", cell)


def scenario(name):
    text = (ROOT / f"tests/scenarios/{name}.scenario").read_text(encoding="utf-8")
    return re.sub(r"\\\n", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))


class Mission(unittest.TestCase):
    def test_every_row_of_the_plans_stands_here(self):
        named = {cells[0] for _, cells in rows()}
        self.assertEqual([row for row in INDICATORS + PROCESSES if row not in named], [])

    def test_events_exist_and_are_published(self):
        contract = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "proto/homeward").rglob("*.proto"))
        messages = set(re.findall(r"^message (\w+) \{", contract, re.M))
        for number, (row, _, _, _, events, _, scenarios) in rows():
            self.assertTrue(codes(events), f"line {number}: {row} names no event")
            self.assertTrue(codes(scenarios), f"line {number}: {row} names no scenario")
            published = " ".join(scenario(name) for name in codes(scenarios))
            for event in codes(events):
                self.assertIn(event, messages, f"line {number}: no such event")
                # Accepted: a batch that must be refused says nothing.
                accepted = [line for line in published.splitlines() if re.search(rf"(?:@\S+|\+) {event}\b", line)
                            and " !" not in line]
                self.assertTrue(accepted, f"line {number}: {event} is not published by {scenarios}")

    def test_rule_files_exist(self):
        for number, (row, _, _, _, _, files, _) in rows():
            for name in codes(files):
                for ending in ("rules", "jsonl"):
                    self.assertTrue((ROOT / f"deploy/rules/vn/{name}.{ending}").exists(), f"line {number}: {name}.{ending}")

    def test_each_indicator_is_defined_and_asked_for_and_its_figure_expected(self):
        defined = (ROOT / "deploy/rules/vn/indicators.rules").read_text(encoding="utf-8")
        for number, (row, _, _, _, _, files, scenarios) in rows():
            if row not in INDICATORS:
                continue
            code = row.lower()
            self.assertRegex(defined, rf"IndicatorDefined indicator_code={code} ")
            plan = (ROOT / f"deploy/rules/vn/{codes(files)[0]}.rules").read_text(encoding="utf-8")
            self.assertRegex(plan, rf"TargetSet \S+ \S+ indicator_code={code} ", f"line {number}: {row} has no target")
            figures = re.findall(rf"^expect indicator {code} plan=.*$", scenario(codes(scenarios)[0]), re.M)
            self.assertTrue([f for f in figures if "numerator=" in f and re.search(r"state=(met|missed)", f)],
                            f"line {number}: the figure of {row} is not expected")

    def test_every_plan_has_one_met_and_one_missed(self):
        for plan in ("s0", "s1", "s2", "s3", "s4"):
            text = scenario(f"M_{plan.upper()}")
            for state in ("met", "missed"):
                self.assertRegex(text, rf"expect indicator i\d+ plan={plan} .*state={state}\b", f"{plan}: nothing {state}")


if __name__ == "__main__":
    unittest.main()
