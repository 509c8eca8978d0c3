// Who is told of what: an act, a line for each whom it concerns, once.
#include <gmock/gmock.h>

#include "journal/journal.h"
#include "notices/outbox.h"
#include "notices/reminders.h"
#include "notices/rules.h"
#include "notices/store.h"
#include "notices/tell.h"
#include "reports/country_for_tests.h"

namespace notices {
namespace {

using identity::Role;
using testing::ElementsAre;
using testing::IsEmpty;

struct Notices : reports::Reporting {
  static constexpr const char* body = "06560115";
  std::map<std::string, std::int64_t> seats;
  std::optional<identity::World> world;

  Notices() {
    framework::Framework copy = plan;
    world.emplace(identity::World{1,
                                  {copy},
                                  {{round, plan.name, plan.period, 1}},
                                  *registry_,
                                  view::Words::built_in(),
                                  view::Templates(view::Words::built_in()),
                                  {},
                                  calendar::Clock(now)});
    for (auto [name, code, role] :
         std::initializer_list<std::tuple<const char*, const char*, Role>>{{"clerk", body, Role::clerk},
                                                                           {"approver", body, Role::approver},
                                                                           {"neighbour", "06560114", Role::clerk},
                                                                           {"province", "56", Role::province},
                                                                           {"from afar", "03300102", Role::clerk},
                                                                           {"province from afar", "30", Role::province},
                                                                           {"department", "TH", Role::department}})
      database->write_now([&](db::Tx& tx) {
        auto person =
            identity::add_person(tx, {name, name, std::string(name) + "@example.go.th", "", true}, "none", now);
        seats[name] = identity::add_seat(tx, person, registry_->by_code(code)->id, role);
      });
  }

  void act(const char* by, const char* what, std::int64_t chain, std::string_view subject,
           std::string_view after = "") {
    database->write_now(
        [&](db::Tx& tx) { journal::write(tx, chain, now, by ? seats.at(by) : 0, what, subject, "", after); });
  }
  int tell() {
    int rounds = 0;
    for (bool more = true; more; ++rounds)
      database->write_now([&](db::Tx& tx) { more = tell_some(tx, {*world, now}, std::nullopt).more; });
    return rounds;
  }
  std::vector<std::string> told(const char* whom) {
    std::vector<std::string> acts;
    database->read([&](db::Tx& tx) {
      acts.clear();
      for (const auto& notice : store::page(tx, seats.at(whom), 0, 100))
        acts.push_back(notice.act + " " + std::to_string(notice.count));
    });
    return acts;
  }
  std::int64_t report() {
    std::int64_t id = 0;
    give(body, {{"U2.1", "100"}});
    database->read(
        [&](db::Tx& tx) { id = reports::store::find(tx, round, registry_->by_code(body)->id, seat(body))->id; });
    return id;
  }
};

TEST_F(Notices, a_submission_is_told_to_colleagues_and_the_province_and_not_to_who_did_it) {
  act("approver", "submit", report(), "2567-06560115-1", "hash");
  tell();
  EXPECT_THAT(told("clerk"), ElementsAre("submit 1"));
  EXPECT_THAT(told("province"), ElementsAre("submit 1"));
  for (const char* other : {"approver", "neighbour", "from afar", "province from afar", "department"})
    EXPECT_THAT(told(other), IsEmpty()) << other;
  database->read([&](db::Tx& tx) {
    for (const auto& notice : store::page(tx, seats.at("clerk"), 0, 100))
      EXPECT_EQ(notice.said, "") << "a digest is no word for people";
  });
}

TEST_F(Notices, hundreds_of_submissions_gather_in_one_unread_line_of_the_province) {
  auto id = report();
  for (int i = 0; i < 200; ++i) act("approver", "submit", id, "again");
  tell();
  EXPECT_THAT(told("province"), ElementsAre("submit 200"));
  EXPECT_EQ(told("clerk").size(), 100u) << "the body hears of each";
  database->write_now([&](db::Tx& tx) { store::read_all(tx, seats["province"], 1'000'000, now, now); });
  act("approver", "submit", id, "again");
  tell();
  EXPECT_THAT(told("province"), ElementsAre("submit 1", "submit 200")) << "what is read is not counted on";
}

TEST_F(Notices, answers_and_sign_ins_wait_for_nobody) {
  report();
  act(nullptr, "sign-in", 0, "clerk");
  database->read([](db::Tx& tx) { EXPECT_THAT(journal::untold(tx, 10), IsEmpty()); });
}

TEST_F(Notices, an_extension_reaches_those_it_is_for) {
  act("department", "window-extend", 0, "56", "ถึง 25 พ.ย. 2567: น้ำท่วม");
  tell();
  for (const char* whom : {"clerk", "approver", "neighbour", "province"})
    EXPECT_THAT(told(whom), ElementsAre("window-extend 1")) << whom;
  for (const char* other : {"from afar", "province from afar", "department"})
    EXPECT_THAT(told(other), IsEmpty()) << other;
  act("department", "window-extend", 0, body, "ถึง 26 พ.ย. 2567");
  tell();
  EXPECT_THAT(told("clerk"), ElementsAre("window-extend 1", "window-extend 1"));
  EXPECT_THAT(told("neighbour"), ElementsAre("window-extend 1"));
}

TEST_F(Notices, a_country_is_told_in_parts_and_everybody_once) {
  database->write_now([&](db::Tx& tx) {
    auto person = identity::add_person(tx, {"many", "many", "", "", true}, "none", now);
    for (const auto* each : registry_->locals_under(registry::nation))
      if (each->code != body) seats[each->code] = identity::add_seat(tx, person, each->id, Role::clerk);
  });
  act("department", "window-close", 0, "TH", "ครบกำหนด");
  EXPECT_GT(tell(), 7) << "not in one long transaction";
  for (const auto& [whom, seat] : seats)
    if (whom != "department") ASSERT_THAT(told(whom.c_str()), ElementsAre("window-close 1")) << whom;
  EXPECT_EQ(tell(), 1) << "and it is done";
}

// The program dies between two parts, or in one: what its transaction wrote and what it took out of the queue are
// one thing.
TEST_F(Notices, a_telling_that_fails_tells_nobody_and_is_done_again) {
  act("approver", "submit", report(), "2567-06560115-1");
  EXPECT_THROW(database->write_now([&](db::Tx& tx) {
    tell_some(tx, {*world, now}, std::nullopt);
    throw std::runtime_error("killed");
  }),
               std::runtime_error);
  EXPECT_THAT(told("clerk"), IsEmpty());
  tell();
  EXPECT_THAT(told("clerk"), ElementsAre("submit 1"));
}

// ── letters

const Relay relay{.url = "smtp://127.0.0.1:25", .from = "saat@dla.go.th", .gather_seconds = 0};

struct Letters : Notices {
  Letters() { world->mails = true, world->mail_link = "https://saat.example"; }
  void tell_and_write(base::Instant when) {
    database->write_now([&](db::Tx& tx) {
      while (tell_some(tx, {*world, when}, 0).more) {}
    });
    database->write_now([&](db::Tx& tx) {
      while (outbox::write_some(tx, {*world, when}, relay)) {}
    });
  }
  std::vector<outbox::Claimed> claim(const char* who, base::Instant when) {
    std::vector<outbox::Claimed> claimed;
    database->write_now([&](db::Tx& tx) { claimed = outbox::claim(tx, who, relay, "Sa-at", when); });
    return claimed;
  }
  bool hand(std::int64_t id, const char* who, base::Instant when) {
    bool ours = false;
    database->write_now([&](db::Tx& tx) { ours = outbox::hand(tx, id, who, when); });
    return ours;
  }
  base::Instant later(std::int64_t seconds) { return {now.ms + seconds * 1000}; }
};

TEST_F(Letters, nobody_gets_more_than_one_a_day_and_the_rest_comes_in_the_morning) {
  act("department", "window-extend", 0, body, "ถึง 25 พ.ย. 2567");
  tell_and_write(now);
  act("department", "window-extend", 0, body, "ถึง 26 พ.ย. 2567");
  act("department", "window-extend", 0, body, "ถึง 27 พ.ย. 2567");
  tell_and_write(later(60));
  EXPECT_EQ(claim("a", later(60)).size(), 2u) << "clerk and approver, one letter each";
  tell_and_write(later(3600));
  EXPECT_TRUE(claim("a", later(3600)).size() == 2u)
      << "no more of them, only those whose sender was not heard of again";
  auto morning = next_morning(now);
  tell_and_write(morning);
  auto next = claim("a", {morning.ms + 120'000});
  ASSERT_EQ(next.size(), 4u) << "the old ones and those of the new day";
  EXPECT_THAT(next.back().letter.text,
              testing::AllOf(testing::HasSubstr("26 พ.ย. 2567"), testing::HasSubstr("27 พ.ย. 2567")));
  EXPECT_THAT(next.back().letter.subject, testing::HasSubstr("2"));
}

TEST_F(Letters, what_was_read_in_the_program_is_not_mailed) {
  act("department", "window-extend", 0, body, "ถึง 25 พ.ย. 2567");
  database->write_now([&](db::Tx& tx) { tell_some(tx, {*world, now}, 0); });
  database->write_now([&](db::Tx& tx) { store::read_all(tx, seats["clerk"], 1'000'000, now, now); });
  tell_and_write(now);
  auto claimed = claim("a", now);
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].letter.to, "approver@example.go.th");
}

TEST_F(Letters, two_servers_never_have_the_same_letter_and_one_that_was_handed_is_nobodys) {
  act("department", "window-extend", 0, body, "ถึง 25 พ.ย. 2567");
  tell_and_write(now);
  auto mine = claim("a", now);
  ASSERT_EQ(mine.size(), 2u);
  EXPECT_TRUE(claim("b", now).empty());
  EXPECT_FALSE(hand(mine[0].id, "b", now)) << "it is not theirs";
  EXPECT_TRUE(hand(mine[0].id, "a", now));
  EXPECT_FALSE(hand(mine[0].id, "a", now)) << "once";
  // "a" dies. What it had not handed is sent by "b"; what it had may have arrived: a person decides.
  auto theirs = claim("b", later(61));
  ASSERT_EQ(theirs.size(), 1u);
  EXPECT_EQ(theirs[0].id, mine[1].id);
  EXPECT_EQ(theirs[0].letter.message_id, mine[1].letter.message_id);
  EXPECT_FALSE(hand(mine[1].id, "a", later(61))) << "\"a\" was only slow: it does not send it any more";
  EXPECT_TRUE(hand(theirs[0].id, "b", later(61)));
  database->write_now([&](db::Tx& tx) {
    outbox::sent(tx, theirs[0].id, "b", later(62));
    EXPECT_EQ(outbox::bury_lost(tx, later(200)), 1);
    auto dead = outbox::dead(tx, 10);
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].id, mine[0].id);
    EXPECT_EQ(dead[0].why, outbox::lost);
    EXPECT_TRUE(outbox::revive(tx, dead[0].id, later(201)));
    EXPECT_FALSE(outbox::revive(tx, dead[0].id, later(201)));
  });
  EXPECT_EQ(claim("b", later(201)).size(), 1u);
}

TEST_F(Letters, who_has_no_address_is_told_in_the_program_and_said_so) {
  database->write_now([&](db::Tx& tx) {
    auto person = identity::add_person(tx, {"nameless", "nameless", "", "", true}, "none", now);
    seats["nameless"] = identity::add_seat(tx, person, registry_->by_code("06560113")->id, Role::clerk);
  });
  act("department", "window-extend", 0, "06560113", "ถึง 25 พ.ย. 2567");
  tell_and_write(now);
  EXPECT_TRUE(claim("a", now).empty());
  database->read(
      [&](db::Tx& tx) { EXPECT_EQ(store::page(tx, seats["nameless"], 0, 10).at(0).mail, Mail::no_address); });
}

// ── reminders

TEST_F(Letters, a_reminder_reaches_those_who_are_not_done_when_it_comes) {
  give("06560114", {{"U2.1", "100"}});  // the neighbour has begun
  reminders::Reminder reminder;
  reminder.round = round, reminder.place = registry_->by_code("56")->id,
  reminder.audience = reminders::Audience::not_begun;
  reminder.note = "โปรดเร่งดำเนินการ", reminder.made_at = now, reminder.made_by = seats["province"];
  std::int64_t id = 0;
  database->write_now([&](db::Tx& tx) { id = reminders::add(tx, reminder); });
  act("province", "remind", 0, std::to_string(id));
  tell_and_write(now);
  EXPECT_THAT(told("clerk"), ElementsAre("remind-not_begun 1"));
  for (const char* other : {"neighbour", "from afar", "province"}) EXPECT_THAT(told(other), IsEmpty()) << other;
  auto letters = claim("a", now);
  ASSERT_EQ(letters.size(), 2u);
  EXPECT_THAT(letters[0].letter.text,
              testing::AllOf(testing::HasSubstr("ปิดรับ 22 พ.ย. 2567 23.59 น."), testing::HasSubstr("โปรดเร่งดำเนินการ")));
  database->write_now([&](db::Tx& tx) {
    outbox::hand(tx, letters[0].id, "a", now);
    outbox::sent(tx, letters[0].id, "a", now);
    outbox::bury(tx, letters[1].id, "a", "550 no such user", now);
  });
  database->read([&](db::Tx& tx) {
    auto tally = reminders::tally(tx, id);
    EXPECT_EQ(tally.all, 2);
    EXPECT_EQ(tally.by_way.at(reminders::Reached::sent), 1);
    EXPECT_EQ(tally.by_way.at(reminders::Reached::dead), 1);
    EXPECT_TRUE(reminders::find(tx, id, reminder.place)->told_at);
    EXPECT_FALSE(reminders::find(tx, id, registry_->by_code("30")->id)) << "another province's";
  });
}

TEST_F(Notices, every_act_in_the_table_has_its_words) {
  for (const Line& line : lines()) {
    EXPECT_TRUE(world->words.has(key_of("notice_act", line.act))) << line.act;
    if (line.gathers) EXPECT_TRUE(world->words.has(key_of("notice_many", line.act))) << line.act;
  }
}

TEST(Shortened, cuts_between_characters) {
  EXPECT_EQ(shortened("สะอาด", 3), "สะอ…");
  EXPECT_EQ(shortened("สะอาด", 5), "สะอาด");
  EXPECT_EQ(shortened("", 5), "");
}

}  // namespace
}  // namespace notices
