"""The benchmark: starts servers, lets homeward_bench load and ask them, prints one table. See docs/performance.md."""

import argparse
import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time

import machine
import processes
import proving
import publishing
import returning
import table
import waiting

EVENTS_MAX = 10_000_000
EVENTS_QUICK = 150_000
EVENTS_ALONE = 300_000  # under a part that runs alone
FILL_SECONDS = 75  # of the fill at the warm-up's speed, that the whole stays below ten minutes
WARM_UP_EVENTS = 100_000
FLOOR_EVENTS_MAX = 1_000_000
PLAIN_EVENTS_MAX = 1_000_000  # of a run
OTHERS_CORES_MAX = 0.2  # of everybody else's work; beyond it the figures are theirs too
LOOP_SECONDS, LOOP_SECONDS_QUICK = 10, 3  # of each loop that measures latency
# Events by which the log grows before each kill. Indexes and views are written every so many thousand events, by powers
# of two: these kills fall behind, shortly before and halfway between such writes.
KILL_GROWTHS, KILL_GROWTHS_QUICK = (130_000, 65_000, 125_000, 200_000), (20_000,)


class Run:
    """One run of the benchmark: its sizes, the server under measurement, the figures so far."""

    def __init__(self, options, folder):
        self.options, self.folder = options, pathlib.Path(folder)
        self.homeward, bench = processes.binaries(options.build)
        self.tool = processes.Tool(bench, folder)
        self.server = processes.Server(self.homeward, self.folder / "tls")
        self.fill = publishing.Fill()
        self.figures, self.notes = {}, []
        self.loop_seconds = options.loop_seconds or (LOOP_SECONDS_QUICK if options.quick else LOOP_SECONDS)
        self.began = time.monotonic()

    def say(self, text):
        print(f"[{time.monotonic() - self.began:5.0f} s] {text}", file=sys.stderr, flush=True)

    def prepare(self, parts):
        self.server.start()
        self.tool("govern", self.server)
        warm_up = min(WARM_UP_EVENTS, (self.options.events or EVENTS_MAX) // 3)
        warm = publishing.publish(self.tool, self.server, self.fill, warm_up)
        self.rate = warm["events_per_s"]  # until publishing is measured
        self.events = self.options.events or (self.fitting(self.rate) if "publish" in parts else EVENTS_ALONE)
        self.fill.warmed_up()
        self.say(f"warmed up: {self.rate:,.0f} events/s; {self.events:,} events will be stored")
        if "publish" not in parts:
            self.rate = publishing.publish(self.tool, self.server, self.fill, self.events)["events_per_s"]

    def fitting(self, events_per_s):
        events = int(events_per_s * FILL_SECONDS) // 100_000 * 100_000
        return min(EVENTS_MAX, max(events, EVENTS_ALONE))

    def goal(self, events_per_s):
        """Events to store in all: fewer than was thought where the server turns out slower than while warm."""
        if events_per_s is not None and not self.options.events:
            self.events = min(self.events, self.fitting(events_per_s))
        return self.events

    def publish(self):
        floor_events = min(FLOOR_EVENTS_MAX, max(self.events // publishing.RUNS, 10_000))
        figures = publishing.against_floor(self.tool, self.server, self.fill, self.goal, floor_events, self.say)
        self.rate = figures["publish_events_per_s"]
        if figures["events"] < EVENTS_MAX and not self.options.events:
            self.notes.append(f"{EVENTS_MAX:,} events are wanted; so few were stored because the server is too slow "
                              "for more in the time of a run")
        self.notes.append(f"{figures['events']:,} events of the demo's year in copies, "
                          f"{figures['mean_event_bytes']:.0f} bytes each on average as the client sends them")
        self.notes.append(f"{figures['streams']:,} streams written, at most {figures['open_streams']:,} of them open "
                          "at once; batches of 256")
        return figures

    def plain(self):
        server = processes.Server(self.homeward, self.folder / "plain", plaintext=True)
        try:
            server.start()
            events = min(PLAIN_EVENTS_MAX, self.events // publishing.RUNS // 2)
            return publishing.plaintext(self.tool, server, events)
        finally:
            server.kill()
            shutil.rmtree(server.folder)

    def ack(self):
        return waiting.acknowledgements(self.tool, self.server, self.fill, self.loop_seconds)

    def openloop(self):
        rate = self.rate * waiting.SPEED
        self.notes.append(f"open loop at {rate:,.0f} events/s in batches of 256")
        return waiting.open_loop(self.tool, self.server, self.fill, rate, self.loop_seconds)

    def timeline(self):
        figures = waiting.timelines(self.tool, self.server, self.fill, self.rate * waiting.SPEED, self.loop_seconds)
        self.notes.append(f"timelines of {figures['timeline_events']} events, {waiting.ASKS_PER_S} a second")
        return figures

    def replay(self):
        return returning.replay(self.tool, self.server)

    def recovery(self):
        growths = KILL_GROWTHS_QUICK if self.options.quick else KILL_GROWTHS
        return returning.recovery(self.tool, self.server, self.fill, growths, self.say)

    def rebuild(self):
        return returning.rebuild(self.tool, self.server)

    def oversight(self):
        figures = returning.oversight(self.tool, self.server)
        self.notes.append(f"a province's annual report of {figures['report_figures']} figures")
        self.notes.append(f"the first page of what is overdue, of {figures['open_clocks']} clocks that run")
        return figures

    def prove(self):
        return proving.prove(self.tool, self.homeward, self.server, self.figures.get("server_us_per_event"))


PARTS = [Run.publish, Run.plain, Run.ack, Run.openloop, Run.timeline, Run.replay, Run.recovery, Run.rebuild,
         Run.oversight, Run.prove]
NAMES = [part.__name__ for part in PARTS]


def arguments():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__)
    parser.add_argument("--build", default=str(processes.ROOT / ".build/release"), help="build folder")
    parser.add_argument("--json", help="write the figures here as well")
    parser.add_argument("--quick", action="store_true", help="smaller counts, about a minute")
    parser.add_argument("--only", choices=NAMES, action="append", help="this part alone; may be repeated")
    parser.add_argument("--events", type=int, help="events to store; without it what fits, at most 10,000,000")
    parser.add_argument("--loop-seconds", type=float, help="length of each loop that measures latency")
    parser.add_argument("--folder", help="where data directories are made and removed; by default in the build folder")
    options = parser.parse_args()
    if options.quick and not options.events:
        options.events = EVENTS_QUICK
    return options


def measure(options, folder):
    others = machine.Others()
    run = Run(options, folder)
    wanted = options.only or NAMES
    try:
        described = machine.describe(processes.ROOT, folder, run.tool("about"))
        run.prepare(wanted)
        for name, part in zip(NAMES, PARTS):
            if name in wanted:
                run.say(name)
                run.figures |= part(run)
    finally:
        run.server.kill()
    run.say("done")
    run.figures["others_cores"] = others.cores()
    run.notes.append(f"everybody else on this machine used {run.figures['others_cores']:.2f} cores meanwhile")
    if run.figures["others_cores"] > OTHERS_CORES_MAX:
        run.notes.append("NOT A QUIET MACHINE: these figures are no results; ratios to the floor flatter, since one "
                         "thread that syncs loses more to others than the server does")
    return described, run.notes, run.figures


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server and its folder go too
    try:
        with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder or options.build) as folder:
            described, notes, figures = measure(options, folder)
    except processes.Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    print(table.render(described, notes, figures))
    if options.json:
        everything = {"machine": described, "notes": notes} | figures
        pathlib.Path(options.json).write_text(json.dumps(everything, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
