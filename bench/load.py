"""A load small enough not to be what is measured: blocking sockets, one process a connection."""

import multiprocessing
import socket
import time

CONNECTIONS = 4


def measure(port: int, path: str, seconds: float) -> tuple[float, float, int]:
    """(requests a second, 99th percentile in milliseconds, bytes of a body) of an address."""
    warm_up(port, path)
    with multiprocessing.Pool(CONNECTIONS) as pool:
        lots = pool.starmap(_ask, [(port, path, seconds)] * CONNECTIONS)
    times = sorted(one for lot, _ in lots for one in lot)
    return len(times) / seconds, times[int(len(times) * 0.99)] * 1000, lots[0][1]


def warm_up(port: int, path: str) -> None:
    for _ in range(3):
        _ask(port, path, 0)


def _ask(port, path, seconds):
    """Ask again and again on one connection; at least once. Durations and the body's size."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    times, size = [], 0
    end = time.perf_counter() + seconds
    with socket.create_connection(("127.0.0.1", port)) as peer:
        while True:
            start = time.perf_counter()
            peer.sendall(request)
            size = _read(peer)
            times.append(time.perf_counter() - start)
            if time.perf_counter() >= end:
                return times, size


def _read(peer):
    """Read one answer whole; its body's length. Anything but a 200 stops the measure."""
    data = peer.recv(262144)
    while b"\r\n\r\n" not in data:
        data += peer.recv(262144)
    head, _, body = data.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(head.decode("latin-1"))
    length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    left = length - len(body)
    while left > 0:
        left -= len(peer.recv(262144))
    return length
