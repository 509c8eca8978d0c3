"""/usr/bin/python3 tests/exports/jobs.py SAAT: the country's workbook as a job. Its server is killed in the middle and the next
one makes it anew; one that is cancelled leaves nothing; a folder that takes nothing is told to who asked."""
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import openpyxl

sys.path.insert(0, os.path.dirname(__file__))
from recount import PLAN  # noqa: E402
from server import Server, country  # noqa: E402

PAGE = "/exports/" + "/".join(PLAN)


class Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


started = []


def serve(saat, db, *more):
    started.append(Server(saat, db, *more))
    return started[-1]


class Office:
    def __init__(self, server):
        server.sign_in("department-1")
        self.server = server
        self.jobs = lambda: server.json(PAGE)["jobs"]  # the latest first

    def post(self, address, **fields):
        form = urllib.parse.urlencode(fields | {"csrf": self.server.csrf}).encode()
        asked = urllib.request.Request(self.server.origin + address, form, {"Cookie": self.server.cookie})
        try:
            urllib.request.build_opener(Stays).open(asked)
        except urllib.error.HTTPError as reply:
            assert reply.code == 303, f"{address} answered {reply.code}"

    def until(self, state, at=0):
        for _ in range(3000):
            job = self.jobs()[at]
            if job["state"] in (state, "failed"):
                return job
            time.sleep(0.02)
        raise AssertionError(f"never {state}: {job}")


def run(saat, folder):
    db = country(saat, "all", os.path.join(folder, "all.db"))
    files = db + ".exports"
    server = serve(saat, db)
    office = Office(server)
    office.post(PAGE + "/jobs", format="xlsx")
    while not (os.path.isdir(files) and any(os.path.getsize(os.path.join(files, name)) for name in os.listdir(files))):
        time.sleep(0.002)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    left = os.listdir(files)
    assert len(left) == 1 and "." in left[0], f"killed in the middle it leaves the part it had made: {left}"

    server = serve(saat, db)
    office = Office(server)
    job = office.until("made")
    assert job["state"] == "made", job
    whole, headers = server.ask(job["href"])
    assert "saat-clean-province-2567-TH-recorded.xlsx" in headers["Content-Disposition"]
    with open(folder + "/country.xlsx", "wb") as file:
        file.write(whole)
    rows = sum(1 for _ in openpyxl.load_workbook(folder + "/country.xlsx", read_only=True)["answers"].iter_rows())
    assert rows == 7849 + 3, f"{rows} rows"
    assert len(os.listdir(files)) == 1 and "." not in os.listdir(files)[0], f"nothing of the killed one is left: {os.listdir(files)}"
    print(f"killed in the middle, made by the next server: {rows} rows, {len(whole)} bytes")

    # The second waits for the first: cancelled, it is never made; the first goes on.
    office.post(PAGE + "/jobs", format="xlsx", stage="submitted")
    office.post(PAGE + "/jobs", format="json")
    office.post(office.jobs()[0]["cancel_action"])
    office.post(office.jobs()[1]["cancel_action"])  # while it is being made, or just before
    office.post(PAGE + "/jobs", format="csv", part="codebook")
    assert office.until("made")["state"] == "made"
    assert [job["state"] for job in office.jobs()] == ["made", "cancelled", "cancelled", "made"], office.jobs()
    assert len(os.listdir(files)) == 2, f"cancelled ones leave nothing: {os.listdir(files)}"
    server.stop()
    print("cancelled: two given up, nothing left of them")

    server = serve(saat, db, "--exports", "/dev/null/nowhere")
    office = Office(server)
    office.post(PAGE + "/jobs", format="xlsx")
    job = office.until("failed")
    assert job["state"] == "failed" and "พื้นที่เก็บไฟล์" in job["state_label"], job
    for address in ("/file?area=30&format=csv", "/summary.pdf?area=30"):
        try:
            server.ask(PAGE + address)
            raise AssertionError("a file came from nowhere")
        except urllib.error.HTTPError as reply:
            assert reply.code == 503 and "พื้นที่เก็บไฟล์" in reply.read().decode(), reply.code
    server.stop()
    print("a folder that takes nothing is told, for a job and at once")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="saat-jobs-") as here:
        try:
            run(os.path.abspath(sys.argv[1]), here)
        finally:
            for server in started:
                server.process.kill()
