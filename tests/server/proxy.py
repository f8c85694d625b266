"""A proxy that speaks PostgreSQL's message frames and breaks a connection at a chosen message, as networks do."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress

# told the side ("client" or "server"), the number of the message on the connection, and its type; answers whether to cut before it
Cut = Callable[[str, int, bytes], bool]


class Proxy:
    """Listens on a port of its own; every connection goes to one server. ``cut`` is asked for each message of it."""

    def __init__(self, port: int, cut: Cut) -> None:
        self._target = port
        self.cut = cut
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.connections: list[list[tuple[str, bytes]]] = []  # side and type of each message
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Listen no longer."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                client.close()
                continue
            lock = threading.Lock()
            self.connections.append([])
            for side, source, target in (("client", client, server), ("server", server, client)):
                threading.Thread(target=self._pump, args=(side, source, target, lock, self.connections[-1]), daemon=True).start()

    def _pump(self, side: str, source: socket.socket, target: socket.socket, lock: threading.Lock, seen: list[tuple[str, bytes]]) -> None:
        started = side == "server"
        try:
            while True:
                kind = b"" if not started else _exactly(source, 1)
                length = _exactly(source, 4)
                body = _exactly(source, struct.unpack("!I", length)[0] - 4)
                if not started:
                    started = body[:4] != struct.pack("!I", 80877103)  # a request for TLS is answered by one letter, and comes again
                    target.sendall(length + body)
                    if not started:
                        raise AssertionError("the test asks for no TLS")
                    continue
                with lock:
                    seen.append((side, kind))
                    number = len(seen)
                if self.cut(side, number, kind):
                    return
                target.sendall(kind + length + body)
        except (OSError, EOFError):
            return
        finally:
            for end in (source, target):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()


def _exactly(source: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = source.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data
