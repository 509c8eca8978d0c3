// Whoever changes a row, puts one in or takes one out with the database in hand is told by its name. A table stands
// among those the journal seals, or in the list here, with why it need not.
#include "app/covers.h"

#include <gmock/gmock.h>

#include <deque>

#include "app/country_for_tests.h"
#include "app/filled_for_tests.h"
#include "db/sound.h"
#include "journal/journal.h"
#include "reports/acts.h"
#include "reports/before.h"
#include "reports/store.h"
#include "reports/witness.h"
#include "review/acts.h"

namespace app {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using Names = std::set<std::string>;

// What no act of anybody decides.
const std::map<std::string, std::string> not_sealed = {
    {"answer", "each has its act, which tells all its parts (reports/witness); its value is the recount's"},
    {"journal", "the chains themselves"},
    {"journal_head", "the chains' ends"},
    {"total", "derived: the recount's"},
    {"report_count", "derived: the recount's"},
    {"frozen_row", "the digest of its release is over them"},
    {"look", "up to where an officer has read"},
    {"notice", "what follows from acts"},
    {"mail", "what follows from notices"},
    {"mail_choice", "in which language somebody reads letters"},
    {"untold", "acts that wait to be told"},
    {"session", "who is signed in now"},
    {"sign_in_try", "counted for an hour"},
    {"known_browser", "forgotten after a time"},
    {"done_request", "kept a day"},
    {"export_job", "files anybody may have made anew"},
    {"journal_anchor", "held against the chains, and against what is kept outside"},
    {"journal_anchor_line", "the same"},
    {"heartbeat", "of the readiness probe"},
    {"write_mark", "of the writers"},
    {"schema_migration", "of the program"},
};
// Columns of sealed tables that are reckoned or follow.
const std::map<std::string, Names> left_out = {
    {"report", {"stage", "answered", "expected", "blocking", "asking", "changed_at", "figures", "version"}},
    {"reminder", {"told_at"}},
    // The recount's; and what no reader sees while the answer applies, and so its act does not tell.
    {"answer", {"value", "reason"}},
};

struct Column {
  std::string name;
  bool text = false, key = false;
};
using Tables = std::map<std::string, std::vector<Column>>;

struct Covers : testing::Test {
  Country country;
  identity::World world = open_world(country.database(), {});
  const bool on_postgres =
      std::getenv("SAAT_TEST_ENGINE") && std::string(std::getenv("SAAT_TEST_ENGINE")) == "postgres";

  // Statements last as long as the program, and so do their texts.
  static const db::Statement& statement(const std::string& sql) {
    static std::deque<std::string> texts;
    static std::deque<db::Statement> statements;
    const auto& name = texts.emplace_back("test.covers_" + std::to_string(statements.size()));
    return statements.emplace_back(name, texts.emplace_back(sql));
  }

  Tables tables() {
    Tables all;
    static const db::Statement& of_sqlite = statement(
        "SELECT m.name, p.name, p.type, p.pk FROM sqlite_master m, pragma_table_info(m.name) p "
        "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid");
    static const db::Statement& of_postgres = statement(
        "SELECT c.table_name, c.column_name, c.data_type, CASE WHEN k.column_name IS NULL THEN 0 ELSE 1 END "
        "FROM information_schema.columns c LEFT JOIN (SELECT u.table_name, u.column_name FROM "
        "information_schema.key_column_usage u JOIN information_schema.table_constraints t ON "
        "t.constraint_name = u.constraint_name AND t.table_name = u.table_name AND t.table_schema = u.table_schema "
        "WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_schema = current_schema()) k "
        "ON k.table_name = c.table_name AND k.column_name = c.column_name "
        "WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position");
    country.database().read([&](db::Tx& tx) {
      all.clear();
      tx.each(on_postgres ? of_postgres : of_sqlite, {}, [&](const db::Row& row) {
        const auto type = row.string(2);
        all[row.string(0)].push_back({row.string(1), type == "TEXT" || type == "text", row.integer(3) != 0});
      });
    });
    return all;
  }

  std::vector<std::string> differences(db::Tx& tx, const journal::Covers& of) {
    auto all = of.empty() ? std::vector<std::string>{} : journal::verify(tx, of).differences;
    for (auto& each : reports::journal_differences(tx)) all.push_back(std::move(each));
    return all;
  }
  static journal::Covers of(const std::string& table) {
    auto all = covers();
    std::erase_if(all, [&](const auto* cover) { return cover->name.substr(0, cover->name.find('.')) != table; });
    return all;
  }
  // What is said of a table after something was done to it with the file in hand, where no foreign key is looked at;
  // then it is undone.
  std::vector<std::string> said_after(const std::string& sql, const std::string& table) {
    struct Undo {};
    std::vector<std::string> said;
    const auto work = [&](db::Tx& tx) {
      said.clear();
      tx.script(on_postgres ? "SET LOCAL session_replication_role = replica" : "PRAGMA defer_foreign_keys = ON");
      tx.script(sql);
      for (auto& each : differences(tx, of(table)))
        if (each.starts_with(table + " ") || table == "answer") said.push_back(std::move(each));
      throw Undo{};
    };
    EXPECT_THROW(country.database().write_now(work), Undo) << sql;
    return said;
  }

  identity::Seat seat(const char* who) {
    std::optional<identity::Seat> found;
    country.database().read([&](db::Tx& tx) { found = identity::seats_of(tx, country.visitor(who).person).front(); });
    return *found;
  }
  void ask(const char* who, const std::string& target, const json& fields) {
    const auto answer = country.ask(who, "POST", target, fields);
    ASSERT_LT(answer.status, 400) << target << " " << answer.body;
  }

  // One report through all hands, and a row of every other table.
  void SetUp() override {
    const auto now = *base::parse_instant("2024-11-18T10:00+07:00");
    const auto& plan = world.frameworks.front();
    const auto& body = *world.registry.by_code(Country::body);
    const auto rounds = reports::rounds_of(world);
    Believable believable(world.registry, plan);
    std::mt19937_64 random(5);
    const auto clerk = seat("clerk"), approver = seat("approver"), district = seat("district");
    country.database().write_now([&](db::Tx& tx) {
      const auto where = reports::where_of(tx, world.registry, rounds, plan, rounds.front().round, body);
      fill_in(tx, where, clerk, believable, random, now);
      auto draft = reports::open_draft(tx, where, clerk, now);
      reports::put_reason(tx, draft, "U2.1-registry", {"มีบ้านใหม่", {}}, now);
      reports::close_draft(tx, where, draft, now);
      reports::submit(tx, where, approver, now);
      auto report = *reports::store::find(tx, where.round, body.id, clerk);
      review::say(tx, where, report, {"U2.1", "ถูกต้องหรือไม่"}, true, 0, district, now);
      review::certify(tx, where, report, review::Act::verify, district, now);
    });
    ask("clerk", std::string("/reports/clean-province/2567/") + Country::body + "/request", {{"reason", "ตัวเลขผิด"}});
    country.database().write_now([&](db::Tx& tx) {
      const auto where = reports::where_of(tx, world.registry, rounds, plan, rounds.front().round, body);
      auto report = *reports::store::find(tx, where.round, body.id, clerk);
      review::send_back(tx, where, report, "โปรดตรวจอีกครั้ง", {}, {now.ms + 86'400'000}, district, now);
    });
    ask("department", "/windows/clean-province/2567/changes",
        {{"act", "extend"},
         {"scope", "nation"},
         {"closes_day", "5/12/2567"},
         {"closes_time", "23.59"},
         {"reason", "น้ำท่วม"}});
    ask("department", "/windows/clean-province/2567/rights", {{"province", "56"}, {"allowed", "yes"}});
    ask("province", "/follow-up/clean-province/2567/56/district-rule", {{"required", "yes"}});
    ask("department", "/reminders/clean-province/2567", {{"audience", "not_sent"}, {"note", "โปรดเร่ง"}});
    ask("department", "/releases/clean-province/2567", {{"stage", "recorded"}, {"notes", "ชุดแรก"}});
    while (json::parse(country.ask("department", "GET", "/releases/clean-province/2567").body)["waiting"] == true)
      std::this_thread::yield();
  }
};

std::string joined(const std::vector<Column>& columns, const std::function<std::string(const Column&)>& text) {
  std::string all;
  for (const auto& column : columns) all += (all.empty() ? "" : ", ") + text(column);
  return all;
}
std::string name_of(const Column& column) { return column.name; }
std::string another(const Column& column) {
  return column.text ? "COALESCE(" + column.name + ", '') || 'x'" : "COALESCE(" + column.name + ", 0) + 1000000";
}

TEST_F(Covers, a_table_is_sealed_or_it_is_said_why_not) {
  Names sealed;
  for (const auto* cover : covers()) sealed.insert(std::string(cover->name.substr(0, cover->name.find('.'))));
  for (const auto& [table, columns] : tables()) EXPECT_NE(sealed.contains(table), not_sealed.contains(table)) << table;
}

TEST_F(Covers, what_acts_wrote_is_what_is_there_and_all_of_it_is_covered) {
  country.database().read([&](db::Tx& tx) {
    EXPECT_THAT(differences(tx, covers()), IsEmpty());
    const auto verdict = journal::verify(tx, covers());
    EXPECT_THAT(verdict.broken, IsEmpty());
    EXPECT_THAT(verdict.not_covered, IsEmpty());
    EXPECT_GT(verdict.held, verdict.as_found);
  });
}

TEST_F(Covers, each_change_insertion_and_deletion_beside_the_journal_is_named) {
  for (const auto& [table, columns] : tables()) {
    const bool is_answer = table == "answer";
    if (not_sealed.contains(table) && !is_answer) continue;
    std::vector<Column> keys;
    std::copy_if(columns.begin(), columns.end(), std::back_inserter(keys), [](const Column& c) { return c.key; });
    const auto key = "(" + joined(keys, name_of) + ")";
    const auto one = " WHERE " + key + " = (SELECT " + joined(keys, name_of) + " FROM " + table + " ORDER BY " +
                     joined(keys, name_of) + " LIMIT 1)";
    for (const auto& column : columns) {
      const auto out = left_out.find(table);
      if (out != left_out.end() && out->second.contains(column.name)) continue;
      const auto set = "UPDATE " + table + " SET " + column.name + " = " + another(column) + one;
      // Put under another report, round or person it is gone from the one and new in the other.
      if (is_answer)
        EXPECT_THAT(said_after(set, table), testing::Not(IsEmpty())) << set;
      else
        EXPECT_THAT(said_after(set, table),
                    testing::AnyOf(testing::ElementsAre(HasSubstr("was changed")),
                                   testing::UnorderedElementsAre(HasSubstr("is gone"), HasSubstr("put in"))))
            << set;
    }
    EXPECT_THAT(said_after("DELETE FROM " + table + one, table),
                testing::ElementsAre(HasSubstr(is_answer ? "given is gone" : "is gone")))
        << table;
    const auto copy = "INSERT INTO " + table + " (" + joined(columns, name_of) + ") SELECT " +
                      joined(columns, another) + " FROM " + table + " LIMIT 1";
    if (!is_answer) EXPECT_THAT(said_after(copy, table), testing::ElementsAre(HasSubstr("put in"))) << copy;
  }
  const std::string answer =
      "INSERT INTO answer SELECT report_id, question || 'x', typed, unit, not_applicable, reason, source, remark, "
      "value, version, changed_at, changed_by FROM answer LIMIT 1";
  EXPECT_THAT(said_after(answer, "answer"), testing::ElementsAre(HasSubstr("does not know its answer")));
}

// Of a database from before acts sealed what they write: nothing is called wrong, nothing is passed over in silence.
TEST_F(Covers, rows_that_nothing_has_sealed_yet_are_counted_and_the_next_start_seals_them) {
  country.database().write_now([](db::Tx& tx) {
    tx.script("DELETE FROM journal; DELETE FROM journal_head");
    journal::write(tx, 0, {1}, 0, "sign-in", "somebody", "", "");
  });
  const auto verdict = [&] {
    journal::Verdict found;
    country.database().read([&](db::Tx& tx) { found = journal::verify(tx, covers()); });
    return found;
  };
  EXPECT_THAT(verdict().differences, IsEmpty());
  EXPECT_EQ(verdict().not_covered.size(), covers().size());
  EXPECT_EQ(verdict().held, 0);
  open_world(country.database(), {});
  EXPECT_THAT(verdict().differences, IsEmpty());
  EXPECT_THAT(verdict().not_covered, IsEmpty());
  EXPECT_EQ(verdict().as_found, verdict().held);
  country.database().write_now(
      [](db::Tx& tx) { tx.script("UPDATE seat SET role = 'administrator' WHERE id = (SELECT MIN(id) FROM seat)"); });
  EXPECT_THAT(verdict().differences, testing::ElementsAre(HasSubstr("seat ")));
}

TEST_F(Covers, the_countrys_own_chain_does_not_go_without_a_word) {
  country.database().write_now(
      [](db::Tx& tx) { tx.script("DELETE FROM journal WHERE chain = 0; DELETE FROM journal_head WHERE chain = 0"); });
  const auto first = [&] {
    std::string why;
    country.database().read([&](db::Tx& tx) {
      const auto verdict = journal::verify(tx, covers());
      why = verdict.broken.empty() ? "" : verdict.broken.front().why;
    });
    return why;
  };
  EXPECT_THAT(first(), HasSubstr("own chain is missing"));
  country.database().write_now([](db::Tx& tx) { journal::write(tx, 0, {1}, 0, "sign-in", "somebody", "", ""); });
  EXPECT_THAT(first(), HasSubstr("first seals are missing"));
}

TEST_F(Covers, what_lies_on_disk_is_examined_and_what_is_not_is_said) {
  const auto examined = [&] {
    return on_postgres ? db::postgres_sound(country.database()) : db::sqlite_sound(country.database());
  };
  EXPECT_THAT(examined().faults, IsEmpty());
  if (!on_postgres) return;
  EXPECT_THAT(examined().not_examined, testing::ElementsAre(HasSubstr("CREATE EXTENSION amcheck")));
  country.database().write_now([](db::Tx& tx) { tx.script("CREATE EXTENSION amcheck"); });
  EXPECT_THAT(examined().not_examined, IsEmpty());
  EXPECT_THAT(examined().faults, IsEmpty());
}

}  // namespace
}  // namespace app
