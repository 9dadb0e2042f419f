"""Views that are damaged under a running server: whoever reads there is told, the views are dropped and made again from
the log by the same process, and are then what they were."""

import json
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "disk"))
from world import Code, HEAL_SECONDS, World, check, grpc, whole  # noqa: E402


def damage_tables(folder):
    """Zeros in place: the file keeps its length, and nothing in it its checksum."""
    tables = list(folder.glob("*.sst"))
    for table in tables:
        with open(table, "r+b") as file:
            file.write(bytes(table.stat().st_size))
    return len(tables)


def run(world):
    world.server.start()
    for _ in range(4):
        check(world.publish(world.batch())[0] == Code.OK, "a batch was not taken")
    before = world.digests()
    check(world.server.stop() == 0, "the server did not end well")  # the views are tables now
    world.server.start()
    pid = world.server.process.pid
    damaged = damage_tables(world.server.folder / "data/views/db")
    check(damaged > 0, "there were no tables to damage")
    told, started = 0, time.time()
    while True:
        try:
            after = world.digests()
            if told:
                break
        except grpc.RpcError as error:
            check(error.code() in (Code.DATA_LOSS, Code.UNAVAILABLE, Code.CANCELLED), f"{error.code()} {error.details()}")
            told += error.code() == Code.DATA_LOSS
        check(time.time() - started < HEAL_SECONDS, f"told {told} times, not healed:\n{world.said()[-2000:]}")
        time.sleep(0.1)
    check(after == before, "the views are not what they were")
    check("views_dropped" in world.said(), "nobody said that views were dropped")
    check(world.server.process.pid == pid, "somebody restarted the server")
    world.alive()
    check(world.publish(world.batch())[0] == Code.OK, "a batch was not taken afterwards")
    whole(world)
    return {"views_tables_damaged": damaged, "views_healed_s": round(time.time() - started, 2)}


def main():
    with tempfile.TemporaryDirectory() as folder:
        world = World(folder, 1)
        try:
            print(json.dumps(run(world)))
        finally:
            if world.server.process and world.server.process.poll() is None:
                world.server.kill()


if __name__ == "__main__":
    main()
