"""/usr/bin/python3 tests/found.py PORT FILE: how many slips of the keys the form finds, how often it offers what was
meant, and how many bodies without one are asked. Measures, asserts nothing. PORT serves a demonstration on loopback (seed --demo --reports half [--years 2]; serve
--now 2024-11-18T09:00+07:00), FILE is a copy of its database from before.

Of 300 bodies whose report is not sent, one quantity each is typed wrong, looked at and put right again, for each kind of
slip: a moved point, a digit doubled or dropped, two swapped, tonnes taken for kilograms. Counted are those that move the value by more
than a tenth; found is one whose save brings a finding that the right value does not have.

/usr/bin/python3 tests/found.py spread FILE: before it is served, moves every quantity of the year before on its own, by a
fifth as real years do (the deviation of the logarithm; one in ten by half), where the demonstration's move together."""
import http.client
import json
import math
import random
import sqlite3
import sys
import threading

FILE = sys.argv[2]
PLAN = "/reports/clean-province/2567/"
DICE = random.Random(7)


def plain(number):
    return f"{number:.4f}".rstrip("0").rstrip(".")


def at_a_digit(change):
    def slip(typed):
        whole, point, rest = typed.partition(".")
        return typed if len(whole) < 2 else change(whole, DICE.randrange(len(whole) - 1)) + point + rest
    return slip


SLIPS = {
    "ten times": lambda typed: plain(float(typed) * 10),
    "a tenth": lambda typed: plain(float(typed) / 10),
    "a thousand times": lambda typed: plain(float(typed) * 1000),
    "doubled digit": at_a_digit(lambda whole, at: whole[:at + 1] + whole[at] + whole[at + 1:]),
    "dropped digit": at_a_digit(lambda whole, at: whole[:at] + whole[at + 1:]),
    "swapped digits": at_a_digit(lambda whole, at: whole[:at] + whole[at + 1] + whole[at] + whole[at + 2:]),
}


class Clerk:
    def __init__(self, body):
        self.body, self.cookie, self.csrf = body, "", ""
        self.line = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
        self.ask("POST", "/session", {"login": "clerk-" + body, "password": "sa-at-demonstration"})
        self.csrf = self.ask("GET", "/session")["csrf"]

    def ask(self, method, path, body=None):
        self.line.request(method, path, json.dumps(body) if body is not None else None, {
            "Accept": "application/json", "Content-Type": "application/json", "Cookie": self.cookie, "X-CSRF-Token": self.csrf})
        reply = self.line.getresponse()
        self.cookie = (reply.getheader("Set-Cookie") or self.cookie).split(";")[0]
        return json.loads(reply.read() or b"{}")

    def put(self, question, typed, version):
        return self.ask("PUT", f"{PLAN}{self.body}/answers/{question}", {"typed": typed, "version": version})


def spread():
    country = sqlite3.connect(FILE)
    moved = []
    for report, question, value, typed in country.execute(
            "SELECT a.report_id, a.question, a.value, a.typed FROM answer a JOIN report p ON p.id = a.report_id "
            "JOIN round r ON r.id = p.round_id WHERE r.period = '2566' AND a.value > 0 AND a.not_applicable = 0"):
        if typed.replace(".", "", 1).isdigit():
            times = math.exp(DICE.gauss(0, 0.2 if DICE.random() < 0.9 else 0.5))
            grain = 100 if "." in typed else 10000  # hundredths; a count stays whole
            moved.append([max(grain, round(value * times / grain) * grain), report, question])
    country.executemany("UPDATE answer SET value = ? WHERE report_id = ? AND question = ?", moved)
    country.commit()
    print(f"{len(moved)} answers moved")


def unsent():
    """Body → its quantities as [question, typed, version]."""
    found = {}
    for body, question, typed, version in sqlite3.connect(f"file:{FILE}?mode=ro", uri=True).execute(
            "SELECT o.code, a.question, a.typed, a.version FROM report p JOIN round r ON r.id = p.round_id "
            "JOIN organisation o ON o.id = p.organisation_id JOIN answer a ON a.report_id = p.id "
            "WHERE r.period = '2567' AND p.stage = 0 AND a.value > 0 AND a.not_applicable = 0 ORDER BY o.code, a.question"):
        if typed.replace(".", "", 1).isdigit():
            found.setdefault(body, []).append([question, typed, version])
    return found


def main():
    bodies = unsent()
    chosen = DICE.sample(sorted(bodies), 300)
    tally = {name: [0, 0, 0] for name in SLIPS}
    asked = set()
    lock = threading.Lock()

    def work(part):
        for body in part:
            clerk = Clerk(body)
            for name, slip in SLIPS.items():
                with lock:
                    answer = DICE.choice(bodies[body])
                    question, typed, version = answer
                    wrong = slip(typed)
                if abs(float(wrong) - float(typed)) <= 0.1 * float(typed):
                    continue
                seen = clerk.put(question, wrong, version)
                right = clerk.put(question, typed, seen["question"]["version"])
                answer[2] = right["question"]["version"]
                new = {f["code"] for f in seen["findings"]} - {f["code"] for f in right["findings"]}
                offered = {f["suggestion"] for f in seen["findings"] if f["question"] == question}
                with lock:
                    if any(finding["weight"] == "asks" for finding in right["findings"]):
                        asked.add(body)
                    tally[name][0] += 1
                    tally[name][1] += bool(new)
                    tally[name][2] += typed in offered

    threads = [threading.Thread(target=work, args=(chosen[i::4],)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally["all"] = [sum(column) for column in zip(*tally.values())]
    for name, (slips, found, exact) in tally.items():
        print(f"{name}: {slips} slips, {100 * found / slips:.0f} % found, {100 * exact / slips:.0f} % offered exactly")
    print(f"{100 * len(asked) / len(chosen):.0f} % of {len(chosen)} bodies are asked about what they typed right")


spread() if sys.argv[1] == "spread" else main()
