"""As much HTTP/2 as it takes to misbehave: frames written by hand over TLS with a valid certificate."""

import select
import socket
import ssl
import struct
import threading

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, CONTINUATION = 0, 1, 3, 4, 9
END_STREAM, END_HEADERS = 1, 4
FRAME_BYTES = 16384  # the largest that a server takes unasked
CANCEL = struct.pack(">I", 8)


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


def number(value, first=0, bits=7):
    """HPACK's integers: what does not fit the prefix goes on in groups of seven bits."""
    limit = (1 << bits) - 1
    if value < limit:
        return bytes((first | value,))
    digits, value = [first | limit], value - limit
    while value >= 128:
        digits.append(value % 128 | 128)
        value //= 128
    return bytes((*digits, value))


def header(name, value):
    """A literal that is not indexed, so that the same bytes serve for every stream."""
    return b"\x00" + number(len(name)) + name.encode() + number(len(value)) + value.encode()


def request(path, **other):
    """The header block of a call; `other` in the place of what is usual: te="x"."""
    fields = {":method": "POST", ":scheme": "https", ":path": path, ":authority": "localhost",
              "te": "trailers", "content-type": "application/grpc"}
    fields.update({":scheme" if name == "scheme" else name: value for name, value in other.items()})
    return b"".join(header(name, value) for name, value in fields.items())


class Connection:
    """One connection with the certificate of `name`, its preface sent; what the server says is read and dropped.

    OpenSSL's connection is not to be used by two threads at once: whoever reads or writes holds the lock, and nobody
    waits for the network while holding it.
    """

    def __init__(self, server, name):
        context = ssl.create_default_context(cafile=str(server.pki / "ca.pem"))
        context.load_cert_chain(server.pki / f"{name}.pem", server.pki / f"{name}.key")
        context.set_alpn_protocols(["h2"])
        plain = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        self.socket = context.wrap_socket(plain, server_hostname="localhost")
        self.socket.setblocking(False)
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.send(PREFACE + frame(SETTINGS, 0, 0))
        self.reader = threading.Thread(target=self.drop, daemon=True)
        self.reader.start()

    def drop(self):
        try:
            while self.without_waiting(lambda: self.socket.recv(1 << 16)) != b"":
                pass
        except OSError:
            pass  # closed, by whichever side
        self.over.set()

    def without_waiting(self, action):
        """What `action` returns; None where the network was not ready, after waiting for it."""
        try:
            with self.lock:
                return action()
        except ssl.SSLWantReadError:
            select.select([self.socket], [], [], 1)
        except ssl.SSLWantWriteError:
            select.select([], [self.socket], [], 1)
        return None

    def send(self, data):
        """False: the server has closed the connection."""
        try:
            while data:
                data = data[self.without_waiting(lambda: self.socket.send(data)) or 0:]
            return True
        except OSError:
            return False

    def close(self):
        """The descriptor is given back last: another connection's could have its number."""
        try:
            with self.lock:
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)  # the TLS stays for the reader to see the end
        except OSError:
            pass
        self.reader.join()
        self.socket.close()


def reset_rapidly(connection, path, streams):
    """Begins streams and takes them back at once, without waiting for anything; returns how many got away."""
    block, sent = request(path), 0
    while sent < streams:
        count = min(500, streams - sent)
        data = b"".join(frame(HEADERS, END_HEADERS, stream, block) + frame(RST_STREAM, 0, stream, CANCEL)
                        for stream in range(2 * sent + 1, 2 * (sent + count), 2))
        if not connection.send(data):
            break
        sent += count
    return sent


def vanish_within(connection, path, message):
    """Sends the beginning of a message that says how long it is, and goes away in the middle of it."""
    prefix = b"\x00" + struct.pack(">I", len(message))
    connection.send(frame(HEADERS, END_HEADERS, 1, request(path)) + frame(DATA, 0, 1, prefix + message[:len(message) // 2]))
    connection.close()


def strange_headers(connection, path, size=9000, **strange):
    """A call with a header that is no gRPC's, and more behind it than a call's metadata may have."""
    block = request(path, **strange) + header("x-long", "a" * size)
    return connection.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, block))


def never_ending_header(connection, path, size):
    """One header whose value goes on through CONTINUATION frames; returns how many bytes of it got away."""
    start = request(path) + b"\x00" + number(1) + b"x" + number(size)
    if not connection.send(frame(HEADERS, 0, 1, start)):
        return 0
    sent, piece = 0, b"a" * FRAME_BYTES
    while sent < size and connection.send(frame(CONTINUATION, 0, 1, piece)):
        sent += FRAME_BYTES
    return sent
