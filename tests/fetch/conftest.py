"""A web site on this machine, so that fetching is tested without a network."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows.fetch.client import Client, Clock, Manners

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """What the server answers, and what it was asked."""

    address: str = ""
    pages: dict[str, Reply | Callable[[dict[str, str]], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path, body, media="text/html; charset=utf-8", status=200, **headers):
        data = body if isinstance(body, bytes) else body.encode()
        self.pages[path] = (status, {"Content-Type": media, **{k.replace("_", "-"): v for k, v in headers.items()}}, data)

    def paths(self):
        return [path for path, _ in self.asked if path != "/robots.txt"]


@pytest.fixture
def site():
    here = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            headers = {k.lower(): v for k, v in self.headers.items()}
            here.asked.append((self.path, headers))
            reply = here.pages.get(self.path, (404, {}, b"nothing here"))
            status, fields, body = reply(headers) if callable(reply) else reply
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **fields}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield here
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Times:
    """A clock that only sleeping moves."""

    at: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.at += seconds

    @property
    def clock(self):
        return Clock(monotonic=lambda: self.at, sleep=self.sleep, wall=lambda: self.at)


@pytest.fixture
def times():
    return Times()


@pytest.fixture
def client(times):
    with Client(Manners(private=True, contact="desk@tarikh.example", timeout=5), times.clock) as made:
        yield made
