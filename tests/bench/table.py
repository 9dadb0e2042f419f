"""The figures as one readable table, each beside what is wanted of it."""

# key, what it is, at least, aim; "up": more is better, "down": less is. None: nothing is asked of it.
ROWS = [
    ("publish_ratio", "publish, mutual TLS, to the floor at 256", "up", 0.4, 0.8),
    ("publish_events_per_s", "  events/s, mutual TLS", None, None, None),
    ("publish_plain_events_per_s", "  events/s, plaintext", None, None, None),
    ("floor_events_per_s", "  floor: bare RocksDB, synced every 256", None, None, None),
    ("floor_at_group_events_per_s", "  floor: synced at the server's own group", None, None, None),
    ("events_per_sync", "  events for each sync of the server", None, None, None),
    ("server_us_per_event", "  the server's CPU, µs an event", None, None, None),
    ("client_us_per_event", "  the client's CPU, µs an event", None, None, None),
    ("views_lag_ms", "views answer at the last ack after, ms", "down", 1000, None),
    ("rss_mib", "server's memory while publishing, MiB", "down", 1024, 512),
    ("growth_ratio", "an event's cost with all stored, to with a tenth", "down", 1.3, 1.1),
    ("bytes_per_event", "disk for an event, bytes", "down", 600, 350),
    ("ack_ratio", "one event at a time, ack to a bare synced write", "down", 3, 2),
    ("ack_p50_ms", "64 clients, one event each: ack p50, ms", None, None, None),
    ("ack_p99_ms", "  p99, ms", "down", 20, 5),
    ("ack_p999_ms", "  p99.9, ms", None, None, None),
    ("openloop_p50_ms", "open loop at half speed: ack p50, ms", None, None, None),
    ("openloop_p99_ms", "  p99, ms", None, None, None),
    ("openloop_p999_ms", "  p99.9, ms", None, None, None),
    ("timeline_p50_ms", "timeline while publishing at half speed: p50, ms", None, None, None),
    ("timeline_p99_ms", "  p99, ms", "down", 5, 1),
    ("replay_events_per_s", "replay over gRPC, one reader, events/s", "up", 500_000, 900_000),
    ("replay_parsed_events_per_s", "  by a reader that parses every message, events/s", None, None, None),
    ("recovery_s", "kill -9 to the first answer at the last ack, s", "down", 3, 0.5),
    ("rebuild_events_per_s", "rebuild of all views, events/s", "up", 250_000, 600_000),
    ("rebuild_rss_mib", "  server's memory meanwhile, MiB", "down", 1024, None),
    ("annual_report_ms", "a province's annual report, ms", "down", 1000, None),
    ("overdue_ms", "the first page of what is overdue, ms", "down", 50, None),
    ("tree_cost_ratio", "the tree's part of the server's CPU for an event", "down", 0.1, None),
    ("verify_events_per_s", "verify an export, one core, events/s", "up", 500_000, None),
    ("verify_unbound_events_per_s", "  with a second core for its reading thread, events/s", None, None, None),
    ("export_events_per_s", "  export from the data directory, events/s", None, None, None),
]
KEYS = [row[0] for row in ROWS]
# CPU beside a rate: keys of the server's and the client's microseconds an event.
CPU = {
    "publish_events_per_s": ("server_us_per_event", "client_us_per_event"),
    "publish_plain_events_per_s": ("plain_server_us_per_event", "plain_client_us_per_event"),
    "replay_events_per_s": ("replay_server_us_per_event", "replay_client_us_per_event"),
    "replay_parsed_events_per_s": ("replay_parsed_server_us_per_event", "replay_parsed_client_us_per_event"),
    "rebuild_events_per_s": ("rebuild_server_us_per_event",),
}


def number(value):
    if value is None:
        return ""
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def verdict(direction, value, least, aim):
    if direction is None or value is None:
        return ""
    meets = (lambda want: value >= want) if direction == "up" else (lambda want: value <= want)
    if aim is not None and meets(aim):
        return "aim"
    return "yes" if meets(least) else "NO"


def head(machine, notes):
    lines = ["Homeward, measured against the floor in the same run", ""]
    lines += [f"  {name.replace('_', ' '):12} {value}" for name, value in machine.items()]
    return lines + [""] + [f"  {note}" for note in notes] + [""]


def render(machine, notes, figures):
    lines = head(machine, notes)
    layout = "{:50} {:>12} {:>10} {:>9}  {:4} {}"
    lines.append(layout.format("what", "measured", "at least", "aim", "met", "CPU µs an event, server / client"))
    for key, what, direction, least, aim in ROWS:
        if key not in figures:
            continue
        sign = {"up": "≥ ", "down": "≤ ", None: ""}[direction]
        wanted, hoped = ((sign + number(want)) if want is not None else "" for want in (least, aim))
        cpu = " / ".join(number(figures[one]) for one in CPU.get(key, ()))
        lines.append(layout.format(what, number(figures[key]), wanted, hoped,
                                   verdict(direction, figures[key], least, aim), cpu).rstrip())
    return "\n".join(lines)
