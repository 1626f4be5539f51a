"""Which addresses may be asked."""

import socket

import pytest

from flows.fetch.addresses import FetchError, check, is_public


def lookup(*ips):
    return lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.1.1", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::5", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "nonsense",
    ],
)  # fmt: skip
def test_inside_addresses(ip):
    assert not is_public(ip)
    with pytest.raises(FetchError, match="no public address"):
        check("https://paper.example/a", lookup=lookup(ip))
    assert check("https://paper.example/a", private=True, lookup=lookup(ip)).ips == (ip,)


@pytest.mark.parametrize("ip", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_open_addresses(ip):
    assert is_public(ip)
    assert check("https://paper.example:8443/a?b=c", lookup=lookup(ip)).origin == "https://paper.example:8443"


def test_one_inside_address_among_several_is_enough():
    with pytest.raises(FetchError, match=r"192\.168\.0\.7 is no public address"):
        check("http://paper.example/", lookup=lookup("93.184.216.34", "192.168.0.7"))


@pytest.mark.parametrize(
    "address",
    [
        "ftp://paper.example/a", "file:///etc/passwd", "javascript:alert(1)", "//paper.example/a", "paper.example", "", "http://", "gopher://x/",
        "http://paper.example/" + "a" * 3_000, "http://user:word@paper.example/", "http://[::1", "http://paper.example:99999/", "data:text/html,x",
    ],
)  # fmt: skip
def test_strange_addresses(address):
    with pytest.raises(FetchError) as error:
        check(address, lookup=lookup("93.184.216.34"))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "localhost", "[::1]", "[::ffff:7f00:1]"])
def test_other_spellings_of_this_machine(host):
    with pytest.raises(FetchError):
        check(f"http://{host}/")


def test_an_unknown_name():
    def fails(*_, **__):
        raise socket.gaierror("Name or service not known")

    with pytest.raises(FetchError, match=r"paper\.example: no such host"):
        check("http://paper.example/", lookup=fails)
