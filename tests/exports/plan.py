"""A second reading of a plan: its YAML and its formula language, written from docs/frameworks.md and from
nothing of the program. Every number is a fraction; absent and "not applicable" are values of their own."""
import os
import re
from fractions import Fraction

import yaml

ABSENT, NOT_APPLICABLE, NO_BASE = "absent", "not applicable", "no base"
WORST_FIRST = (ABSENT, NOT_APPLICABLE, NO_BASE)
TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_.]*)|(!=|<=|>=|[-+*/()=<>,]))")


def state_of(*values):
    for state in WORST_FIRST:
        if state in values:
            return state
    return None


class Formula:
    """Parsed into nested functions of the answers by code."""

    def __init__(self, text):
        self.tokens, at = [], 0
        text = str(text).strip()
        while at < len(text):
            found = TOKEN.match(text, at)
            assert found, f"cannot read {text!r} from {at}"
            self.tokens.append(found.group().strip())
            at = found.end()
        self.names = set()
        self.value = self.either()
        assert not self.tokens, f"left over in {text!r}: {self.tokens}"

    def next(self, *wanted):
        if self.tokens and (not wanted or self.tokens[0] in wanted):
            return self.tokens.pop(0)
        return None

    def either(self):
        left = self.both()
        while self.next("or"):
            left = self.joined(left, self.both(), True)
        return left

    def both(self):
        left = self.negated()
        while self.next("and"):
            left = self.joined(left, self.negated(), False)
        return left

    @staticmethod
    def joined(left, right, settles):
        def value(answers):
            pair = [left(answers), right(answers)]
            known = [bool(v) for v in pair if isinstance(v, Fraction)]
            if settles in known:
                return Fraction(settles)
            return Fraction(not settles) if len(known) == 2 else state_of(*pair)
        return value

    def negated(self):
        if self.next("not"):
            inner = self.negated()
            return lambda a: Fraction(not v) if isinstance(v := inner(a), Fraction) else v
        return self.comparison()

    def comparison(self):
        left = self.sum()
        sign = self.next("=", "!=", "<", "<=", ">", ">=")
        if not sign:
            return left
        right = self.sum()
        compare = {"=": lambda x, y: x == y, "!=": lambda x, y: x != y, "<": lambda x, y: x < y,
                   "<=": lambda x, y: x <= y, ">": lambda x, y: x > y, ">=": lambda x, y: x >= y}[sign]
        return self.of_two(left, right, lambda x, y: Fraction(compare(x, y)))

    @staticmethod
    def of_two(left, right, reckon):
        def value(answers):
            x, y = left(answers), right(answers)
            return state_of(x, y) or reckon(x, y)
        return value

    def sum(self):
        left = self.product()
        while sign := self.next("+", "-"):
            left = self.of_two(left, self.product(), (lambda x, y: x + y) if sign == "+" else (lambda x, y: x - y))
        return left

    def product(self):
        left = self.single()
        while sign := self.next("*", "/"):
            left = self.of_two(left, self.single(), (lambda x, y: x * y) if sign == "*" else (lambda x, y: x / y if y else NO_BASE))
        return left

    def single(self):
        if self.next("-"):
            inner = self.single()
            return lambda a: -v if isinstance(v := inner(a), Fraction) else v
        if self.next("("):
            inner = self.either()
            assert self.next(")")
            return inner
        word = self.next()
        if word in ("known", "abs", "min", "max", "if"):
            assert self.next("(")
            parts = [self.either()]
            while self.next(","):
                parts.append(self.either())
            assert self.next(")")
            return self.called(word, parts)
        if word[0].isdigit():
            number = Fraction(word)
            return lambda a: number
        self.names.add(word)
        return lambda a: a.get(word, ABSENT)

    def called(self, word, parts):
        if word == "known":
            return lambda a: Fraction(parts[0](a) != ABSENT)
        if word == "abs":
            return lambda a: abs(v) if isinstance(v := parts[0](a), Fraction) else v
        if word == "if":
            def chosen(answers):
                condition = parts[0](answers)
                return parts[1 if condition else 2](answers) if isinstance(condition, Fraction) else condition
            return chosen
        return self.of_two(parts[0], parts[1], min if word == "min" else max)


class Plan:
    def __init__(self, folder):
        read = lambda name: yaml.safe_load(open(os.path.join(folder, name), encoding="utf-8"))
        top = read("plan.yaml")
        self.bodies, groups = top["bodies"], top.get("groups", {})
        types = lambda item, usual: groups.get(item, item) if item else usual
        self.flow = [top["flow"][part] for part in ("whole", "collected", "used", "proper", "improper")] if "flow" in top else []
        self.questions, self.indicators = {}, {}
        for file in top["sections"]:
            for item in read(file)["indicators"]:
                asked_of = types(item.get("asked_of"), self.bodies)
                for question in item.get("questions", []):
                    question["asked_of"] = types(question.get("asked_of"), asked_of)
                    question["when"] = Formula(question["asked_if"]) if "asked_if" in question else None
                    self.questions[question["code"]] = question
                denominator = item.get("denominator")
                factor = item.get("factor", 100 if denominator is not None else 1)
                self.indicators[item["code"]] = {
                    "asked_of": asked_of, "places": item.get("places", 2), "factor": Formula(factor).value({}),
                    "numerator": Formula(item["numerator"]) if "numerator" in item else None,
                    "denominator": Formula(denominator) if denominator is not None else None}


def rounded(value, places):
    """Halves away from zero, as people round."""
    part, of = abs(value.numerator) * 10 ** places, value.denominator
    whole = (2 * part + of) // (2 * of)
    return Fraction(whole if value >= 0 else -whole, 10 ** places)
