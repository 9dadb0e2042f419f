"""What is read from the beginning again: replay of the log, a server that comes back after kill -9, rebuilt views."""

import subprocess
import time

import processes

POLL_SECONDS = 0.005
PARSED_EVENTS_MAX = 1_000_000


def replay(tool, server):
    """All of the log by a reader that looks at positions alone, then a part of it by one that parses everything."""
    head = int(server.metric("homeward_log_position"))
    run = tool("replay", server)
    parsed = tool("replay", server, "--parse", to=min(head, PARSED_EVENTS_MAX))
    if run["events"] != head or parsed["events"] != min(head, PARSED_EVENTS_MAX):
        raise processes.Failed(f"replay gave {run['events']:,} and {parsed['events']:,} of {head:,} events")
    return {"replay_events_per_s": run["events_per_s"], "replay_server_us_per_event": run["server_us_per_event"],
            "replay_client_us_per_event": run["client_us_per_event"],
            "replay_parsed_events_per_s": parsed["events_per_s"],
            "replay_parsed_server_us_per_event": parsed["server_us_per_event"],
            "replay_parsed_client_us_per_event": parsed["client_us_per_event"]}


def rebuild(tool, server):
    server.stop()
    server.start()  # its memory is counted from here
    run = tool("rebuild", server)
    return {"rebuild_events_per_s": run["events_per_s"], "rebuild_server_us_per_event": run["server_us_per_event"],
            "rebuild_rss_mib": server.rss_high_mib()}


def oversight(tool, server):
    """With the whole log folded and nobody publishing."""
    run = tool("oversight", server)
    return {"annual_report_ms": run["report_p50_ms"], "report_p99_ms": run["report_p99_ms"],
            "report_figures": run["report_figures"], "overdue_ms": run["overdue_p50_ms"],
            "overdue_p99_ms": run["overdue_p99_ms"], "open_clocks": run["open_clocks"]}


def kill_while_publishing(tool, server, fill, growth):
    """kill -9 once the log has grown by so many events at full speed; gives the last acknowledged position."""
    goal = server.metric("homeward_log_position") + growth
    publisher = tool.begin("publish", server, "--until-killed", first_copy=fill.next_copy, events=2 * growth)
    while publisher.poll() is None and server.metric("homeward_log_position") < goal:
        time.sleep(POLL_SECONDS)
    if publisher.poll() is not None:
        tool.finish(publisher)  # says what went wrong
        raise processes.Failed("publishing ended before the server was killed")
    server.kill()
    run = tool.finish(publisher)
    fill.next_copy = run["next_copy"]
    return run["last_position"]


def recovery(tool, server, fill, growths, say):
    """Several kills at different distances from the last write of indexes and views; the slowest return counts."""
    seconds = []
    for growth in growths:
        asker = tool.begin("await", server, copy=fill.first_copies[0])
        if asker.stderr.readline().strip() != "ready":
            tool.finish(asker)
        acknowledged = kill_while_publishing(tool, server, fill, growth)
        began = server.begin()
        asker.stdin.write(f"{acknowledged}\n")
        asker.stdin.close()
        asker.stdin = None  # communicate() would flush it
        seconds.append(tool.finish(asker)["answered_at"] - began)
        say(f"killed at {acknowledged:,}: answered after {seconds[-1]:.2f} s")
    return {"recovery_s": max(seconds), "recovery_kills": len(seconds)}
