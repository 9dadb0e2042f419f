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
    "basement/x.txt": "no such room\n",
}


def main():
    silent = []
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in BROKEN.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        for rule in tidy.RULES:
            if not list(rule(root)):
                silent.append(rule.__name__)
    print("every rule bites" if not silent else f"silent rules: {silent}")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
