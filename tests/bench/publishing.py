"""Publishing against the floor: the fill that all other parts then read from."""

from statistics import median

RUNS = 3  # the median is taken
RUN_EVENTS_MIN = 5_000


class Fill:
    """What a server holds, and how long each part of it took."""

    def __init__(self):
        self.first_copies, self.copies = [], 0  # of each run; all events of so many from there are stored
        self.next_copy, self.events, self.last_position = 0, 0, 0
        self.seconds = 0.0
        self.curve = [(0, 0.0)]  # events, seconds of publishing: over all runs

    def take(self, figures):
        self.curve += [(self.events + events, self.seconds + seconds) for events, seconds in figures["curve"]]
        self.copies = min(self.copies, figures["copies"]) if self.first_copies else figures["copies"]
        self.first_copies.append(figures["first_copy"])
        self.events += figures["events"]
        self.seconds += figures["seconds"]
        self.next_copy, self.last_position = figures["next_copy"], figures["last_position"]

    def warmed_up(self):
        """What was published so far stays in the log and counts for nothing."""
        self.first_copies, self.events, self.seconds, self.curve = [], 0, 0.0, [(0, 0.0)]

    def seconds_at(self, events):
        before = (0, 0.0)
        for point in self.curve:
            if point[0] >= events:
                part = (events - before[0]) / max(1, point[0] - before[0])
                return before[1] + part * (point[1] - before[1])
            before = point
        return before[1]

    def growth(self):
        """Seconds an event in the last tenth, to those around the first tenth."""
        early = self.seconds_at(0.15 * self.events) - self.seconds_at(0.05 * self.events)
        late = self.seconds_at(self.events) - self.seconds_at(0.9 * self.events)
        return late / early


def publish(tool, server, fill, events):
    """One run; gives its figures with the server's own events for each sync."""
    names = ("homeward_log_events_total", "homeward_log_syncs_total")
    before = [server.metric(name) for name in names]
    figures = tool("publish", server, first_copy=fill.next_copy, events=events)
    recorded, syncs = (server.metric(name) - was for name, was in zip(names, before))
    figures["events_per_sync"] = recorded / max(1, syncs)
    figures["first_copy"] = fill.next_copy
    fill.take(figures)
    return figures


def plaintext(tool, server, events):
    """The same over plaintext, into an empty server."""
    fill = Fill()
    tool("govern", server)
    publish(tool, server, fill, events // RUNS)
    runs = [publish(tool, server, fill, events) for _ in range(RUNS)]
    return {"publish_plain_events_per_s": median([run["events_per_s"] for run in runs]),
            "plain_server_us_per_event": median([run["server_us_per_event"] for run in runs]),
            "plain_client_us_per_event": median([run["client_us_per_event"] for run in runs])}


def against_floor(tool, server, fill, goal, floor_events, say):
    """Runs of floor and server in turn; the median of each. `goal`: from events/s to the events to store in all."""
    runs, floors, group_floors = [], [], []
    for i in range(RUNS):
        floors.append(tool.floor(floor_events, 256)["events_per_s"])
        events = goal(runs[-1]["events_per_s"] if runs else None) - fill.events
        runs.append(publish(tool, server, fill, max(events // (RUNS - i), RUN_EVENTS_MIN)))
        group_floors.append(tool.floor(floor_events, runs[-1]["events_per_sync"])["events_per_s"])
        say(f"run {i + 1} of {RUNS}: {runs[-1]['events_per_s']:,.0f} events/s, floor {floors[-1]:,.0f}")
    of = lambda key: median([run[key] for run in runs])
    return {
        "floor_events_per_s": median(floors),
        "floor_at_group_events_per_s": median(group_floors),
        "publish_events_per_s": of("events_per_s"),
        "publish_ratio": of("events_per_s") / median(floors),
        "events_per_sync": of("events_per_sync"),
        "server_us_per_event": of("server_us_per_event"),
        "client_us_per_event": of("client_us_per_event"),
        "views_lag_ms": max(run["views_lag_ms"] for run in runs),
        "rss_mib": server.rss_high_mib(),
        "growth_ratio": fill.growth(),
        "bytes_per_event": server.disk_bytes() / fill.last_position,
        "events": fill.events,
        "mean_event_bytes": of("mean_event_bytes"),
        "open_streams": max(run["open_streams"] for run in runs),
        "streams": sum(run["streams"] for run in runs),
    }
