"""Deny every Python process of the tests a connection to anything but this machine."""

import sys

LOCAL = ("127.", "::1", "localhost")


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"  # a path: a socket of this machine
    elif event == "socket.getaddrinfo":
        host = arguments[0] or "localhost"
    else:
        return
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not str(host).startswith(LOCAL):
        raise PermissionError(f"a test or the pipeline asked for the network: {event} {host}")


sys.addaudithook(refuse_network)
