"""A mail server of our own for tests: speaks just enough SMTP and keeps what it was handed."""

import email
import email.message
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Server(socketserver.ThreadingTCPServer):
    """`replies` maps a command to another answer; `delay` seconds pass at each step of taking a mail."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, *, delay: float = 0) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.delay = delay
        self.replies: dict[str, Callable[[str], str | None]] = {}
        self.taken: list[bytes] = []
        self.on_call: Callable[[bool], None] = lambda _: None
        self.on_taken: Callable[[bytes], None] = self.taken.append

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def messages(self) -> list[email.message.Message]:
        return [email.message_from_bytes(content) for content in self.taken]


class Session(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        try:
            self.talk()
        except (ConnectionError, BrokenPipeError):
            pass  # the worker was killed
        finally:
            self.server.on_call(False)

    def talk(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split()[0].upper()
            reply = self.server.replies.get(word)
            if reply and (other := reply(line)):
                self.say(other)
            elif word == "DATA":
                self.take_mail()
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                if word == "MAIL":
                    self.server.on_call(True)
                self.say("250 ok")

    def take_mail(self) -> None:
        """The window in which nobody can say whether the mail was sent."""
        time.sleep(self.server.delay)
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if line == b"":
            return
        time.sleep(self.server.delay)
        self.server.on_taken(b"".join(lines))
        time.sleep(self.server.delay)
        self.say("250 taken")
        self.server.on_call(False)

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def running(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
