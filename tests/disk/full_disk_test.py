"""The real binary on a disk that fills up: a tmpfs of its own, filled, and made larger.

  nearly full ... writes are refused, reads are answered, both heal alone
  full .......... looks that cannot be recorded are refused, what needs no record is answered; nothing aborts
  full midway ... a write fails in the middle: outcome unknown; reads go on; once there is room the same process opens
                  its log again, on the same port, and the batch sent again is answered, recorded once
  full at start . waits and says so; ends when told to; goes on alone once there is room

In the end every acknowledged event is where it was acknowledged, after a restart too, and views made anew have the
digests of those that lived through it. Figures as JSON on the last line.

Needs a mount of its own: as a user in a new user namespace, or as root. Where neither works it is skipped, loudly.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77  # as CMakeLists.txt has it
MIB = 1 << 20


def into_namespace():
    """Runs this file again where it may mount; only returns there."""
    if os.environ.get("HOMEWARD_MOUNTS"):
        return
    trial = "mount -t tmpfs -o size=1m none /mnt"
    for unshare in (["unshare", "-Urm"], ["unshare", "-m"]):
        if subprocess.run([*unshare, "sh", "-c", trial], capture_output=True).returncode == 0:
            os.environ["HOMEWARD_MOUNTS"] = "1"
            os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv])
    print("SKIPPED: neither a user namespace nor root may mount a tmpfs here, so no disk can be filled")
    sys.exit(SKIPPED)


into_namespace()
from world import Code, HEAL_SECONDS, World, check, grpc, harness, whole  # noqa: E402

ROOM = 44 * MIB  # free at the start: less than RocksDB would set aside for each write-ahead log, so that it fails to


class Disk:
    """A tmpfs on the server's data directory."""

    def __init__(self, path, mib):
        self.path = path
        path.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "none", str(path)], check=True)

    def grow(self, mib):
        subprocess.run(["mount", "-o", f"remount,size={mib}m", str(self.path)], check=True)

    def free(self):
        disk = os.statvfs(self.path)
        return disk.f_bavail * disk.f_frsize

    def fill(self, leave=0):
        """A file that takes all but so many bytes."""
        with open(self.path / "filler", "ab") as file:
            while (more := min(MIB, self.free() - leave)) > 0:
                try:
                    file.write(b"\0" * more)
                    file.flush()
                except OSError:
                    break

    def leave(self, bytes_free):
        """Shrinks the filler so far."""
        filler = self.path / "filler"
        os.truncate(filler, max(0, filler.stat().st_size - max(0, bytes_free - self.free())))


def on_small_disk(folder, mib, min_free):
    disk = Disk(pathlib.Path(folder) / "data", mib)
    disk.fill(leave=ROOM)
    world = World(folder, min_free)
    world.disk = disk
    return world


def nearly_full(world):
    """At the watermark: refuse writes, answer reads; heal alone."""
    first = world.publish(world.batch())
    check(first[0] == Code.OK, f"the first batch was not taken: {first}")
    refused, code, details = world.publish_until_refused()
    check(code == Code.RESOURCE_EXHAUSTED and "nearly full" in details, f"{code} {details}")
    check(8 * MIB < world.disk.free() <= 16 * MIB, f"refused with {world.disk.free()} bytes free")
    for _ in range(20):
        world.figures["refused"] += world.publish(refused)[0] == Code.RESOURCE_EXHAUSTED
        world.figures["reads_while_refusing"] += world.look_code() == Code.OK
    check(world.figures["refused"] == 20, "a write was taken below the watermark")
    check(world.figures["reads_while_refusing"] == 20, "a read was not answered")

    world.disk.fill()  # nobody can record a look any more
    time.sleep(0.1)
    for _ in range(5):
        code = world.look_code()
        world.figures["looks_refused"] += code in (Code.RESOURCE_EXHAUSTED, Code.UNAVAILABLE)
        world.tile()
    check(world.figures["looks_refused"] == 5, f"a look on a full disk: {code}")
    check(world.publish(refused)[0] == Code.RESOURCE_EXHAUSTED, "a write on a full disk")
    world.alive()

    pid = world.server.process.pid
    world.disk.leave(ROOM)
    world.figures["healed_s"] = round(world.publish_until_taken(refused), 2)
    looked = time.time()
    while (code := world.look_code()) != Code.OK:
        check(time.time() - looked < HEAL_SECONDS, f"looks did not heal: {code}")
        time.sleep(0.1)
    check("starting_anew" not in world.said(), "a watermark needs no restart")
    check(world.server.process.pid == pid, "somebody restarted the server")
    world.alive()


def full_midway(world):
    """Without a watermark: a write fails in the middle."""
    first = world.publish(world.batch())
    check(first[0] == Code.OK, f"the first batch was not taken: {first}")
    for round_ in range(3):
        world.disk.fill(leave=MIB + round_ * 777_777)  # else it would take longer
        unknown, code, details = world.publish_until_refused()
        check(code in (Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED), f"{code} {details}")
        world.figures["unknown"] += code == Code.UNAVAILABLE
        for _ in range(5):
            try:
                world.tile()
                world.figures["reads_while_refusing"] += 1
            except grpc.RpcError as error:  # between shutting down and opening again
                check(error.code() in (Code.UNAVAILABLE, Code.CANCELLED), f"a read on a full disk: {error}")
            time.sleep(0.05)
        world.alive()
        time.sleep(1.5 * round_)  # long enough to try, and fail, to open it while the disk is full
        world.alive()
        if round_ < 2:
            world.disk.leave(ROOM)
        else:
            world.disk.grow(512)
        world.figures["healed_s"] = round(max(world.figures.get("healed_s", 0), world.publish_until_taken(unknown)), 2)
        world.alive()
        check(world.publish(world.batch())[0] == Code.OK, "the next batch was not taken")
    check(world.figures["unknown"] > 0, "no write ever failed: the disk was not full")
    check("starting_anew" in world.said(), "the log was not opened again")


def full_at_start(world):
    """Killed, then started on a full disk."""
    world.server.kill()
    world.disk.fill()
    world.disk.fill()
    for told in (True, False):
        (world.server.folder / "port").unlink(missing_ok=True)
        process = subprocess.Popen(
            [harness.BINARY, "serve", "--listen", f"127.0.0.1:{world.server.port}", "--data", str(world.disk.path),
             "--tls", str(world.server.pki), "--port-file", str(world.server.folder / "port"),
             *world.server.extra], stderr=open(world.server.folder / "server.jsonl", "ab"))
        time.sleep(3)
        check(process.poll() is None, f"ended with {process.poll()} on a full disk:\n{world.said()[-3000:]}")
        check("waiting_for_space" in world.said() or (world.server.folder / "port").exists(),
              f"neither serves nor says what it waits for:\n{world.said()[-2000:]}")
        if told:
            process.send_signal(signal.SIGTERM)
            check(process.wait(timeout=30) == 0, "did not end well")
    world.server.process = process
    world.disk.leave(512 * MIB)
    deadline = time.time() + HEAL_SECONDS
    while not (world.server.folder / "port").exists():
        check(time.time() < deadline, f"did not start alone:\n{world.said()[-2000:]}")
        time.sleep(0.05)
    world.figures["started_full"] = 2
    world.publish_until_taken(world.batch())


def main():
    figures = {}
    for name, steps, mib, min_free in (("watermark", [nearly_full], 96, 16 * MIB),
                                       ("full", [full_midway, full_at_start], 96, 1)):
        with tempfile.TemporaryDirectory() as folder:
            world = on_small_disk(folder, mib, min_free)
            try:
                world.server.start()
                for step in [*steps, whole]:
                    print(name, step.__name__, flush=True)
                    step(world)
                figures[name] = world.figures
            finally:
                if world.server.process.poll() is None:
                    world.server.kill()
                subprocess.run(["umount", "-l", str(world.disk.path)], check=False)
    print(json.dumps({"disk_full": figures}))


if __name__ == "__main__":
    main()
