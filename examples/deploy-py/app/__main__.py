"""Serves the visit counter on 127.0.0.1:8000."""

from http.server import BaseHTTPRequestHandler, HTTPServer

from app.counter import Counter

COUNTER = Counter("data/visits")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = f"visit {COUNTER.add()}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", 8000), Handler).serve_forever()
