"""A real HTTP server on localhost with a mirror for each behaviour: .../good/, .../hang/, ..."""

import gzip
import http.server
import threading
import time

from helpers import DATA

NAME = "file.gz"
GOOD = b"the right bytes " * 1000
PAGE = b"<!DOCTYPE html><html><title>Log in</title></html>"


class Handler(http.server.BaseHTTPRequestHandler):
    """What is asked for is /KIND/NAME: NAME of the sample, or GOOD. Requests are noted."""

    asked = []  # pairs of a path and the Accept-Encoding that came with it
    over = threading.Event()  # set when the tests are over, so that nothing hangs for ever

    def do_GET(self):
        _, kind, name = self.path.split("/")
        self.asked.append((self.path, self.headers["Accept-Encoding"]))
        path = DATA / name
        body = path.read_bytes() if path.is_file() else GOOD
        if hasattr(self, f"send_{kind}"):
            return getattr(self, f"send_{kind}")(body)
        status = {"404": 404, "500": 500}.get(kind, 200)
        bodies = {
            "good": body, "wrong": body[::-1], "truncated": body[:99], "page": PAGE,
            "page_after_blanks": b"\n\n  " + PAGE.lower(), "encoded": body,
            "double": gzip.compress(body),
        }  # fmt: skip
        if kind in ("unpacked", "repacked"):
            unpacked = gzip.decompress(body)
            bodies[kind] = unpacked if kind == "unpacked" else gzip.compress(unpacked, 9, mtime=7)
        encoding = kind in ("encoded", "double", "undecodable")
        data = bodies.get(kind, b"no gzip" if kind == "undecodable" else b"")
        length = len(body) if kind == "truncated" else len(data)
        self.start(status, length, {"Content-Encoding": "gzip"} if encoding else {})
        self.wfile.write(data)

    def start(self, status, length=None, headers=()):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def send_redirect(self, body):
        self.start(302, 0, {"Location": self.path.replace("redirect", "good")})

    def send_hang(self, body):
        self.over.wait()

    def send_stall(self, body):
        self.start(200, len(body))
        self.wfile.write(body[:99])
        self.over.wait()

    def send_slow(self, body):
        self.start(200, len(body))
        for i in range(0, len(body), len(body) // 4):
            self.wfile.write(body[i : i + len(body) // 4])
            time.sleep(0.25)

    def send_drip(self, body):
        self.start(200, len(body))
        self.drip(lambda: self.wfile.write(b"x"))

    def send_drip_headers(self, body):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        self.drip(lambda: self.wfile.write(b"x"))

    def drip(self, write):
        while not self.over.is_set():
            write()
            time.sleep(0.02)

    def send_endless(self, body):
        self.start(200)
        while not self.over.is_set():
            self.wfile.write(bytes(2**20))

    def handle(self):
        try:
            super().handle()
        except OSError:  # the other side hung up, as it should
            pass

    def log_message(self, *args):
        pass


def serve():
    """A server with its own notes; give it to a thread, and stop it with stop()."""
    handler = type("Noting", (Handler,), {"asked": [], "over": threading.Event()})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.address = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def stop(server):
    server.RequestHandlerClass.over.set()
    server.shutdown()
    server.server_close()
