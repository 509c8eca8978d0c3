"""/usr/bin/python3 tests/exports/harmless.py SAAT: what people typed to be run, to break a line or to pass for something else
comes out of every file as the text it is, where LibreOffice opens it too; and a file holds the place and the reports that
were asked for, and no others."""
import json
import os
import subprocess
import sys
import tempfile

import openpyxl

sys.path.insert(0, os.path.dirname(__file__))
from recount import PLAN, Book, export, rows_of, through_libreoffice  # noqa: E402
from server import Server, country  # noqa: E402

TYPED = ["=1+1", "=HYPERLINK(\"http://x\",\"กด\")", "+66 2 241 9000", "-5", "@SUM(A1:A9)", "=cmd|' /C calc'!A0", "'=1+1", "=SUM(\n1,2)", "บรรทัดหนึ่ง\nบรรทัดสอง, ต่อ",
         "\"ในเครื่องหมาย\"", "a;b\tc", "<b>&amp;</b>", "_x0041_ เทศบาล", "＝1+1", "1E5", "0012", "1/2/2567", "TRUE", "http://example.test/?a=1&b=2", "  ช่องว่าง  ", "😀 ๑๒๓"]
RUNS = ("=", "+", "-", "@", "＝")


def cells_of(path, sheet):
    """The cells below the heads as they stand in the file, formulas unreckoned, by their column's code."""
    book = openpyxl.load_workbook(path)
    lines = list(book[sheet].iter_rows())
    codes = [cell.value for cell in lines[0]]
    return [dict(zip(codes, line)) for line in lines[2:]]


def type_it(server, bodies):
    typed = {}
    for body, text in zip(bodies, TYPED):
        server.sign_in("clerk-" + body)
        answers = f"/reports/{PLAN[0]}/{PLAN[1]}/{body}/answers"
        for question, given in (("U1.1", "yes"), ("U1.2", text), ("U2.1", text)):
            server.send("PUT", f"{answers}/{question}", {"typed": given, "version": 0})
        typed[body] = text
    return typed


def run(saat, folder):
    db = country(saat, "half", os.path.join(folder, "half.db"))
    server = Server(saat, db)
    try:
        server.sign_in("department-1")
        bodies = [row["code"] for row in server.json(f"/follow-up/{PLAN[0]}/{PLAN[1]}/30")["bodies"] if row["stage"] == "none" and row["code"][:2] in ("05", "06")]
        assert len(bodies) >= len(TYPED), "not enough bodies that have not begun"
        typed = type_it(server, bodies)
    finally:
        server.stop()
    part = ("--area", "30")
    whole = json.load(open(export(saat, db, folder + "/a.json", "recorded", "json", *part), encoding="utf-8"))
    kept = {row["code"]: row["U1.2"] for row in whole["answers"]["rows"] if row["code"] in typed}
    for body, text in typed.items():
        assert kept[body] in (text, text.strip()), f"JSON: {kept[body]!r} for {text!r}"

    book = export(saat, db, folder + "/a.xlsx", "recorded", "xlsx", *part)
    for path in (book, os.path.join(through_libreoffice(folder, book), os.path.basename(book))):
        seen = 0
        for row in cells_of(path, "answers"):
            if row["code"].value not in kept:
                continue
            seen += 1
            text = kept[row["code"].value]
            assert row["U1.2"].data_type in "si" and row["U1.2"].value == text, f"{path}: {row['U1.2'].value!r} ({row['U1.2'].data_type}) for {text!r}"
            assert row["U2.1"].data_type in "sin" and not str(row["U2.1"].value).startswith("="), f"{path}: {row['U2.1'].value!r}"
            assert row["U1.2"].hyperlink is None, f"{path}: a link nobody made"
        assert seen == len(TYPED), f"{path}: {seen} rows"
        for row in cells_of(path, "answers")[:-1]:
            assert all(cell.data_type != "f" for cell in row.values()), f"{path}: a formula among the answers of {row['code'].value}"
    print(f"XLSX: {len(TYPED)} texts as they were typed, no formula among the answers")

    table = export(saat, db, folder + "/a.csv", "recorded", "csv", *part)
    for row in rows_of(table):
        if row["code"] in kept:
            text = kept[row["code"]]
            assert row["U1.2"] == ("'" if text.lstrip("'").startswith(RUNS + ("\t",)) else "") + text, f"CSV: {row['U1.2']!r} for {text!r}"

    def opened(*paths):
        # 44: comma; 34: quotes; 76: UTF-8; the last: formulas are evaluated.
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,0,true",
                        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder + "/read", *paths], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        return [openpyxl.load_workbook(folder + "/read/" + os.path.basename(path).replace("csv", "xlsx")).active for path in paths]

    with open(folder + "/trap.csv", "w", encoding="utf-8") as file:
        file.write("a\n=1+1\n")
    trap, seen = opened(folder + "/trap.csv", table)
    assert trap["A2"].data_type == "f", "LibreOffice no longer falls into the trap: this test says nothing"
    assert seen.max_row == len(rows_of(table, begun=False)) + 1, "a line break in a text makes no row"
    assert all(cell.data_type != "f" for line in seen.iter_rows() for cell in line), "CSV: LibreOffice sees a formula"
    print(f"CSV: {len(TYPED)} texts, none of them a formula to LibreOffice")

    # The place and the reports that were asked for, and no others.
    rows = lambda stage, *more: rows_of(export(saat, db, folder + "/f.csv", stage, "csv", *more))
    nation, sent, province, district = rows("recorded"), rows("submitted"), rows("recorded", *part), rows("submitted", "--area", "3001")
    assert {row["stage"] for row in nation} == {"เริ่มบันทึก", "ส่งแล้ว"} and {row["stage"] for row in sent} == {"ส่งแล้ว"}
    assert [row for row in nation if row["stage"] == "ส่งแล้ว"] == sent
    assert [row for row in nation if row["province_code"] == "30"] == province
    assert [row for row in sent if row["district_code"] == "3001"] == district and district
    assert rows("approved") == []
    places = {row["place_code"] for row in Book(book).rows("completeness")}
    assert len(places) == 33 and all(code[:2] == "30" for code in places), f"the province and its 32 districts: {sorted(places)}"
    print(f"filters: {len(nation)} reports, {len(sent)} sent, {len(province)} of a province, {len(district)} sent of a district")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="saat-harmless-") as here:
        run(os.path.abspath(sys.argv[1]), here)
