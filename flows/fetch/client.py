"""A polite client: robots.txt, one request at a time a host, conditional requests, bounded in size and time."""

import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx
from protego import Protego

from flows.fetch.addresses import Checked, FetchError, check

AGENT = "Tarikh"
"""The name that robots.txt files know it by."""
_AGAIN = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,text/plain;q=0.8"


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are treated.

    Attributes:
        contact: An address or page where the one who fetches can be reached; goes into the user agent.
        delay: Least seconds between two requests to a host; a host's own crawl delay counts if it is longer.
        longest_delay: A longer crawl delay is taken for this.
        timeout: Seconds that connecting, or waiting for the next bytes, may take.
        deadline: Seconds that one answer may take altogether.
        largest: Most bytes of an answer, before and after unpacking.
        tries: Times an address is asked before it is given up.
        backoff: Seconds before the second try; each later wait is twice as long.
        redirects: Most redirects followed.
        private: Whether machines of the inside network may be asked.
    """

    contact: str | None = None
    delay: float = 2.0
    longest_delay: float = 60.0
    timeout: float = 20.0
    deadline: float = 120.0
    largest: int = 8_000_000
    tries: int = 3
    backoff: float = 2.0
    redirects: int = 5
    private: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        url: The address that answered, after redirects.
        status: 200, or 304 where nothing changed since the last time.
        headers: As sent, names in small letters.
        body: The bytes, unpacked if they were sent packed; empty with 304.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").split(";", 1)[0].strip().lower()


@dataclass
class Clock:
    """Time, so that tests need not wait."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    wall: Callable[[], float] = time.time


@dataclass
class Client:
    """Asks for addresses, one after the other. Use it as a context manager.

    Attributes:
        manners: How hosts are treated.
        clock: Time.
    """

    manners: Manners
    clock: Clock = field(default_factory=Clock)
    _robots: dict[str, Protego | None] = field(default_factory=dict, init=False)
    _asked: dict[str, float] = field(default_factory=dict, init=False)
    _http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection pool."""
        from importlib.metadata import version

        about = f"; {self.manners.contact}" if self.manners.contact else ""
        self._http = httpx.Client(
            headers={
                "User-Agent": f"{AGENT}/{version('tarikh')} (news dataset builder{about})",
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip",
            },
            timeout=self.manners.timeout,
            follow_redirects=False,
            trust_env=False,
            # a kept connection could carry a request to another host behind the same address, its certificate unchecked
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def __enter__(self) -> "Client":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self._http.close()

    def get(self, address: str, known: Mapping[str, str] | None = None) -> Answer:
        """Ask for an address, following redirects; every hop is checked anew.

        Args:
            address: The address.
            known: `etag` and `last_modified` of what is already held, so that an unchanged page is not sent again.

        Raises:
            FetchError: It may not be fetched, or could not be.
        """
        since = {"If-None-Match": (known or {}).get("etag"), "If-Modified-Since": (known or {}).get("last_modified")}
        conditions = {name: value for name, value in since.items() if value}
        for _ in range(self.manners.redirects + 1):
            checked = check(address, self.manners.private)
            if not self._allowed(checked):
                raise FetchError(f"{address}: robots.txt does not allow it")
            answer = self._patiently(checked, conditions)
            if answer.status not in _MOVED:
                if answer.status == 200 or (answer.status == 304 and conditions):
                    return answer
                raise FetchError(f"{address}: the server answered {answer.status}")
            address = _target(checked, answer)
        raise FetchError(f"{address}: more than {self.manners.redirects} redirects")

    def _allowed(self, checked: Checked) -> bool:
        rules = self._rules(checked)
        return rules is not None and bool(rules.can_fetch(str(checked.url), AGENT))

    def _rules(self, checked: Checked) -> Protego | None:
        """The robots.txt of an origin; None where it cannot be told, and then nothing there is fetched (RFC 9309)."""
        if checked.origin not in self._robots:
            self._robots[checked.origin] = self._read_rules(checked)
        return self._robots[checked.origin]

    def _read_rules(self, checked: Checked) -> Protego | None:
        address = f"{checked.origin}/robots.txt"
        try:
            for _ in range(self.manners.redirects + 1):
                hop = check(address, self.manners.private)
                answer = self._patiently(hop, {})
                if answer.status not in _MOVED:
                    break
                address = _target(hop, answer)
        except FetchError:
            return None
        if answer.status == 200:
            return Protego.parse(answer.body[:500_000].decode("utf-8", "replace"))
        return Protego.parse("") if 400 <= answer.status < 500 and answer.status != 429 else None

    def _patiently(self, checked: Checked, conditions: Mapping[str, str]) -> Answer:
        """Ask, and ask again after a while where the server or the line is at fault."""
        wait = self.manners.backoff
        for left in range(self.manners.tries - 1, -1, -1):
            self._wait_for(checked)
            try:
                answer = self._once(checked, conditions)
            except httpx.TransportError as error:
                if not left:
                    raise FetchError(f"{checked.url}: {type(error).__name__}: {str(error)[:120]}") from None
            else:
                if answer.status not in _AGAIN or not left:
                    return answer
                wait = max(wait, min(self._retry_after(answer), self.manners.longest_delay))
            self.clock.sleep(wait)
            wait *= 2
        raise AssertionError("unreachable: the last try answers or raises")

    def _retry_after(self, answer: Answer) -> float:
        value = answer.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return float(value[:6])
        try:
            return parsedate_to_datetime(value).timestamp() - self.clock.wall()
        except (ValueError, TypeError, OverflowError):
            return 0.0

    def _wait_for(self, checked: Checked) -> None:
        rules = self._robots.get(checked.origin)
        wished = rules.crawl_delay(AGENT) if rules else None
        delay = max(self.manners.delay, min(float(wished or 0), self.manners.longest_delay))
        host = checked.url.host
        if host in self._asked:
            left = self._asked[host] + delay - self.clock.monotonic()
            if left > 0:
                self.clock.sleep(left)
        self._asked[host] = self.clock.monotonic()

    def _once(self, checked: Checked, conditions: Mapping[str, str]) -> Answer:
        """One request, to the first of the checked machines that can be reached."""
        for number, ip in enumerate(checked.ips, 1):
            try:
                return self._ask(checked, ip, conditions)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if number == len(checked.ips):
                    raise
        raise AssertionError("unreachable: a checked address has a machine")

    def _ask(self, checked: Checked, ip: str, conditions: Mapping[str, str]) -> Answer:
        began = self.clock.monotonic()
        request = self._http.build_request(
            "GET",
            checked.url.copy_with(host=ip, fragment=None),
            headers={**conditions, "Host": checked.url.netloc.decode("ascii")},
            extensions={"sni_hostname": checked.url.host},
        )
        response = self._http.send(request, stream=True)
        try:
            headers = {k.lower(): v for k, v in response.headers.items()}
            body = bytearray()
            if response.status_code == 200:
                for chunk in response.iter_raw():
                    body += chunk
                    if len(body) > self.manners.largest:
                        raise FetchError(f"{checked.url}: more than {self.manners.largest} bytes")
                    if self.clock.monotonic() - began > self.manners.deadline:
                        raise FetchError(f"{checked.url}: not answered in full within {self.manners.deadline:g} s")
        finally:
            response.close()
            self._http.cookies.clear()
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding in ("gzip", "x-gzip"):
            return Answer(str(checked.url), response.status_code, headers, unpack(bytes(body), self.manners.largest))
        if body and encoding not in ("identity", ""):
            raise FetchError(f"{checked.url}: sent as {encoding[:20]!a}, which was not asked for")
        return Answer(str(checked.url), response.status_code, headers, bytes(body))


def unpack(data: bytes, most: int) -> bytes:
    """The content of gzip bytes.

    Raises:
        FetchError: They are broken, or hold more than `most` bytes.
    """
    engine = zlib.decompressobj(wbits=31)
    try:
        out = engine.decompress(data, most + 1) if data else b""
    except zlib.error as error:
        raise FetchError(f"broken gzip: {error}") from None
    if len(out) > most:
        raise FetchError(f"unpacks to more than {most} bytes")
    if data and not engine.eof:
        raise FetchError("broken gzip: it ends early")
    return out


def _target(checked: Checked, answer: Answer) -> str:
    location = answer.headers.get("location", "")
    try:
        return str(checked.url.join(location))
    except (httpx.InvalidURL, ValueError):
        raise FetchError(f"{checked.url}: redirected to {location[:200]!a}, which is no address") from None
