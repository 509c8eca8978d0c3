// node tests/browser/random.mjs SAAT [SEQUENCES [SEED]]: whatever a clerk does at the form, in whatever order, what a page
// shows, what the server keeps and what was typed agree, in the value and in the unit. Two tabs of one person, a
// colleague who saves the same questions, a line that breaks; a model keeps account.
import assert from "node:assert/strict";
import { patience, signIn, until, withCountry } from "./country.mjs";

const saat = process.argv[2];
assert.ok(saat, "usage: node tests/browser/random.mjs SAAT [SEQUENCES [SEED]]");
const sequences = Number(process.argv[3] ?? 12);
const seed = Number(process.argv[4] ?? 20241118);
const steps = 12; // of a sequence
const report = "/reports/clean-province/2567/06560115";
const sections = ["upstream", "midstream", "downstream", "supporting"];

// ── chance, the same again for the same seed

let state = 0;
function chance() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const below = (n) => Math.floor(chance() * n);
const one = (list) => list[below(list.length)];

const numbers = ["0", "7", "12", "2000", "2,000", "๒,๐๐๐", "31", "31.5", "0.25", "1,234.5", " 15 ", "007", "9.99999"];
const odd = ["", "abc", "-5", "1e5", "1,23", "12\u200e", "999999999999", "ประมาณ 20"];
const texts = ["", "ข้อบัญญัติ พ.ศ. 2563", "บรรทัดแรก\nบรรทัดที่สอง", "\nเว้นบรรทัดก่อน", "  เว้นวรรค  ", "<b>&\"'</b>", "มี"];
const dates = ["1/3/2563", "๑/๓/๒๕๖๓", "31/2/2563", ""];
const notes = ["", "ดูสมุดคุมปี 2566", "<i>&amp;", " เว้น "];

// ── what is kept, and what each tab shows

const parts = ["typed", "unit", "source", "remark", "reason", "not_applicable"];
const stated = (question) => Object.fromEntries(parts.map((part) => [part, question[part] ?? ""]));
const blank = { typed: "", unit: "", source: "", remark: "", reason: "", not_applicable: false };

class Clerk {
  constructor(page, colleague) {
    this.colleague = colleague;
    this.tabs = [{ name: "first tab", page, shown: {}, seen: {} }];
    this.log = [];
  }
  say(what) {
    this.log.push(what);
  }

  async questions(section = this.section) {
    const reply = await this.colleague.request.get(`${report}/sections/${section}`, {
      headers: { accept: "application/json" },
    });
    assert.equal(reply.status(), 200);
    return (await reply.json()).indicators.flatMap((indicator) => indicator.questions);
  }
  // The server's word on everything, into the model: at the beginning, and after what others did.
  async account() {
    this.asked = await this.questions();
    this.kept = Object.fromEntries(this.asked.map((q) => [q.code, { ...stated(q), version: q.version }]));
  }
  question(code) {
    return this.asked.find((q) => q.code === code);
  }

  // What a person sees in the fields.
  fields(tab) {
    return tab.page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll(".question")].map((row) => {
          const code = row.dataset.code;
          const at = (part) => row.querySelector(`[name="${code}${part}"]`);
          const box = at(".not_applicable");
          return [
            code,
            {
              typed: at("").value,
              unit: at(".unit")?.value,
              source: at(".source")?.value,
              remark: at(".remark")?.value,
              reason: at(".reason")?.value,
              not_applicable: box ? box.checked : undefined,
              hidden: row.hidden,
              beside: row.querySelector(".beside").textContent,
            },
          ];
        }),
      ),
    );
  }

  async opens(tab, address = `${report}/sections/${this.section}`) {
    await tab.page.goto(address);
    this.learns(tab);
  }
  learns(tab) {
    for (const [code, answer] of Object.entries(this.kept)) {
      tab.shown[code] = { ...answer };
      tab.seen[code] = answer.version;
    }
  }

  // Nothing is under way any more: it is kept, or a person must choose.
  async rests(tab) {
    await tab.page.waitForFunction(
      () =>
        !document.querySelector(".question.saving, .question.unsaved") &&
        (document.querySelector(".conflict") || localStorage.length === 0),
      null,
      { timeout: patience },
    );
  }

  // The model: the tab's field says `change`, and is sent upon the version the tab has seen.
  gives(tab, code, change) {
    tab.before ??= {};
    tab.before[code] ??= tab.shown[code];
    const next = { ...tab.shown[code], ...change };
    delete next.version;
    tab.shown[code] = next;
  }
  // After it was sent: kept, or met by what somebody else saved. Then a person chooses.
  async arrives(tab, code) {
    await this.rests(tab);
    const before = tab.before[code];
    delete tab.before[code];
    if (parts.every((part) => (tab.shown[code][part] ?? "") === (before[part] ?? ""))) return; // typed back: nothing to send
    const row = tab.page.locator(`.question[data-code="${code}"]`);
    const conflict = row.locator(".conflict");
    const stale = tab.seen[code] !== this.kept[code].version;
    const same = parts.every((part) => (tab.shown[code][part] ?? "") === (this.kept[code][part] ?? ""));
    if (stale && !same) {
      await conflict.waitFor();
      const mine = below(2) === 1;
      this.say(`  conflict at ${code}: ${mine ? "mine" : "theirs"}`);
      await conflict
        .locator("button")
        .nth(mine ? 1 : 0)
        .click();
      if (mine) this.kept[code] = { ...tab.shown[code], version: this.kept[code].version + 1 };
      await this.rests(tab);
    } else {
      assert.equal(await conflict.count(), 0, `nobody else was at ${code}`);
      if (!same) this.kept[code] = { ...tab.shown[code], version: this.kept[code].version + 1 };
    }
    tab.shown[code] = { ...this.kept[code] };
    tab.seen[code] = this.kept[code].version;
  }

  async agree(why) {
    const now = await this.questions();
    for (const question of now) {
      const kept = this.kept[question.code];
      for (const part of parts)
        assert.equal(question[part] ?? "", kept[part] ?? "", `${why}: the server keeps ${part} of ${question.code}`);
      assert.equal(question.version, kept.version, `${why}: version of ${question.code}`);
      // What is reckoned follows from what is kept, in the unit it is kept in.
      const factor = { tonne_day: 365, kg_year: 0.001, tonne: 1000 }[kept.unit] ?? 1;
      if (question.is_number && question.value !== "" && /^[\d.]+$/.test(kept.typed))
        assert.ok(
          Math.abs(Number(question.value) - Number(kept.typed) * factor) < 1e-4,
          `${why}: ${question.code} ${kept.typed} ${kept.unit} is reckoned as ${question.value}`,
        );
    }
    this.asked = now;
    for (const tab of this.tabs) {
      const fields = await this.fields(tab);
      for (const question of now) {
        const field = fields[question.code],
          shown = tab.shown[question.code];
        for (const part of parts)
          if (field[part] !== undefined)
            assert.equal(field[part], shown[part] ?? "", `${why}: the ${tab.name} shows ${part} of ${question.code}`);
        if (Object.keys(this.kept).every((code) => tab.seen[code] === this.kept[code].version)) {
          assert.equal(field.hidden, !question.asked, `${why}: whether the ${tab.name} asks ${question.code}`);
          assert.equal(field.beside, question.beside, `${why}: beside ${question.code} in the ${tab.name}`);
        }
      }
    }
  }
}

// ── what a clerk may do; each says what it did, or gives nothing when there was nothing to do

const visible = async (clerk, tab, fits = () => true) => {
  const fields = await clerk.fields(tab);
  return clerk.asked.filter((q) => !fields[q.code].hidden && fits(q));
};
const field = (tab, code, part = "") => tab.page.locator(`[name="${code}${part}"]`);
const opensMore = (tab, code) =>
  tab.page.evaluate((c) => {
    document.querySelector(`.question[data-code="${c}"] .more`).open = true;
  }, code);

function anyValue(question) {
  if (question.is_number) return below(4) ? one(numbers) : one(odd);
  if (question.is_date) return one(dates);
  if (question.is_text) return one(texts);
  if (question.is_file) return one(texts).replaceAll("\n", " "); // as a browser takes them into a field of one line
  return one(["", ...question.choices.map((choice) => choice.code)]);
}

async function gives(clerk, tab, question, how = "Tab") {
  const value = anyValue(question);
  const at = field(tab, question.code);
  const list = question.is_yes_no || question.is_choice;
  clerk.say(`  ${tab.name} ${question.code} ← ${JSON.stringify(value)} ${how}`);
  if (list) await at.selectOption(value);
  else {
    await at.fill(value);
    if (how !== "rest") await at.press(how);
  }
  clerk.gives(tab, question.code, { typed: value });
}

const acts = {
  async types(clerk, tab) {
    const question = one(await visible(clerk, tab));
    if (!question) return;
    await gives(clerk, tab, question, one(["Tab", "Tab", "Enter", "rest"]));
    await clerk.arrives(tab, question.code);
  },
  async choosesAUnit(clerk, tab) {
    const question = one(await visible(clerk, tab, (q) => q.units.length > 1));
    if (!question) return;
    const unit = one(question.units).code;
    clerk.say(`  ${tab.name} ${question.code} in ${unit}`);
    await field(tab, question.code, ".unit").selectOption(unit);
    clerk.gives(tab, question.code, { unit });
    await clerk.arrives(tab, question.code);
  },
  async saysTheSource(clerk, tab) {
    const question = one(await visible(clerk, tab, (q) => q.asks_source));
    if (!question) return;
    const source = one(["", ...question.sources.map((s) => s.code)]);
    clerk.say(`  ${tab.name} ${question.code} known by ${source}`);
    await field(tab, question.code, ".source").selectOption(source);
    clerk.gives(tab, question.code, { source });
    await clerk.arrives(tab, question.code);
  },
  async remarks(clerk, tab) {
    const question = one(await visible(clerk, tab));
    if (!question) return;
    const remark = one(notes);
    clerk.say(`  ${tab.name} ${question.code} remark ${JSON.stringify(remark)}`);
    await opensMore(tab, question.code);
    await field(tab, question.code, ".remark").fill(remark);
    await field(tab, question.code, ".remark").press("Tab");
    clerk.gives(tab, question.code, { remark });
    await clerk.arrives(tab, question.code);
  },
  async saysItDoesNotApply(clerk, tab) {
    const question = one(await visible(clerk, tab, (q) => q.may_not_apply));
    if (!question) return;
    const not_applicable = below(2) === 1;
    clerk.say(`  ${tab.name} ${question.code} not applicable: ${not_applicable}`);
    await opensMore(tab, question.code);
    await field(tab, question.code, ".not_applicable").setChecked(not_applicable);
    clerk.gives(tab, question.code, { not_applicable });
    await clerk.arrives(tab, question.code);
  },
  async takesASuggestion(clerk, tab) {
    const use = tab.page.locator(".question:not([hidden]) .use").first();
    if ((await use.count()) === 0) return;
    const [value, unit] = [await use.getAttribute("data-value"), await use.getAttribute("data-unit")];
    const code = await use.evaluate((button) => button.closest(".question").dataset.code);
    clerk.say(`  ${tab.name} ${code} takes ${value} ${unit}`);
    await use.click();
    clerk.gives(tab, code, { typed: value, unit: clerk.question(code).units.length > 1 ? unit : tab.shown[code].unit });
    await clerk.arrives(tab, code);
  },
  // A column with a cell for every question, empty where one is not asked: each value must land where it is meant to.
  async pastes(clerk, tab) {
    const all = clerk.asked;
    const start = all.indexOf(one(await visible(clerk, tab, (q) => !q.is_text)));
    if (start < 0) return;
    const meant = all.slice(start, start + 1 + below(8)).map((question) => {
      if (!question.asked || below(5) === 0) return { question, cell: "" };
      if (question.is_yes_no)
        return {
          question,
          ...one([
            { cell: "มี", typed: "yes" },
            { cell: "ไม่ใช่", typed: "no" },
          ]),
        };
      if (question.is_choice) {
        const choice = one(question.choices);
        return { question, cell: choice.label, typed: choice.code };
      }
      if (question.is_number) {
        const number = one(["3", "1,200", "๔๕"]);
        if (question.units.length < 2 || below(2)) return { question, cell: number, typed: number };
        const unit = one(question.units);
        return { question, cell: `${number} ${unit.label}`, typed: number, unit: unit.code };
      }
      const text = question.is_date ? "1/3/2563" : "จากตาราง";
      return { question, cell: text, typed: text };
    });
    const text = meant.map((one) => one.cell).join("\n") + "\n";
    clerk.say(`  ${tab.name} pastes at ${all[start].code}: ${JSON.stringify(text)}`);
    if (!text.trim() || (!text.trim().includes("\n") && all[start].is_text)) return;
    const stale = clerk.asked.filter((q) => tab.seen[q.code] !== clerk.kept[q.code].version).map((q) => q.code);
    await tab.page.evaluate(
      ([code, data]) => {
        document.querySelector(".pasted")?.remove();
        const at = document.querySelector(`[name="${code}"]`);
        at.focus();
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", data);
        at.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      },
      [all[start].code, meant.length === 1 ? text + "\t" : text],
    );
    const box = tab.page.locator(".pasted");
    await box.waitFor();
    if (await box.locator("button", { hasText: "มีช่องของทุกข้อ" }).count()) {
      clerk.say("  in two ways: a cell for every question");
      await box.evaluate((at) => {
        at.dataset.old = "yes";
      });
      await box.locator("button", { hasText: "มีช่องของทุกข้อ" }).click();
      await tab.page.locator(".pasted:not([data-old])").waitFor();
    }
    if (await tab.page.locator(".pasted.bad").count()) {
      clerk.say(`  refused: ${(await tab.page.locator(".pasted.bad").innerText()).slice(0, 200)}`);
      // Then nothing at all: agree() sees to it. Where all fits and nobody else was there, it is taken.
      const now = await clerk.questions();
      const conditional = meant.some((m) => all.some((q) => (m.question.decides ?? "").split(" ").includes(q.code)));
      assert.ok(
        stale.length || conditional || meant.some((m) => clerk.kept[m.question.code].not_applicable),
        "refused",
      );
      assert.ok(now.length);
      return;
    }
    const before = {};
    for (const { question, cell, typed, unit } of meant) {
      if (!cell) continue;
      const code = question.code;
      const kept = clerk.kept[code];
      const list = question.is_yes_no || question.is_choice;
      const next = { ...kept, typed, unit: unit ?? kept.unit, not_applicable: false };
      if (list && kept.typed === typed && !kept.not_applicable) next.typed = kept.typed;
      if (parts.every((part) => next[part] === kept[part])) continue;
      assert.equal(tab.seen[code], kept.version, `a paste over ${code}, which was not seen`);
      before[code] = { ...kept };
      clerk.kept[code] = { ...next, version: kept.version + 1 };
    }
    clerk.pasted = {
      tab,
      before,
      after: Object.fromEntries(Object.keys(before).map((c) => [c, clerk.kept[c].version])),
    };
    for (const { question, cell } of meant)
      if (cell && tab.seen[question.code] <= clerk.kept[question.code].version) {
        tab.shown[question.code] = { ...clerk.kept[question.code] };
        tab.seen[question.code] = clerk.kept[question.code].version;
      }
    await clerk.rests(tab);
  },
  async takesThePasteBack(clerk) {
    const pasted = clerk.pasted;
    if (!pasted) return;
    const back = pasted.tab.page.locator(".pasted button", { hasText: "นำที่วางออกทั้งหมด" });
    if ((await back.count()) === 0) return;
    clerk.pasted = null;
    const changed = Object.keys(pasted.before).some((code) => clerk.kept[code].version !== pasted.after[code]);
    clerk.say(`  takes the paste back${changed ? ", of which some was changed since" : ""}`);
    await back.evaluate((button) => {
      button.closest(".pasted").dataset.old = "yes";
    });
    await back.click();
    await pasted.tab.page.locator(".pasted:not([data-old])").waitFor();
    assert.equal((await pasted.tab.page.locator(".pasted.bad").count()) > 0, changed, "taken back, or told why not");
    if (changed) return;
    for (const [code, was] of Object.entries(pasted.before)) {
      clerk.kept[code] = { ...was, version: clerk.kept[code].version + 1 };
      pasted.tab.shown[code] = { ...clerk.kept[code] };
      pasted.tab.seen[code] = clerk.kept[code].version;
    }
    await clerk.rests(pasted.tab);
  },
  async reloads(clerk, tab) {
    clerk.say(`  ${tab.name} reloads`);
    await tab.page.reload();
    clerk.learns(tab);
  },
  async goesBack(clerk, tab) {
    clerk.say(`  ${tab.name} goes on, and back`);
    await tab.page.goto(`${report}/review`);
    await tab.page.goBack();
    await tab.page.waitForURL(`**/sections/${clerk.section}`);
    clerk.learns(tab);
    await until(async () => (await clerk.fields(tab))[clerk.asked[0].code] !== undefined, "the form is there again");
  },
  async looksAgain(clerk, tab) {
    clerk.say(`  ${tab.name} is looked at again`);
    const asked = tab.page.waitForResponse((reply) => new URL(reply.url()).pathname.endsWith(clerk.section));
    await tab.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await (await asked).finished();
    clerk.learns(tab);
    const seen = () => clerk.fields(tab);
    await until(async () => {
      const fields = await seen();
      return clerk.asked.every((q) => fields[q.code].typed === clerk.kept[q.code].typed);
    }, "the page shows what is kept");
  },
  async losesTheLine(clerk, tab) {
    const questions = await visible(clerk, tab, (q) => tab.seen[q.code] === clerk.kept[q.code].version);
    if (!questions.length) return;
    clerk.say(`  ${tab.name} loses the line`);
    await tab.page.context().setOffline(true);
    const typed = new Set();
    for (let i = 1 + below(3); i > 0; --i) {
      const question = one(questions);
      if ((await clerk.fields(tab))[question.code].hidden) continue;
      await gives(clerk, tab, question);
      typed.add(question.code);
    }
    const leaves = below(2) === 1;
    if (leaves) {
      // The tab is closed while the line is down; what waits is in the browser.
      const opener = clerk.tabs.find((other) => other !== tab)?.page ?? (await tab.page.context().newPage());
      await tab.page.close({ runBeforeUnload: false });
      await opener.context().setOffline(false);
      tab.page = await opener.context().newPage();
      tab.page.on("dialog", (dialog) => dialog.accept());
      clerk.say("  and is opened anew");
      await tab.page.goto(`${report}/sections/${clerk.section}`);
    } else {
      await tab.page.context().setOffline(false);
    }
    const rests = () => clerk.rests(tab);
    await rests();
    for (const code of typed) await clerk.arrives(tab, code);
    if (leaves) {
      const mine = Object.fromEntries([...typed].map((code) => [code, tab.shown[code]]));
      clerk.learns(tab);
      Object.assign(tab.shown, mine);
    }
  },
  async meetsAColleague(clerk) {
    const question = one(clerk.asked.filter((q) => q.asked));
    if (!question) return;
    const typed = question.is_yes_no || question.is_choice ? one(question.choices).code : one(numbers);
    const kept = clerk.kept[question.code];
    const next = { ...kept, typed: question.is_yes_no && !["yes", "no"].includes(typed) ? kept.typed : typed };
    if (question.units.length > 1) next.unit = one(question.units).code;
    if (parts.every((part) => next[part] === kept[part])) return;
    clerk.say(`  a colleague puts ${JSON.stringify(next.typed)} ${next.unit} at ${question.code}`);
    const { csrf } = await (
      await clerk.colleague.request.get("/session", { headers: { accept: "application/json" } })
    ).json();
    const reply = await clerk.colleague.request.put(`${report}/answers/${question.code}`, {
      headers: { accept: "application/json", "x-csrf-token": csrf },
      data: { typed: next.typed, unit: next.unit, version: kept.version },
    });
    assert.equal(reply.status(), 200, await reply.text());
    clerk.kept[question.code] = { ...next, version: kept.version + 1 };
  },
};
const often = ["types", "types", "choosesAUnit", "saysTheSource", "pastes", "meetsAColleague"];

async function sequence(clerk, number) {
  state = (seed + number * 7919) | 0;
  clerk.section = one(sections.filter((section) => section !== "supporting" || below(3) === 0));
  clerk.log = [`sequence ${number} of ${clerk.section}`];
  clerk.pasted = null;
  for (const tab of clerk.tabs) await tab.page.context().setOffline(false);
  await clerk.account();
  if (clerk.asked.length === 0) return; // a section of figures alone
  for (const tab of clerk.tabs) {
    tab.shown = {};
    tab.seen = {};
    await clerk.opens(tab);
  }
  await clerk.agree("opened");
  for (let step = 0; step < steps; ++step) {
    const act = one([...often, ...Object.keys(acts)]);
    clerk.say(`${act}`);
    await acts[act](clerk, one(clerk.tabs));
    await clerk.agree(act);
  }
}

process.exitCode = await withCountry(
  saat,
  async (origin, browser) => {
    const page = await signIn(browser, origin, "clerk-06560115");
    const colleague = await signIn(browser, origin, "approver-06560115");
    const clerk = new Clerk(page, colleague);
    const second = await page.context().newPage();
    second.on("dialog", (dialog) => dialog.accept());
    clerk.tabs.push({ name: "second tab", page: second, shown: {}, seen: {} });
    for (let number = 0; number < sequences; ++number) {
      try {
        await sequence(clerk, number);
      } catch (error) {
        console.error(clerk.log.join("\n"));
        console.error(`again: node tests/browser/random.mjs SAAT ${number + 1} ${seed} (it is the last of them)`);
        throw error;
      }
    }
    console.log(`${sequences} sequences of ${steps} steps, seed ${seed}: pages, server and what was typed agree`);
  },
  "2024-11-18T09:00+07:00",
  "none",
);
