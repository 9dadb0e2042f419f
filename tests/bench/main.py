"""The benchmark: starts servers, lets homeward_bench load and ask them, prints one table. See docs/performance.md."""

import argparse
import json
import pathlib
import sys
import tempfile
import time

import machine
import processes
import publishing
import table

EVENTS_MAX = 10_000_000
WARM_UP_EVENTS = 50_000
FILL_SECONDS = 120  # so long the fill may take, that the whole stays below ten minutes
PARTS = ["publish"]


class Run:
    """One run of the benchmark: sizes, the server under measurement, the figures so far."""

    def __init__(self, options, folder):
        homeward, bench = processes.binaries(options.build)
        self.options, self.folder = options, pathlib.Path(folder)
        self.tool = processes.Tool(bench, folder)
        self.server = processes.Server(homeward, self.folder / "tls")
        self.fill = publishing.Fill()
        self.figures, self.notes = {}, []
        self.began = time.monotonic()

    def say(self, text):
        print(f"[{time.monotonic() - self.began:5.0f} s] {text}", file=sys.stderr, flush=True)

    def prepare(self):
        self.server.start()
        self.tool("govern", self.server)
        warm = publishing.publish(self.tool, self.server, publishing.Fill(), self.options.warm_up)
        self.fill.next_copy = warm["next_copy"]
        self.events = self.options.events or self.choose(warm["events_per_s"])
        self.say(f"warmed up: {warm['events_per_s']:,.0f} events/s; {self.events:,} events will be stored")

    def choose(self, events_per_s):
        fits = int(events_per_s * FILL_SECONDS) // 100_000 * 100_000
        events = min(EVENTS_MAX, max(fits, 300_000))
        if events < EVENTS_MAX:
            self.notes.append(f"{events:,} events instead of {EVENTS_MAX:,}: the server is too slow to store more in "
                              "the time of a run")
        return events

    def publish(self):
        floor_events = min(1_000_000, max(self.events // 3, 10_000))
        self.figures |= publishing.against_floor(self.tool, self.server, self.fill, self.events, floor_events, self.say)
        self.notes.append(f"{self.fill.events:,} events of the demo's year in copies, "
                          f"{self.figures['mean_event_bytes']:.0f} bytes each on average as the client sends them")
        self.notes.append(f"{self.figures['streams']:,} streams written, {self.figures['open_streams']:,} of them open "
                          "at once")


def arguments():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__)
    parser.add_argument("--build", default=str(processes.ROOT / ".build/release"), help="build folder")
    parser.add_argument("--json", help="write the figures here as well")
    parser.add_argument("--quick", action="store_true", help="smaller counts, about a minute")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone; may be repeated")
    parser.add_argument("--events", type=int, help="events to store; without it what fits, at most 10,000,000")
    parser.add_argument("--folder", help="where data directories are made and removed (a real disk)")
    options = parser.parse_args()
    if options.quick and not options.events:
        options.events = 150_000
    options.warm_up = min(WARM_UP_EVENTS, (options.events or EVENTS_MAX) // 3)
    return options


def main():
    options = arguments()
    # Not /tmp by default: there it may be memory that lies.
    with tempfile.TemporaryDirectory(prefix="homeward-bench-", dir=options.folder or options.build) as folder:
        run = Run(options, folder)
        try:
            described = machine.describe(processes.ROOT, folder, run.tool("about"))
            run.prepare()
            for part in options.only or PARTS:
                getattr(run, part)()
        except processes.Failed as failure:
            print(f"bench: {failure}", file=sys.stderr)
            return 1
        finally:
            run.server.kill()
    print(table.render(described, run.notes, run.figures))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"machine": described, "notes": run.notes} | run.figures,
                                                         indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
