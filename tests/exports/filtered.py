"""Files of some types of body: whose answers they hold, what their sums come to, and of how many bodies. For recount.py."""
import json

from recount import TYPES, compare_areas, compare_bodies, export, recounted, rows_of

HALVES = ("TOWN,SAO", "PAO,CITY,SUBDISTRICT_MUNI,PATTAYA")  # together every type of the plan


def compare_types(compared, plan, answers, saat, db, stage, folder, book):
    """`book`: the workbook of the first half, as it was read."""
    expected = {}
    for kinds in HALVES:
        def rows(table):
            return rows_of(export(saat, db, folder + "/types.csv", stage, "csv", "--table", table, "--types", kinds))

        chosen = [row for row in answers if TYPES[row["type"]] in kinds.split(",")]
        sums, bodies = recounted(plan, chosen)
        compared.same(f"CSV of {kinds}: whose rows", chosen, rows("answers"))
        compare_areas(compared, plan, sums, rows("indicators"), f"CSV of {kinds}")
        for row in rows("completeness"):
            there = [body for body in chosen if row["place_code"] in ("TH", body["province_code"], body["district_code"])]
            compared.same(f"{row['place_code']} of {kinds} begun", len(there), int(row["recorded"]))
            compared.same(f"{row['place_code']} of {kinds} left", int(row["expected_reports"]) - len(there), int(row["not_begun"]))
            expected.setdefault(row["place_code"], []).append(int(row["expected_reports"]))
        if kinds != HALVES[0]:
            continue
        for row in rows("indicators"):
            asked, every, of = set(kinds.split(",")) & set(plan.indicators[row["indicator"]]["asked_of"]), expected[row["place_code"]][0], int(row["of"])
            fits = of == every if len(asked) == len(kinds.split(",")) else of <= every if asked else of == 0
            compared.same(f"{row['place_code']} {row['indicator']} of {kinds}: of", True, fits and int(row["from"]) <= of)
        whole = json.load(open(export(saat, db, folder + "/types.json", stage, "json", "--types", kinds), encoding="utf-8"), parse_float=str, parse_int=str)
        compared.same("the file says of which types it is", "ทม. อบต.", whole["about"]["ประเภท อปท. ที่นับ"])
        compare_areas(compared, plan, sums, whole["indicators"]["rows"], f"JSON of {kinds}")
        compare_areas(compared, plan, sums, book.rows("indicators"), f"XLSX of {kinds}")
        compare_bodies(compared, bodies, book.rows("answers"), plan, f"XLSX of {kinds}")
    # What the halves are to send makes up what all are to send, everywhere.
    for row in rows_of(export(saat, db, folder + "/types.csv", stage, "csv", "--table", "completeness")):
        compared.same(f"{row['place_code']}: the halves make the whole", int(row["expected_reports"]), sum(expected.pop(row["place_code"], [])))
    compared.same("places of a half that the whole has not", {}, expected)
