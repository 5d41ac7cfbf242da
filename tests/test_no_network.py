"""The switch in conftest: a test cannot reach the network by accident, and can reach itself."""

import os
import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_an_outside_address_is_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as outside, pytest.raises(BaseException, match="reached for the network"):
        outside.connect((host, 80))


def test_an_outside_name_is_not_looked_up() -> None:
    with pytest.raises(BaseException, match="reached for the network"):
        socket.create_connection(("storytree.example", 80))


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_no_setting_comes_from_outside() -> None:
    assert not [name for name in os.environ if name.startswith("STORYTREE_")]
