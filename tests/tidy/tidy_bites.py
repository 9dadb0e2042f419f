"""The control of tidy.py: builds a small tree that breaks every rule, and wants every rule to say so."""

import pathlib
import sys
import tempfile

import tidy

BROKEN = {
    "proto/low.cc": '#include "eventstore/high.h"\n',
    "eventstore/high.h": "// nobody includes me from a lower floor\n" + "x" * 200 + "\n",
    "projections/dead.h": "// dead\n",
    "projections/db.cc": "#include <rocksdb/db.h>\n",
    "services/no.cc": 'const char* reason = "NEVER_TOLD";\n',
    "deploy/packages.txt": "mystery\n",
    "deploy/rules/vn/x.rules": 'x level=province title_vi="Tỉnh Đâu Đó" title_en="Somewhere Province"\ny rule_code=soon\n',
    "projections/rules.cc": '// Sở Y tế\nconst char* a = "Đâu Đó";\nPut("soon", 3);\nauto d = 3 * kDayUs;\nPut("soon");\n',
    "basement/x.txt": "no such room\n",
}
# Breaches in the tree above, of rules that look for several things.
BREACHES = {"rules_are_data": 4}


def main():
    silent = []
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in BROKEN.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        for rule in tidy.RULES:
            if len(list(rule(root))) < BREACHES.get(rule.__name__, 1):
                silent.append(rule.__name__)
    print("every rule bites" if not silent else f"silent rules: {silent}")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
