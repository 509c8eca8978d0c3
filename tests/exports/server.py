"""A served country, asked as its people and programs ask it."""
import json
import os
import signal
import subprocess
import time
import urllib.parse
import urllib.request

COUNTRIES = os.path.join(os.path.dirname(__file__), "..", "countries")


def country(saat, reports, file):
    """A seeded country of one's own in the file; gives it."""
    subprocess.run([COUNTRIES, "file", saat, reports, file], check=True)
    return file


class Server:
    def __init__(self, saat, db, *more):
        # It takes a port of its own and says which: one looked up beforehand may be somebody else's by then. The rest it
        # says fits into the pipe.
        self.process = subprocess.Popen([saat, "serve", "--db", db, "--listen", "127.0.0.1:0", "--now", "2024-11-18T09:00+07:00", "--api-per-minute", "0", *more],
                                        stdout=subprocess.PIPE, text=True)
        self.origin = self.process.stdout.readline().split()[-1]
        self.cookie = ""
        while True:
            try:
                urllib.request.urlopen(self.origin + "/readyz")
                return
            except OSError:
                assert self.process.poll() is None, "the server did not start"
                time.sleep(0.05)

    def ask(self, path, accept="application/json"):
        asked = urllib.request.Request(self.origin + path, headers={"Accept": accept, "Cookie": self.cookie})
        with urllib.request.urlopen(asked) as reply:
            return reply.read(), dict(reply.headers)

    def sign_in(self, login):
        form = urllib.parse.urlencode({"login": login, "password": "sa-at-demonstration"}).encode()
        asked = urllib.request.Request(self.origin + "/session", form, {"Accept": "application/json"})
        with urllib.request.urlopen(asked) as reply:
            self.cookie = reply.headers["Set-Cookie"].split(";")[0]
        self.csrf = self.json("/session")["csrf"]

    def json(self, path):
        return json.loads(self.ask(path)[0])

    def send(self, method, path, fields):
        asked = urllib.request.Request(self.origin + path, json.dumps(fields).encode(), method=method, headers={
            "Accept": "application/json", "Content-Type": "application/json", "Cookie": self.cookie, "X-CSRF-Token": self.csrf})
        with urllib.request.urlopen(asked) as reply:
            return reply.status

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
