"""/usr/bin/python3 tests/exports/recount.py SAAT half|all|none|one: figures reckoned twice. The answers leave as CSV; every
indicator of every place is computed again by plan.py in exact fractions, rounded once, and must equal what CSV, JSON, XLSX (as LibreOffice
reads and reckons it), PDF and the pages say, to the last digit shown, at every stage: recorded, submitted, certified by the
province. Then the country is released, and the public API must say the same of every place and body. Of the half or the whole demonstration country, and of one where nobody or one body reported."""
import collections
import csv
import datetime
import decimal
import functools
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

import openpyxl

sys.path.insert(0, os.path.dirname(__file__))
from plan import ABSENT, NOT_APPLICABLE, Plan, rounded  # noqa: E402
from server import Server, country  # noqa: E402

PLAN = ("clean-province", "2567")
TYPES = {"อบจ.": "PAO", "ทน.": "CITY", "ทม.": "TOWN", "ทต.": "SUBDISTRICT_MUNI", "อบต.": "SAO", "เมืองพัทยา": "PATTAYA"}


def export(saat, db, out, stage, form, *more):
    subprocess.run([saat, "export", "--db", db, "--framework", PLAN[0], "--period", PLAN[1], "--stage", stage,
                    "--format", form, "--out", out, *more], check=True, stdout=subprocess.DEVNULL)
    return out


NOT_BEGUN = "ยังไม่เริ่ม"  # bodies that have no report yet are rows to be filled in


def rows_of(path, begun=True):
    with open(path, encoding="utf-8", newline="") as file:
        assert file.read(1) == "\ufeff", "a CSV for Thai Excel begins with a byte order mark"
        lines = csv.reader(file)
        heads = [head.split(" ", 1)[0] for head in next(lines)]
        rows = [dict(zip(heads, line, strict=True)) for line in lines]
    return [row for row in rows if not begun or row.get("stage") != NOT_BEGUN]


def answer(question, cell):
    """What a cell stands for, by the codebook's own words."""
    if cell == "":
        return ABSENT
    if cell == "ไม่เกี่ยวข้อง":
        return NOT_APPLICABLE
    if cell.startswith("อ่านค่าไม่ได้") or question["kind"] in ("text", "file"):
        return ABSENT
    if question["kind"] == "yes_no":
        return Fraction({"มี/ใช่": 1, "ไม่มี/ไม่ใช่": 0}[cell])
    if question["kind"] == "choice":
        return Fraction([choice["th"] for choice in question["choices"]].index(cell) + 1)
    if question["kind"] == "date":
        return Fraction((datetime.date.fromisoformat(cell) - datetime.date(1970, 1, 1)).days)
    return typed(cell)


typed = functools.cache(Fraction)


def body_figures(plan, row):
    """numerator and denominator of each indicator the body counts in, and its own figure."""
    kind = TYPES[row["type"]]
    answers = {code: answer(question, row[code]) for code, question in plan.questions.items() if kind in question["asked_of"]}
    answers |= {code: Fraction(row[code]) for code in row if code.startswith("registry.") and row[code] != ""}
    for code, question in plan.questions.items():
        if question["when"] and code in answers and question["when"].value(answers) != 1:
            assert row[code] in ("", "ไม่เกี่ยวข้อง"), f"{row['code']} {code}: {row[code]!r} counts, though it is not asked"
    for code, indicator in plan.indicators.items():
        if kind not in indicator["asked_of"] or not indicator["numerator"]:
            continue
        part = indicator["numerator"].value(answers)
        whole = indicator["denominator"].value(answers) if indicator["denominator"] else Fraction(1)
        if isinstance(part, Fraction) and isinstance(whole, Fraction) and whole > 0:
            yield code, part, whole, part / whole * indicator["factor"]


class Sum:
    """Of fractions, exactly; those over one denominator are added as the whole numbers they are."""

    def __init__(self):
        self.over = collections.Counter()

    def add(self, part):
        self.over[part.denominator] += part.numerator

    def whole(self):
        return sum((Fraction(part, of) for of, part in self.over.items()), Fraction(0))


def recounted(plan, rows):
    """{(place, indicator): (numerator, denominator, bodies)}, and the figures of the bodies."""
    sums, bodies = {}, {}
    for row in rows:
        places = [place for place in ("TH", row["province_code"], row["district_code"]) if place]
        for code, part, whole, figure in body_figures(plan, row):
            bodies[row["code"], code] = figure
            for place in places:
                if (place, code) not in sums:
                    sums[place, code] = [Sum(), Sum(), 0]
                there = sums[place, code]
                there[0].add(part), there[1].add(whole)
                there[2] += 1
    return {key: (amount.whole(), base.whole(), count) for key, (amount, base, count) in sums.items()}, bodies


def recounted_flow(plan, rows, regions):
    """{place: [bodies, whole, collected, used, proper, improper]}, over the bodies where all five are known."""
    flows = {}
    for row in rows:
        kind = TYPES[row["type"]]
        parts = [answer(plan.questions[code], row[code]) if kind in plan.questions[code]["asked_of"] else ABSENT for code in plan.flow]
        if not all(isinstance(part, Fraction) for part in parts):
            continue
        for place in filter(None, ("TH", regions.get(row["province_code"]), row["province_code"], row["district_code"], row["code"])):
            flows[place] = [a + b for a, b in zip(flows.get(place, [0] * 6), [1, *parts])]
    return flows


def compare_flow(compared, plan, mine, page, place):
    there = page["flows"][0]
    count, amounts = (mine[0], mine[1:]) if mine else (0, [])
    compared.same(f"flow of {place} from", count, there["flow_count"])
    if not amounts or amounts[0] <= 0:
        compared.same(f"flow of {place}: nothing to draw", 0, len(there["rows"]))
        return
    left = amounts[0] - sum(amounts[2:])
    shown = [*amounts, abs(left)] if left else amounts
    compared.same(f"flow of {place}", [grouped(rounded(amount, 2), 2) for amount in shown], [part["amount"] for part in there["parts"]])
    compared.same(f"flow of {place} in per cent", [grouped(rounded(amount / amounts[0] * 100, 2), 2) + " %" for amount in shown], [part["percent"] for part in there["parts"]])
    compared.same(f"flow of {place}: left or over", [] if not left else ["left" if left > 0 else "over"], [part["look"] for part in there["parts"][5:]])


def figure_of(plan, code, sums):
    amount, base, _ = sums
    indicator = plan.indicators[code]
    return (amount / base if indicator["denominator"] else amount) * indicator["factor"]


def as_shown(plan, code, figure):
    """The only place where a figure is rounded."""
    return rounded(figure, plan.indicators[code]["places"])


class Compared:
    def __init__(self):
        self.count, self.wrong = 0, []

    def same(self, what, mine, theirs):
        self.count += 1
        if mine != theirs:
            self.wrong.append(f"{what}: recounted {mine}, there {theirs}")

    def tell(self, name, least):
        for line in self.wrong[:20]:
            print("  " + line)
        assert not self.wrong, f"{name}: {len(self.wrong)} of {self.count} figures differ"
        assert self.count >= least, f"{name}: only {self.count} figures were compared"
        print(f"{name}: {self.count} figures, difference 0")
        self.count = 0


def number(cell):
    return number_of(str(cell)) if cell is not None else None


@functools.cache  # most cells of a country say what others say
def number_of(cell):
    return None if cell == "" else cell if cell == "ไม่มีฐานคำนวณ" else rounded(Fraction(cell), 4)


def compare_areas(compared, plan, sums, rows, what):
    seen = set()
    for row in rows:
        key = row["place_code"], row["indicator"]
        seen.add(key)
        mine = sums.get(key)
        compared.same(f"{what} {key} from", mine[2] if mine else 0, int(row["from"]))
        compared.same(f"{what} {key}", as_shown(plan, key[1], figure_of(plan, key[1], mine)) if mine else None, number(row.get("figure", "")))
        if mine:
            compared.same(f"{what} {key} amount", mine[0], number(row["amount"]))
    compared.same(f"{what}: places nobody lists", set(), set(sums) - seen)


def compare_bodies(compared, bodies, rows, plan, what):
    for row in rows:
        for code in plan.indicators:
            cell = row.get(code, "")
            theirs = number(cell) if cell not in ("ไม่เกี่ยวข้อง", "ไม่มีฐานคำนวณ") else None
            mine = bodies.get((row["code"], code))
            compared.same(f"{what} {row['code']} {code}", None if mine is None else as_shown(plan, code, mine), theirs)


def through_libreoffice(folder, *paths, into="xlsx:Calc MS Excel 2007 XML"):
    """As a reader opens them: LibreOffice reckons every formula anew and saves what it made of it. All of them in one go:
    it takes longer to begin than to read."""
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", into,
                    "--outdir", folder + "/read", *paths], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
    return os.path.join(folder, "read")


# Every sheet in a file of its own: comma, quotes, UTF-8, from the first line; texts in quotes, numbers whole and not as shown.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


class Book:
    """The sheets of a workbook: below two lines of heads, without the row of sums and bodies that have not begun."""

    def __init__(self, path):
        self.book = openpyxl.load_workbook(path, read_only=True, data_only=True)

    def lines(self, name):
        return self.book[name].iter_rows(values_only=True)

    def rows(self, name):
        lines = self.lines(name)
        heads = next(lines)
        next(lines)  # the Thai headings
        rows = ({head: "" if cell is None else cell for head, cell in zip(heads, line) if head} for line in lines)
        return [row for row in rows if row[heads[0]] != "" and row.get("stage") != NOT_BEGUN]


class Reckoned(Book):
    """The same, of what LibreOffice made of the workbook: its own saying of each cell, faster read than a workbook."""

    def __init__(self, read, path):
        self.read, self.name = read, os.path.splitext(os.path.basename(path))[0]

    def lines(self, name):
        with open(os.path.join(self.read, f"{self.name}-{name}.csv"), encoding="utf-8", newline="") as file:
            yield from csv.reader(file)


def grouped(value, places):
    return f"{decimal.Decimal(value.numerator) / value.denominator:,.{places}f}"


def shown_of(plan, code, figure):
    return grouped(as_shown(plan, code, figure), plan.indicators[code]["places"])


def compare_follow_up(compared, plan, sums, server, stage):
    """The follow-up pages: the nation and its provinces."""
    nation = f"/follow-up/{PLAN[0]}/{PLAN[1]}"
    places = {"TH": nation} | {row["code"]: row["href"].split("?")[0] for row in server.json(nation)["provinces"]}
    for place, address in places.items():
        for figure in server.json(f"{address}?stage={stage}")["figures"]:
            code, mine = figure["code"], sums.get((place, figure["code"]))
            there = figure["shown"] if figure["state"] == "number" else None
            compared.same(f"follow-up of {place} {code}", shown_of(plan, code, figure_of(plan, code, mine)) if mine else None, there)
            compared.same(f"follow-up of {place} {code} from", f"{mine[2] if mine else 0:,}", figure["count_words"].split(" จาก ")[0])


def compare_results(compared, plan, sums, bodies, flows, server, stage, districts):
    """The pages of results: nation, regions, provinces, districts and bodies, with their rankings."""
    def same(what, code, mine, figure, count=None):
        there = figure["shown"] if figure["state"] == "number" else None
        compared.same(f"results of {what} {code}", shown_of(plan, code, mine) if mine is not None else None, there)
        if count is not None:
            compared.same(f"results of {what} {code} from", count, figure["count"])

    def area(what, code, mine, figure):
        same(what, code, figure_of(plan, code, mine) if mine else None, figure, mine[2] if mine else 0)

    def page(place, by="U2"):
        return server.json(f"/results/{PLAN[0]}/{PLAN[1]}{'/' + place if place != 'TH' else ''}?stage={stage}&by={by}")

    def whole(place, answer):
        compare_flow(compared, plan, flows.get(place), answer, place)
        for section in answer["sections"]:
            for figure in section["indicators"]:
                area(place, figure["code"], sums.get((place, figure["code"])), figure)

    def ranked(rows, by):
        for row in rows:
            if len(row["place"]) == 8:
                same(row["place"], by, bodies.get((row["place"], by)), row)
            else:
                area(row["place"], by, sums.get((row["place"], by)), row)

    nation = page("TH")
    whole("TH", nation)
    codes = list(plan.indicators)
    for code in codes:
        for table in page("TH", code)["tables"]:
            ranked(table["rows"], code)
    for region in nation["tables"][0]["rows"]:
        whole(region["place"], page(region["place"]))
    for at, province in enumerate(nation["tables"][1]["rows"]):
        # Every body and district of the country, by one indicator after the other.
        answer = page(province["place"], codes[at % len(codes)])
        whole(province["place"], answer)
        for table in answer["tables"]:
            ranked(table["rows"], codes[at % len(codes)])
        if province["place"] in districts:
            for district in answer["tables"][0]["rows"]:
                whole(district["place"], page(district["place"]))
            for body in answer["tables"][1]["rows"]:
                own = page(body["place"])
                compare_flow(compared, plan, flows.get(body["place"]), own, body["place"])
                for section in own["sections"]:
                    for figure in section["indicators"]:
                        same(body["place"], figure["code"], bodies.get((body["place"], figure["code"])), figure)


def lines_of(path):
    """What stands beside each code at the left of a page, and on the line below. By where the words lie: the marks above
    Thai letters make pdftotext see lines of their own."""
    marked = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True).stdout.decode()
    lines = {}
    for page in marked.split("<page ")[1:]:
        words = [(float(x), float(y), html.unescape(word)) for x, y, word in
                 re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)<', page)]
        for x, y, code in words:
            if x < 70:
                beside = [" ".join(word for _, word in sorted((other, word) for other, at, word in words if other > x and least <= at - y < most))
                          for least, most in ((-2.5, 2.5), (8, 22))]
                lines.setdefault(code, beside)
    return lines


def compare_papers(compared, plan, sums, bodies, server, stage, places, folder):
    """What is printed: summaries, and reports of bodies."""
    path = folder + "/paper.pdf"

    def printed(address):
        with open(path, "wb") as file:
            file.write(server.ask(address, "text/html")[0])
        return lines_of(path)

    for place in places:
        lines = printed(f"/exports/{PLAN[0]}/{PLAN[1]}/summary.pdf?area={place}&stage={stage}")
        for code in plan.indicators:
            mine = sums.get((place, code))
            words = lines[code][0].split()
            compared.same(f"paper of {place} {code}", True, (shown_of(plan, code, figure_of(plan, code, mine)) if mine else "ยังไม่มีข้อมูล") in words
                          or not mine and not any(re.fullmatch(r"[\d,.]*\.\d\d", word) for word in words))
            compared.same(f"paper of {place} {code} from", True, f"{mine[2] if mine else 0:,}" in words)
    if stage != "recorded":
        return
    for body in sorted({body for body, _ in bodies})[::max(1, len(bodies) // len(plan.indicators) // 25)]:
        lines = printed(f"/reports/{PLAN[0]}/{PLAN[1]}/{body}/report.pdf")
        for code in plan.indicators:
            if (body, code) in bodies:
                compared.same(f"report of {body} {code}", True, shown_of(plan, code, bodies[body, code]) in lines[code][1].split())


def everything(server, address):
    """Every page of a list of the API."""
    while address:
        page = server.json(address)
        yield from page["items"]
        address = page["next"]


def released(server, stage):
    """The department freezes a release; it is made behind the pages."""
    listed = f"/api/v1/releases?framework={PLAN[0]}&period={PLAN[1]}"
    before = server.json(listed)["total"]
    server.send("POST", f"/releases/{PLAN[0]}/{PLAN[1]}", {"stage": stage, "notes": "นับซ้ำ"})
    while server.json(listed)["total"] == before:
        time.sleep(0.2)
    newest = server.json(listed)["items"][0]
    assert newest["stage"] == stage, newest
    return newest


def compare_api(compared, plan, sums, bodies, answers, server, stage):
    """Every figure and every count of completeness that the API serves of a release of this stage."""
    newest, seen = released(server, stage), set()
    compared.same("API counted", len(answers), newest["counted"])
    for figure in everything(server, f"/api/v1/figures?release={newest['number']}&limit=1000"):
        key = figure["place"], figure["indicator"]
        assert key not in seen, f"{key} came twice"
        seen.add(key)
        assert figure["figure"] is None or isinstance(figure["figure"], str), "decimals are strings"
        if figure["tier"] == "local":
            own = bodies.get(key)
            compared.same(f"API {key}", None if own is None else as_shown(plan, key[1], own), number(figure["figure"]))
            compared.same(f"API {key} from", int(key in bodies), figure["from"])
            continue
        mine = sums.get(key)
        compared.same(f"API {key}", as_shown(plan, key[1], figure_of(plan, key[1], mine)) if mine else None, number(figure["figure"]))
        compared.same(f"API {key} from", mine[2] if mine else 0, figure["from"])
        compared.same(f"API {key} amount", mine[0] if mine else None, number(figure["amount"]))
        compared.same(f"API {key} base", mine[1] if mine and plan.indicators[key[1]]["denominator"] else None, number(figure["base"]))
    compared.same("API: areas it does not have", set(), set(sums) - seen)
    compared.same("API: bodies it does not have", set(), set(bodies) - seen)
    reports = collections.Counter(place for row in answers for place in ("TH", row["province_code"], row["district_code"]))
    for area in everything(server, f"/api/v1/completeness?release={newest['number']}&limit=1000"):
        compared.same(f"API {area['place']} {stage}", reports.pop(area["place"], 0), area[stage])
        compared.same(f"API {area['place']} per cent", number(area[f"percent_{stage}"]), rounded(Fraction(area[stage] * 100, area["expected"]), 2))
    reports.pop("", None)  # who lies in no district
    compared.same("API: completeness it does not have", {}, dict(reports))


def prepare(server, reports):
    """Provinces certify what is there to certify; or one body reports."""
    if reports == "one":
        server.sign_in("clerk-06560115")
        for question, typed in (("U2.1", "2,032"), ("U2.2", "556"), ("U2.3", "1071"), ("U5.1", "12"), ("U5.2", "0"), ("M3.1", "0"), ("U1.1", "no")):
            server.send("PUT", f"/reports/{PLAN[0]}/{PLAN[1]}/06560115/answers/{question}", {"typed": typed, "version": 0})
    for province in ("30", "56", "50") if reports in ("half", "all") else ():
        server.sign_in(f"province-{province}")
        address = f"/follow-up/{PLAN[0]}/{PLAN[1]}/{province}/approvals"
        server.send("POST", address, {f"report.{body['code']}": str(body["version"]) for body in server.json(address)["ready"]})
    server.sign_in("department-1")


def run(saat, folder, reports):
    from filtered import HALVES, compare_types  # it asks for what is defined here
    db = country(saat, reports if reports in ("half", "all") else "none", os.path.join(folder, "country.db"))
    plan, compared = Plan(os.path.join("frameworks", *PLAN)), Compared()
    least = {"half": 2_000, "all": 2_000, "one": 4, "none": 0}[reports]
    server = Server(saat, db)
    try:
        prepare(server, reports)
        provinces = [row["code"] for row in server.json(f"/follow-up/{PLAN[0]}/{PLAN[1]}")["provinces"]]
        stages = ("recorded", "submitted", "approved")
        books = {stage: export(saat, db, folder + f"/{stage}.xlsx", stage, "xlsx") for stage in stages if reports != "all" or stage == "recorded"}
        some = export(saat, db, folder + "/types.xlsx", "recorded", "xlsx", "--types", HALVES[0])
        read = through_libreoffice(folder, *books.values(), some, into=EVERY_SHEET)
        for stage in stages:
            answers = rows_of(export(saat, db, folder + "/answers.csv", stage, "csv"))
            sums, bodies = recounted(plan, answers)
            expected = {"half": {"recorded": 3_500, "submitted": 2_500, "approved": 150}, "all": {"recorded": 7_849, "submitted": 6_000, "approved": 300},
                        "one": {"recorded": 1}}.get(reports, {}).get(stage, 0)
            assert len(answers) >= expected if expected else not answers, f"{stage}: {len(answers)} reports"
            compare_areas(compared, plan, sums, rows_of(export(saat, db, folder + "/indicators.csv", stage, "csv", "--table", "indicators")), "CSV")
            compare_bodies(compared, bodies, answers, plan, "CSV")
            compared.tell(f"CSV, {stage}", 20_000)
            whole = json.load(open(export(saat, db, folder + "/all.json", stage, "json"), encoding="utf-8"), parse_float=str, parse_int=str)
            compare_areas(compared, plan, sums, whole["indicators"]["rows"], "JSON")
            compare_bodies(compared, bodies, whole["answers"]["rows"], plan, "JSON")
            compared.tell(f"JSON, {stage}", 20_000)
            if stage == "recorded":
                compare_types(compared, plan, answers, saat, db, stage, folder, Reckoned(read, some))
                compared.tell("files of some types of body", 20_000)
            if stage in books:
                for name, book in (("XLSX as written", Book(books[stage])), ("XLSX as LibreOffice reckons it", Reckoned(read, books[stage]))):
                    compare_areas(compared, plan, sums, book.rows("indicators"), name)
                    rows = book.rows("answers")
                    compared.same(name + " bodies", len(answers), len(rows))
                    compare_bodies(compared, bodies, rows, plan, name)
                    compared.tell(f"{name}, {stage}", 20_000)
            compare_follow_up(compared, plan, sums, server, stage)
            compared.tell(f"follow-up of the nation and every province, {stage}", 2 * 20 * 76)
            regions = nation_regions(server)
            compare_results(compared, plan, with_regions(sums, regions), bodies, recounted_flow(plan, answers, regions), server, stage, ("56",))
            compared.tell(f"results of every place, {stage}", 2 * 20 * 76 + 7_000)
            compare_papers(compared, plan, sums, bodies, server, stage, ["TH", *provinces] if stage == "recorded" else ["TH", "30", "56"], folder)
            compared.tell(f"papers, {stage}", 2 * 20 * 3)
            if answers and (reports != "all" or stage != "submitted"):
                compare_api(compared, plan, sums, bodies, answers, server, stage)
                compared.tell(f"API of what is released, {stage}", len(answers) + 4 * 20 * 76)
    finally:
        server.stop()


def nation_regions(server):
    """Province → region, as the registry's file has it; the regions' codes as the page names them."""
    codes = {row["name"]: row["place"] for row in server.json(f"/results/{PLAN[0]}/{PLAN[1]}")["tables"][0]["rows"]}
    with open("data/registry/provinces.csv", encoding="utf-8") as file:
        return {row["code"]: codes.get(row["region_th"]) for row in csv.DictReader(file)}


def with_regions(sums, region_of):
    """The sums, with each region's: those of its provinces added."""
    whole = dict(sums)
    for (place, code), (amount, base, n) in sums.items():
        if len(place) == 2 and place != "TH":
            old = whole.get((region_of[place], code), (0, 0, 0))
            whole[region_of[place], code] = (old[0] + amount, old[1] + base, old[2] + n)
    return whole


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="saat-recount-") as here:
        run(os.path.abspath(sys.argv[1]), here, (sys.argv + ["half"])[2])
