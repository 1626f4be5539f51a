"""Manners: robots.txt, delays, tries, bounds, conditional requests, redirects."""

import gzip

import pytest

from flows.fetch import client as client_module
from flows.fetch.addresses import FetchError
from flows.fetch.client import Client, Manners, unpack


def test_a_page_comes_as_it_is(site, client):
    site.put("/a", b"caf\xe9", "text/html; charset=latin-1")
    answer = client.get(f"{site.address}/a")
    assert (answer.status, answer.body, answer.media_type) == (200, b"caf\xe9", "text/html")
    asked = dict(site.asked)
    assert asked["/a"]["user-agent"].startswith("Tarikh/")
    assert "desk@tarikh.example" in asked["/a"]["user-agent"]
    assert asked["/a"]["host"] == site.address.removeprefix("http://")


def test_robots_are_obeyed(site, client, times):
    site.put("/robots.txt", "User-agent: *\nDisallow: /closed\nAllow: /closed/door\nCrawl-delay: 7\n", "text/plain")
    site.put("/closed/door", "in")
    site.put("/open", "out")
    with pytest.raises(FetchError, match=r"robots\.txt does not allow"):
        client.get(f"{site.address}/closed/a")
    assert client.get(f"{site.address}/closed/door").body == b"in"
    assert client.get(f"{site.address}/open").body == b"out"
    assert site.paths() == ["/closed/door", "/open"]
    assert [path for path, _ in site.asked].count("/robots.txt") == 1
    assert times.slept == [7.0, 7.0]


def test_robots_that_name_us_go_before_the_rest(site, client):
    site.put("/robots.txt", "User-agent: *\nAllow: /\n\nUser-agent: tarikh\nDisallow: /\n", "text/plain")
    with pytest.raises(FetchError, match="does not allow"):
        client.get(f"{site.address}/a")


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_robots_that_cannot_be_read(site, client, status, allowed):
    site.put("/robots.txt", "", status=status)
    site.put("/a", "in")
    if allowed:
        assert client.get(f"{site.address}/a").body == b"in"
    else:
        with pytest.raises(FetchError, match="does not allow"):
            client.get(f"{site.address}/a")


def test_a_host_is_asked_slowly(site, client, times):
    for path in ("/a", "/b", "/c"):
        site.put(path, path)
        client.get(site.address + path)
    assert times.slept == [2.0, 2.0, 2.0]


def test_an_unchanged_page_is_not_sent_again(site, client):
    site.pages["/a"] = lambda headers: (
        (304, {}, b"")
        if headers.get("if-none-match") == '"v1"'
        else (200, {"ETag": '"v1"', "Content-Type": "text/html"}, b"in")
    )
    first = client.get(f"{site.address}/a")
    assert first.headers["etag"] == '"v1"'
    again = client.get(f"{site.address}/a", {"etag": '"v1"', "last_modified": "Mon, 04 Mar 2024 10:00:00 GMT"})
    assert (again.status, again.body) == (304, b"")
    assert site.asked[-1][1]["if-modified-since"] == "Mon, 04 Mar 2024 10:00:00 GMT"


def test_a_fault_is_tried_again_with_patience(site, client, times):
    replies = iter([(503, {"Retry-After": "9"}, b""), (500, {}, b""), (200, {}, b"at last")])
    site.pages["/a"] = lambda _: next(replies)
    assert client.get(f"{site.address}/a").body == b"at last"
    assert times.slept == [2.0, 9.0, 18.0]


def test_patience_ends(site, client):
    site.put("/a", "", status=503)
    with pytest.raises(FetchError, match="the server answered 503"):
        client.get(f"{site.address}/a")
    assert site.paths() == ["/a"] * 3


def test_a_refusal_is_not_asked_again(site, client):
    site.put("/a", "", status=410)
    with pytest.raises(FetchError, match="answered 410"):
        client.get(f"{site.address}/a")
    assert site.paths() == ["/a"]


def test_a_dead_line_is_named(site, client):
    with pytest.raises(FetchError, match=r"does not allow|ConnectError"):
        client.get("http://127.0.0.1:9/a")


def test_redirects_are_followed_and_counted(site, client):
    site.put("/a", "", status=301, Location="/b")
    site.put("/b", "", status=302, Location=f"{site.address}/c")
    site.put("/c", "here")
    assert client.get(f"{site.address}/a").url == f"{site.address}/c"
    site.put("/c", "", status=307, Location="/a")
    with pytest.raises(FetchError, match="more than 5 redirects"):
        client.get(f"{site.address}/a")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.example/", "http://user:word@127.0.0.1/"])
def test_redirects_are_checked_anew(site, client, target):
    site.put("/a", "", status=302, Location=target)
    with pytest.raises(FetchError, match=r"only http and https|name and password"):
        client.get(f"{site.address}/a")


def test_a_redirect_inside_is_refused(site, times, monkeypatch):
    """The first host is let through, the machine that it sends us to is not."""
    site.put("/a", "", status=302, Location=f"{site.address}/secret")
    site.put("/secret", "secret")
    checked = client_module.check
    # robots.txt, the page, then the redirect: only the last is checked in earnest
    calls = iter([True, True])
    monkeypatch.setattr(client_module, "check", lambda address, private=False: checked(address, next(calls, False)))
    with Client(Manners(), times.clock) as strict, pytest.raises(FetchError, match=r"127\.0\.0\.1 is no public address"):
        strict.get(f"{site.address}/a")
    assert "/secret" not in site.paths()


def test_this_machine_is_not_asked_without_leave(site, times):
    site.put("/a", "secret")
    with Client(Manners(), times.clock) as strict, pytest.raises(FetchError, match="no public address"):
        strict.get(f"{site.address}/a")
    assert site.asked == []


def test_robots_hold_for_a_redirect_too(site, client):
    site.put("/robots.txt", "User-agent: *\nDisallow: /b\n", "text/plain")
    site.put("/a", "", status=301, Location="/b")
    with pytest.raises(FetchError, match=r"/b: robots\.txt"):
        client.get(f"{site.address}/a")


def test_size_is_bounded(site, times):
    site.put("/a", b"a" * 5_000)
    site.put("/b", gzip.compress(b"a" * 50_000), Content_Encoding="gzip")
    site.put("/c", gzip.compress(b"a" * 900), Content_Encoding="gzip")
    site.put("/d", b"????", Content_Encoding="br")
    with Client(Manners(private=True, largest=1_000), times.clock) as small:
        with pytest.raises(FetchError, match="more than 1000 bytes"):
            small.get(f"{site.address}/a")
        with pytest.raises(FetchError, match="unpacks to more than 1000 bytes"):
            small.get(f"{site.address}/b")
        assert small.get(f"{site.address}/c").body == b"a" * 900
        with pytest.raises(FetchError, match="not asked for"):
            small.get(f"{site.address}/d")


def test_a_slow_answer_is_given_up(site, times):
    site.put("/a", b"a" * 5_000)
    times_up = times.clock
    times_up.monotonic = lambda: times.sleep(200) or times.at
    with Client(Manners(private=True), times_up) as hasty, pytest.raises(FetchError, match="not answered in full"):
        hasty._robots[site.address] = client_module.Protego.parse("")
        hasty.get(f"{site.address}/a")


@pytest.mark.parametrize("data", [b"\x1f\x8bno", gzip.compress(b"abc" * 99)[:-9]])
def test_broken_gzip(data):
    with pytest.raises(FetchError, match="broken gzip"):
        unpack(data, 1_000)


def test_cookies_are_not_kept(site, client):
    site.put("/a", "in", Set_Cookie="a=b")
    client.get(f"{site.address}/a")
    client.get(f"{site.address}/a")
    assert "cookie" not in site.asked[-1][1]
