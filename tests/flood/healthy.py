"""One healthy peer, in a process of its own: publishes an event again and again, and tells how long each took.

healthy.py PORT PKI: lines "<when> <seconds>"; until its input is closed. A call that fails counts as CALL_SECONDS.
"""

import pathlib
import secrets
import sys
import threading
import time
import uuid

import grpc
from homeward.labour.v1 import labour_service_pb2 as labour, labour_service_pb2_grpc as labour_rpc

CALL_SECONDS = 10
PAUSE_SECONDS = 0.02


def event(person):
    now = time.time()
    made = labour.Event()
    value = int(now * 1000) << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    made.envelope.id = str(uuid.UUID(int=value))
    made.envelope.source, made.envelope.unit, made.envelope.province = "test://healthy", "soc.01", "01"
    made.envelope.time.seconds = made.envelope.recorded_at.seconds = int(now)
    made.victim_reported.person_id = person
    made.victim_reported.person.channel = 1
    return made


def main(port, pki):
    read = lambda name: (pathlib.Path(pki) / name).read_bytes()
    channel = grpc.secure_channel(
        f"127.0.0.1:{port}", grpc.ssl_channel_credentials(read("ca.pem"), read("labour.key"), read("labour.pem")))
    service = labour_rpc.LabourStub(channel)
    person = service.MintPersonIds(labour.MintPersonIdsRequest(count=1), timeout=CALL_SECONDS).ids[0]
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    while not over.wait(PAUSE_SECONDS):
        began = time.time()
        try:
            service.PublishBatch(labour.PublishBatchRequest(events=[event(person)]), timeout=CALL_SECONDS)
            took = time.time() - began
        except grpc.RpcError as error:
            print(error.code(), error.details(), file=sys.stderr)
            took = CALL_SECONDS
        print(f"{began:.6f} {took:.6f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
