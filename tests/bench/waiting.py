"""How long answers take: acknowledgements in closed and open loops, and timelines while others publish."""

from publishing import RUNS, median

CLIENTS = 64
WRITES_PER_S = 100  # bare synced writes beside the single client, for each second of its loop
SPEED = 0.5  # of the measured throughput, in an open loop
ASKS_PER_S = 100  # timelines


def acknowledgements(tool, server, fill, seconds):
    """One client against a bare synced write of the same bytes, in turn; then many clients at once."""
    writes, acks = [], []
    for _ in range(RUNS):
        writes.append(tool("floor", folder=tool.folder / "floor", events=max(100, int(WRITES_PER_S * seconds)),
                           batch=1, role="labour"))
        acks.append(tool("ack", server, first_copy=fill.next_copy, clients=1, seconds=seconds))
        fill.next_copy = acks[-1]["next_copy"]
    many = tool("ack", server, first_copy=fill.next_copy, clients=CLIENTS, seconds=seconds)
    fill.next_copy = many["next_copy"]
    write, ack = median([run["write_p50_ms"] for run in writes]), median([run["ack_p50_ms"] for run in acks])
    return {
        "synced_write_p50_ms": write,
        "single_ack_p50_ms": ack,
        "ack_ratio": ack / write,
        **{f"ack_{part}_ms": many[f"ack_{part}_ms"] for part in ("p50", "p99", "p999")},
        "ack_samples": many["ack_samples"],
    }


def open_loop(tool, server, fill, rate, seconds):
    """Batches of 256 by the clock; latency counts from when a batch was due."""
    run = tool("openloop", server, first_copy=fill.next_copy, rate=rate, seconds=seconds)
    fill.next_copy = run["next_copy"]
    return {"openloop_rate": rate, **{key: run[key] for key in run if key.startswith("openloop_")}}


def timelines(tool, server, fill, rate, seconds):
    """The same, while a coordinator asks for persons all over the log."""
    run = tool("openloop", server, first_copy=fill.next_copy, rate=rate, seconds=seconds, asks=ASKS_PER_S,
               ask_first_copy=fill.first_copies, ask_copies=fill.copies)
    fill.next_copy = run["next_copy"]
    return {"timeline_events": run["person_events"], **{key: run[key] for key in run if key.startswith("timeline_")}}
