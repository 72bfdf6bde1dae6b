"""The guard of the whole suite: no test, and no command run by one, reaches beyond this machine."""

import os
import socket
import subprocess
import sys

import pytest


def test_this_process_reaches_nothing() -> None:
    with socket.socket() as tried, pytest.raises(PermissionError, match="asked for the network"):
        tried.connect(("192.0.2.1", 80))
    with pytest.raises(PermissionError, match="asked for the network"):
        socket.getaddrinfo("example.org", 80)


def test_a_command_reaches_nothing() -> None:
    script = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "asked for the network" in ended.stderr
    assert "no_network" in os.environ["PYTHONPATH"]
