"""/usr/bin/python3 tests/exports/paper.py SAAT: what is printed, read back from the PDF: the summary's figures are those of
the page, its maps those of the results, the report carries its receipt, Thai digits are Thai, every page has its number and tables their heads."""
import html
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(__file__))
from recount import PLAN  # noqa: E402
from server import Server, country  # noqa: E402

ADDRESS = "/".join(PLAN)


def pages_of(folder, content):
    path = os.path.join(folder, "a.pdf")
    with open(path, "wb") as file:
        file.write(content)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout.decode()
    # Who copies a line or searches for a word gets it as it is written: no mark stands apart from its letter.
    astray = re.search(r".{0,20}(?:^|\s)[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e].{0,20}", text, re.M)
    assert not astray, f"a Thai mark without its letter: {astray.group()!r}"
    return text.split("\f")[:-1]


def lines_of(folder):
    """What stands on one line of a table, by the code at its beginning, of the file last read. By where the words lie:
    marks above Thai letters make pdftotext see lines of their own."""
    path = os.path.join(folder, "a.pdf")
    marked = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True).stdout.decode()
    lines = {}
    for page in marked.split("<page ")[1:]:
        words = [(float(x), float(y), html.unescape(word)) for x, y, word in
                 re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)<', page)]
        for x, y, code in words:
            if x < 70:
                beside = sorted((other, word) for other, at, word in words if other > x and abs(at - y) < 2.5)
                lines.setdefault(code, " ".join(word for _, word in beside))
    return lines


def numbered(pages, word="หน้า"):
    for at, page in enumerate(pages, 1):
        assert re.search(rf"{word} {at} \S+ {len(pages)}$", page.strip()), f"page {at} of {len(pages)} ends: {page.strip()[-40:]!r}"


def run(saat, folder):
    db = country(saat, "half", os.path.join(folder, "half.db"))
    server = Server(saat, db)
    try:
        server.sign_in("department-1")
        for area, page in (("TH", f"/follow-up/{ADDRESS}"), ("30", f"/follow-up/{ADDRESS}/30")):
            pages = pages_of(folder, server.ask(f"/exports/{ADDRESS}/summary.pdf?area={area}", "text/html")[0])
            numbered(pages)
            lines = lines_of(folder)
            for figure in json.loads(server.ask(page)[0])["figures"]:
                line = lines.get(figure["code"], "")
                assert figure["shown"] in line, f"{area} {figure['code']}: {figure['shown']} is not in {line!r}"
            lying = json.loads(server.ask(f"/results/{ADDRESS}" + ("" if area == "TH" else "/" + area))[0])["maps"][0]["legend"]
            coloured = next(page for page in pages if "OCHA" in page)
            for key in lying:
                assert f"({key['count']})" in coloured, f"{area}: {key} is not on the map"
            if area == "TH":
                assert len(pages) >= 3, "76 provinces go over several pages"
            print(f"summary of {area}: {len(pages)} pages, every figure as on the page")
        thai = "\n".join(pages_of(folder, server.ask(f"/exports/{ADDRESS}/summary.pdf?digits=thai", "text/html")[0]))
        assert "๗,๘๔๙" in thai and "7,849" not in thai, "Thai digits"
        bodies = json.loads(server.ask(f"/follow-up/{ADDRESS}/30")[0])["bodies"]
        sent = next(body for body in bodies if body["stage"] == "submitted")
        begun = next(body for body in bodies if body["stage"] == "begun")
        report = f"/reports/{ADDRESS}/{sent['code']}"
        receipt = json.loads(server.ask(report + "/receipt")[0])
        pages = pages_of(folder, server.ask(report + "/report.pdf", "text/html")[0])
        numbered(pages)
        whole = "\n".join(pages)
        for mark in (sent["code"], receipt["number"], receipt["code"], receipt["content_hash"]):
            assert mark in whole, f"{mark} is not on the report"
        for code in ("U1.1", "U2.1", "M1.1", "D1.1"):
            assert code in whole, f"{code} is not on the report"
        thai = pages_of(folder, server.ask(report + "/report.pdf?digits=thai", "text/html")[0])
        assert all(receipt["code"] in page for page in thai), "a code keeps its digits, on every page"
        assert "CO2e" in "".join(thai) and "๒๕๖๗" in "".join(thai)
        unsent = "\n".join(pages_of(folder, server.ask(f"/reports/{ADDRESS}/{begun['code']}/report.pdf", "text/html")[0]))
        assert receipt["code"] not in unsent
        print(f"report of {sent['code']}: {len(pages)} pages with its receipt")
    finally:
        server.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="saat-paper-") as here:
        run(os.path.abspath(sys.argv[1]), here)
