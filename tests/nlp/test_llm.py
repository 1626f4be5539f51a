"""The optional endpoint: asked only when named, believed only where it quotes. A local server plays it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from flows.nlp.adapters.llm import Endpoint, EndpointFailed, configured, places_of

TEXT = "Gunmen of the Red Oak Front shot Mayor Ines Duarte in Vallora.\n\nInes Duarte died of her wounds."


@pytest.fixture
def serve():
    """A function that starts a server which always gives one answer, and answers its endpoint and what it was asked."""
    servers = []

    def start(content, status=200):
        asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return Endpoint(f"http://127.0.0.1:{server.server_port}/v1/chat/completions", "stub", timeout=5.0), asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def said(*fillers):
    return json.dumps({"fillers": [{"quote": q, "role": r, "confidence": 0.9} for q, r in fillers]})


def test_every_place_of_a_true_quote_is_a_span(serve, read):
    endpoint, asked = serve(said(("Ines Duarte", "victim"), ("Red Oak Front", "organization")))
    document = read(TEXT).document
    spans = endpoint.tag(document)
    assert [(s.label, document.text[s.start : s.end]) for s in spans] == [
        ("organization", "Red Oak Front"),
        ("victim", "Ines Duarte"),
        ("victim", "Ines Duarte"),
    ]
    assert all(a["temperature"] == 0 for a in asked)


@pytest.mark.parametrize("quote", ["Inés Duarte", "the mayor's driver", "Duart", "Mayor Ines Duarte in Lisbon", " "])
def test_words_that_the_article_does_not_say_are_dropped(serve, read, quote):
    endpoint, _ = serve(said((quote, "victim")))
    assert endpoint.tag(read(TEXT).document) == ()


@pytest.mark.parametrize(
    "content", ["no JSON", "[]", '{"fillers": [{"quote": "Vallora", "role": "mayor"}]}', '{"fillers": [{"role": "victim"}]}']
)
def test_an_answer_out_of_form_is_refused_whole(serve, read, content):
    endpoint, _ = serve(content)
    with pytest.raises(EndpointFailed, match="no list of fillers"):
        endpoint.tag(read(TEXT).document)


def test_an_endpoint_that_fails_says_so_in_one_line(serve, read):
    endpoint, _ = serve(said(), status=500)
    with pytest.raises(EndpointFailed, match="did not answer"):
        endpoint.tag(read(TEXT).document)


def test_off_unless_named(monkeypatch):
    monkeypatch.delenv("TARIKH_LLM_URL", raising=False)
    assert configured() is None
    monkeypatch.setenv("TARIKH_LLM_URL", "http://localhost:1/v1")
    assert configured() == Endpoint("http://localhost:1/v1", "default")


def test_white_space_is_alike_and_words_are_whole():
    assert list(places_of("Ines Duarte", "Ines\nDuarte, not Ines Duartes")) == [(0, 11)]
