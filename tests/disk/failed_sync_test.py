"""A sync that fails under the real binary, once, now and then: EIO or ENOSPC, of whichever file comes first.

What was in flight is of unknown outcome, and says so; reads go on; the same process opens its log again and takes the
batch sent again, recorded once. In the end every acknowledged event is where it was acknowledged, and the views are the
log's. Figures as JSON on the last line.

failing_sync.cc stands before the C library's fdatasync; a file tells it when.
"""

import json
import os
import pathlib
import sys
import tempfile
import time

from world import Code, World, check, whole

ROUNDS = int(os.environ.get("HOMEWARD_SYNC_ROUNDS", "5"))
SETTLE_SECONDS = 60  # the pause before the last of so many restarts, and more
PRELOAD = os.environ.get("HOMEWARD_FAILING_SYNC", str(
    pathlib.Path(__file__).resolve().parents[2] / ".build/release/tests/disk/libhomeward_failing_sync.so"))


def start(world, wish):
    """With the library in it, but not in what else is started here."""
    os.environ.update(LD_PRELOAD=PRELOAD, HOMEWARD_FAIL_SYNC=str(wish))
    try:
        world.server.start()
    finally:
        del os.environ["LD_PRELOAD"], os.environ["HOMEWARD_FAIL_SYNC"]


def settle(world):
    """Until nothing waits to be started anew: a fault may have met the access log or the witness, behind the answer."""
    time.sleep(0.5)  # the server looks a few times a second
    started = time.time()
    while world.said().count('"stopped_writing"') > world.said().count('"listening"') - 1:
        check(time.time() - started < SETTLE_SECONDS, f"not started anew:\n{world.said()[-2000:]}")
        time.sleep(0.1)


def run(world, wish):
    figures = {"sync_faults": 0, "sync_unknown": 0, "sync_reads": 0, "sync_healed_s": 0.0}
    start(world, wish)
    for round_ in range(ROUNDS):
        settle(world)
        check(world.publish(world.batch())[0] == Code.OK, "a batch was not taken before the fault")
        wish.write_text("" if round_ % 2 == 0 else "no space")
        figures["sync_faults"] += 1
        for _ in range(3):  # the one that meets it, or whose witness does
            batch = world.batch()
            code, details = world.publish(batch)
            if code != Code.OK:
                break
            time.sleep(0.05)
        if code == Code.OK:
            continue  # it was a sync of the views or the access log
        check(code == Code.UNAVAILABLE, f"{code} {details}")
        figures["sync_unknown"] += 1
        world.tile()
        figures["sync_reads"] += 1
        figures["sync_healed_s"] = max(figures["sync_healed_s"], round(world.publish_until_taken(batch), 2))
        world.alive()
    wish.unlink(missing_ok=True)
    settle(world)
    said = world.said()
    check(figures["sync_unknown"] > 0, "no batch ever met a failed sync")
    check(said.count('"starting_anew"') >= figures["sync_unknown"], "the log was not opened again")
    whole(world)
    figures["sync_acked"] = len(world.acknowledged)
    figures["sync_lost"] = 0  # whole() has looked at each
    return figures


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(folder, 1)
        try:
            print(json.dumps(run(world, pathlib.Path(folder) / "fail")))
        finally:
            if world.server.process and world.server.process.poll() is None:
                world.server.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
