"""The benchmark runs to its end and gives every figure it promises. Nothing is timed: that needs a quiet machine."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import table

BENCH = pathlib.Path(__file__).parent / "main.py"
SIZES = ["--quick", "--events", "20000", "--loop-seconds", "0.3"]


def main():
    with tempfile.TemporaryDirectory(dir=os.environ.get("HOMEWARD_BENCH_FOLDER")) as folder:
        out = pathlib.Path(folder) / "figures.json"
        run = subprocess.run([sys.executable, str(BENCH), *SIZES, "--folder", folder, "--json", str(out)],
                             capture_output=True, text=True)
        print(run.stdout, run.stderr)
        if run.returncode != 0:
            return 1
        figures = json.loads(out.read_text(encoding="utf-8"))
    missing = [key for key in table.KEYS if not isinstance(figures.get(key), (int, float)) or figures[key] <= 0]
    print("missing or not positive:", missing)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
