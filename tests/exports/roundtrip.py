"""/usr/bin/python3 tests/exports/roundtrip.py SAAT: what goes out comes back. A country with answers, reasons, sources and remarks
that are hard to carry leaves as a workbook; LibreOffice opens it and saves it anew; brought in where it came from it changes
nothing, and brought into an empty country it gives the same tables, cell for cell."""
import csv
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(__file__))
from harmless import TYPED  # noqa: E402
from recount import PLAN, export  # noqa: E402
from server import Server, country  # noqa: E402

PART = ("--area", "30")
# A report's own life does not travel: one that was begun and holds nothing comes back as not begun.
OF_THE_REPORT = ("stage", "submitted_at", "changed_at", "answered", "expected", "blocking", "asking")
MORE = ["หนึ่ง\r\nสอง", " \tช่องว่าง ", "_x000D_", "ไม่เกี่ยวข้อง", "อ่านค่าไม่ได้: 5", "0", "00.50", "12\u202c", "#DIV/0!", "''=1"]


def give(server, bodies):
    for body, text in zip(bodies, TYPED + MORE):
        server.sign_in("clerk-" + body)
        report = f"/reports/{PLAN[0]}/{PLAN[1]}/{body}"
        put = lambda question, **fields: server.send("PUT", f"{report}/answers/{question}", {"version": 0} | fields)
        put("U1.1", typed="yes")
        put("U1.2", typed=text)
        put("U1.3", typed="๑๕ มกราคม พ.ศ. 2562")
        put("U2.1", typed=text, remark=text)
        put("D1.1", typed="31", unit="tonne_day", source="weighed", remark=text)
        put("M4.1", typed="0.5", unit="tonne", source="estimated")
        put("M2.1", typed="no")
        put("M2.5", typed="3")
        server.send("PUT", f"{report}/reasons/U2.1-registry", {"reason": text})


def saved_by_libreoffice(book, folder):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder + "/read", book],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    return os.path.join(folder, "read", os.path.basename(book))


def bring(saat, db, file, *more):
    """What it says, line by line; the last one is the summary."""
    done = subprocess.run([saat, "import", "--db", db, "--framework", PLAN[0], "--period", PLAN[1], "--as", "department-1", "--language", "en", *more, file],
                          stdout=subprocess.PIPE, text=True)
    lines = done.stdout.strip().split("\n")
    assert done.returncode == 0, "\n".join(lines[:20])
    return lines


def table(saat, db, folder, name):
    with open(export(saat, db, f"{folder}/{name}.csv", "recorded", "csv", "--table", name, *PART), encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    heads = [head.split(" ", 1)[0] for head in lines[0]]
    # A workbook has one end of a line.
    return [{head: cell.replace("\r\n", "\n").replace("\r", "\n") for head, cell in zip(heads, line, strict=True) if head not in OF_THE_REPORT} for line in lines[1:]]


def run(saat, folder):
    db = country(saat, "half", os.path.join(folder, "half.db"))
    server = Server(saat, db)
    try:
        server.sign_in("department-1")
        bodies = [row["code"] for row in server.json(f"/follow-up/{PLAN[0]}/{PLAN[1]}/30")["bodies"] if row["stage"] == "none" and row["code"][:2] in ("05", "06")]
        assert len(bodies) >= len(TYPED + MORE), "not enough bodies that have not begun"
        give(server, bodies)
    finally:
        server.stop()
    book = export(saat, db, folder + "/a.xlsx", "recorded", "xlsx", *PART)
    saved = saved_by_libreoffice(book, folder)
    for path in (book, saved):
        said = bring(saat, db, path, "--dry-run")
        assert len(said) == 1 and "answers to be taken: 0, in reports: 0" in said[0], f"{path}: an untouched export would change\n" + "\n".join(said[:20])
        print(f"{os.path.basename(os.path.dirname(path))}: {said[0]}")

    before = {name: table(saat, db, folder, name) for name in ("answers", "given")}
    assert len(before["given"]) > len(TYPED + MORE) * 4, "the hard ones stand in the table of what was given"
    for path in (book, saved):
        empty = country(saat, "none", os.path.join(folder, f"none-{os.path.basename(os.path.dirname(path))}.db"))
        bring(saat, empty, path)
        for name, rows in before.items():
            back = table(saat, empty, folder, name)
            for there, here in zip(rows, back, strict=True):
                assert there == here, f"{path} {name}: {[(head, cell, here[head]) for head, cell in there.items() if here[head] != cell]} of {there['code']}"
        print(f"{os.path.basename(os.path.dirname(path))}: {len(before['answers'])} bodies and {len(before['given'])} rows of what was given came back the same")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="saat-roundtrip-") as here:
        run(os.path.abspath(sys.argv[1]), here)
