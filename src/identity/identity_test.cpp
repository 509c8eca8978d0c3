#include "identity/identity.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/problem.h"
#include "db/cluster_for_tests.h"
#include "db/database.h"
#include "identity/web.h"

namespace identity {
namespace {

using base::Instant;

constexpr std::int64_t second = 1000, minute = 60 * second, hour = 60 * minute;

class Identity : public testing::Test {
 protected:
  std::string file =
      (std::filesystem::temp_directory_path() / ("saat-identity-" + std::to_string(getpid()) + ".db")).string();
  std::unique_ptr<db::Database> database;
  Instant now{1'700'000'000'000};

  Identity() {
    remove();
    database = db::open(db::place_for_tests(file));
    db::migrate(*database);
    database->write_now([](db::Tx& tx) { registry::fill(tx); });
  }
  ~Identity() override {
    database.reset();
    remove();
  }
  void remove() const {
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file + part);
  }
  template <class F>
  auto in(F&& work) {
    std::optional<std::invoke_result_t<F, db::Tx&>> result;
    database->write_now([&](db::Tx& tx) { result = work(tx); });
    return *result;
  }
  std::int64_t person(const std::string& login, bool demonstration = false) {
    return in([&](db::Tx& tx) {
      return add_person(tx, {login, "ชื่อ สกุล", "", "", demonstration}, "hash of " + login, now);
    });
  }
  std::int64_t seat(std::int64_t person, Role role) {
    return in([&](db::Tx& tx) { return add_seat(tx, person, registry::nation, role); });
  }
  std::string sign_in(std::int64_t person) {
    return in([&](db::Tx& tx) { return begin_session(tx, person, now); });
  }
  std::optional<Session> session(const std::string& token, std::int64_t after = 0) {
    return in([&](db::Tx& tx) { return session_of(tx, token, {now.ms + after}); });
  }
};

TEST(Password, fits_its_own_hash_and_no_other) {
  auto hash = hash_password("ตาข่ายคลุมรถขยะ");
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(password_fits("ตาข่ายคลุมรถขยะ", hash));
  EXPECT_FALSE(password_fits("ตาข่ายคลุมรถขย", hash));
  EXPECT_FALSE(password_fits("", hash));
  EXPECT_FALSE(password_fits("x", "not a hash"));
  EXPECT_NE(hash, hash_password("ตาข่ายคลุมรถขยะ")) << "salted";
}

TEST(Password, is_the_same_from_every_keyboard) {
  auto hash = hash_password("น้ำสะอาดทั้งตำบล é");
  for (auto typed : {"นํ้าสะอาดทั้งตําบล é", "น้ําสะอาดท้ังตำบล e\u0301"}) EXPECT_TRUE(password_fits(typed, hash)) << typed;
  EXPECT_FALSE(password_fits("นำสะอาดทั้งตำบล é", hash));
  auto broken = hash_password("\xff\xfe of ten bytes");
  EXPECT_TRUE(password_fits("\xff\xfe of ten bytes", broken));
}

// Made by an earlier version of "สํานักงานเทศบาล-2567", the vowel am typed as two characters.
TEST(Password, of_before_still_fits) {
  constexpr auto hash =
      "$argon2id$v=19$m=19456,t=2,p=1$Stl2uABGsBzvMHjIClGC+g$zY+RLO3IRMumpHQ5VFAQNxRujHMimpyh+0H09I2aPKg";
  EXPECT_TRUE(password_fits("สํานักงานเทศบาล-2567", hash));
}

TEST(Password, common_ones_are_known_in_any_case) {
  EXPECT_TRUE(is_common_password("Password123"));
  EXPECT_TRUE(is_common_password("aaaaaaaaaaaa"));
  EXPECT_FALSE(is_common_password("ถังขยะเปียกลดโลกร้อน"));
}

TEST_F(Identity, a_session_ends_by_idleness_by_age_and_by_signing_out) {
  auto who = person("a");
  seat(who, Role::auditor);
  auto token = sign_in(who);
  EXPECT_EQ(token.size(), 64u);
  EXPECT_EQ(session(token)->seat.login, "a");
  EXPECT_TRUE(session(token, 59 * minute));
  EXPECT_FALSE(session(token, 60 * minute)) << "idle";
  for (std::int64_t at = 0; at < 12 * hour; at += 30 * minute)
    in([&](db::Tx& tx) { return touch(tx, token, {now.ms + at}), 0; });
  EXPECT_TRUE(session(token, 12 * hour - second));
  EXPECT_FALSE(session(token, 12 * hour)) << "however busy, a working day is enough";
  auto other = sign_in(who);
  in([&](db::Tx& tx) { return end_session(tx, other), 0; });
  EXPECT_FALSE(session(other));
}

TEST_F(Identity, a_session_is_touched_at_most_every_five_minutes) {
  auto who = person("a");
  seat(who, Role::clerk);
  auto token = sign_in(who);
  EXPECT_FALSE(wants_touch(*session(token), {now.ms + 4 * minute}));
  EXPECT_TRUE(wants_touch(*session(token), {now.ms + 6 * minute}));
}

TEST_F(Identity, a_clock_set_back_neither_locks_out_nor_keeps_signed_in_for_ever) {
  auto who = person("a");
  seat(who, Role::clerk);
  auto token = sign_in(who);
  EXPECT_TRUE(session(token, -3 * hour)) << "an hour or two: nobody is signed out for it";
  EXPECT_FALSE(session(token, -400 * 24 * hour)) << "begun by a clock that was far ahead";
  for (int i = 0; i < 6; ++i) in([&](db::Tx& tx) { return note_try(tx, {"a", "1.1.1.1"}, false, now), 0; });
  EXPECT_EQ(in([&](db::Tx& tx) { return wait_before_try(tx, {"a", "1.1.1.1"}, {now.ms - 400 * 24 * hour}); }), 0);
}

TEST_F(Identity, nobody_signs_in_without_a_seat_nor_takes_anothers) {
  auto seatless = person("a"), other = person("b");
  EXPECT_THROW(sign_in(seatless), base::Problem);
  auto first = seat(other, Role::clerk), second_seat = seat(other, Role::approver);
  seat(seatless, Role::auditor);
  auto token = sign_in(seatless);
  EXPECT_THROW(in([&](db::Tx& tx) { return switch_seat(tx, token, seatless, second_seat), 0; }), base::Problem);
  auto mine = sign_in(other);
  EXPECT_EQ(session(mine)->seat.id, first);
  in([&](db::Tx& tx) { return switch_seat(tx, mine, other, second_seat), 0; });
  EXPECT_EQ(session(mine)->seat.role, Role::approver);
  EXPECT_EQ(in([&](db::Tx& tx) { return seats_of(tx, other); }).size(), 2u);
}

TEST_F(Identity, a_changed_password_ends_every_session) {
  auto who = person("a");
  seat(who, Role::clerk);
  auto here = sign_in(who), there = sign_in(who);
  in([&](db::Tx& tx) { return change_password(tx, who, "new hash", now), 0; });
  EXPECT_FALSE(session(here));
  EXPECT_FALSE(session(there));
  EXPECT_EQ(in([&](db::Tx& tx) { return find_account(tx, "a"); })->password_hash, "new hash");
}

TEST_F(Identity, wrong_tries_slow_down_and_are_forgotten) {
  auto wait = [&](const std::string& login, const std::string& from, std::int64_t after = 0) {
    return in([&](db::Tx& tx) { return wait_before_try(tx, {login, from}, {now.ms + after}); });
  };
  auto fail = [&](const std::string& login, const std::string& from) {
    in([&](db::Tx& tx) { return note_try(tx, {login, from}, false, now), 0; });
  };
  for (int i = 0; i < 4; ++i) fail("a", "1.1.1.1");
  EXPECT_EQ(wait("a", "1.1.1.1"), 0);
  fail("a", "1.1.1.1");
  EXPECT_EQ(wait("a", "2.2.2.2"), 1) << "from wherever";
  EXPECT_EQ(wait("b", "1.1.1.1"), 0) << "another name of that office";
  fail("a", "1.1.1.1");
  EXPECT_EQ(wait("a", "1.1.1.1"), 2);
  for (int i = 0; i < 30; ++i) fail("a", "1.1.1.1");
  EXPECT_EQ(wait("a", "1.1.1.1"), 900) << "never longer than a quarter of an hour";
  EXPECT_EQ(wait("a", "1.1.1.1", 901 * second), 0);
  for (int i = 0; i < 20; ++i) fail("someone" + std::to_string(i), "1.1.1.1");
  EXPECT_GT(wait("fresh", "1.1.1.1"), 0) << "an address that tries many names";
  in([&](db::Tx& tx) { return note_try(tx, {"a", "3.3.3.3"}, true, now), 0; });
  EXPECT_EQ(wait("a", "3.3.3.3"), 0);
}

TEST_F(Identity, a_known_browser_is_not_kept_out_by_who_guesses_elsewhere) {
  const auto owner = person("a"), other = person("b");
  const auto token = in([&](db::Tx& tx) { return remember_browser(tx, "", owner, now); });
  EXPECT_EQ(in([&](db::Tx& tx) { return remember_browser(tx, token, owner, now); }), token) << "the same stays";
  const auto known = in([&](db::Tx& tx) { return known_browser(tx, token, owner, now); });
  ASSERT_FALSE(known.empty());
  const Knock stranger{"a", "1.1.1.1"}, here{"a", "1.1.1.1", known};
  auto wait = [&](const Knock& knock) { return in([&](db::Tx& tx) { return wait_before_try(tx, knock, now); }); };
  auto fail = [&](const Knock& knock) { in([&](db::Tx& tx) { return note_try(tx, knock, false, now), 0; }); };
  for (int i = 0; i < 60; ++i) fail(stranger);
  EXPECT_EQ(wait(stranger), 900);
  EXPECT_EQ(wait(here), 0) << "though name and address are kept out";
  in([&](db::Tx& tx) { return note_try(tx, here, true, now), 0; });
  EXPECT_EQ(wait(stranger), 900) << "the owner's coming and going frees no guesser";
  for (int i = 0; i < 6; ++i) fail(here);
  EXPECT_EQ(wait(here), 2) << "who sits at it guesses no faster";
  for (const std::string& what : {std::string(), std::string("x"), std::string(64, '0')})
    EXPECT_EQ(in([&](db::Tx& tx) { return known_browser(tx, what, owner, now); }), "");
  EXPECT_EQ(in([&](db::Tx& tx) { return known_browser(tx, token, other, now); }), "") << "another's browser";
  EXPECT_EQ(in([&](db::Tx& tx) { return known_browser(tx, token, owner, {now.ms + 91 * 24 * hour}); }), "");
  for (int i = 1; i <= 10; ++i) in([&](db::Tx& tx) { return remember_browser(tx, "", owner, {now.ms + i}); });
  EXPECT_EQ(in([&](db::Tx& tx) { return known_browser(tx, token, owner, now); }), "") << "the ten latest are known";
  const auto again = in([&](db::Tx& tx) { return remember_browser(tx, token, owner, {now.ms + 11}); });
  EXPECT_NE(again, token) << "what is not known any more gives no name to what is";
  in([&](db::Tx& tx) { return change_password(tx, owner, "new hash", now), 0; });
  EXPECT_EQ(in([&](db::Tx& tx) { return known_browser(tx, again, owner, now); }), "");
}

TEST_F(Identity, a_network_of_ipv6_counts_as_one_address) {
  for (int i = 0; i < 60; ++i)
    in([&](db::Tx& tx) {
      return note_try(tx, {"who" + std::to_string(i), "2001:db8::" + std::to_string(i)}, false, now), 0;
    });
  EXPECT_GT(in([&](db::Tx& tx) { return wait_before_try(tx, {"fresh", "2001:db8::ffff"}, now); }), 0);
}

TEST_F(Identity, what_is_longer_than_any_login_leaves_nothing_behind) {
  EXPECT_EQ(login_of("  สํานักงาน\n"), "สำนักงาน");
  EXPECT_EQ(login_of(std::string(200, 'a')).size(), 200u);
  EXPECT_EQ(login_of(std::string(201, 'a')), "");
  EXPECT_EQ(login_of(std::string(1'000'000, 'a')), "");
  in([&](db::Tx& tx) { return note_try(tx, {"x", "1.1.1.1"}, false, now), 0; });
  auto kept = [&] {
    return in([&](db::Tx& tx) {
      static const db::Statement tries("test.tries", "SELECT COUNT(*) FROM sign_in_try");
      return *tx.first(tries, {}, [](const db::Row& row) { return row.integer(0); });
    });
  };
  EXPECT_EQ(kept(), 2);
  in([&](db::Tx& tx) { return forget_old(tx, {now.ms + 25 * hour}), 0; });
  EXPECT_EQ(kept(), 0);
}

TEST_F(Identity, demonstration_and_real_people_are_told_apart) {
  EXPECT_FALSE(in([](db::Tx& tx) { return holds_real_people(tx); }));
  person("demo", true);
  EXPECT_FALSE(in([](db::Tx& tx) { return holds_real_people(tx); }));
  EXPECT_TRUE(in([](db::Tx& tx) { return holds_demonstration_people(tx); }));
  person("real");
  EXPECT_TRUE(in([](db::Tx& tx) { return holds_real_people(tx); }));
}

TEST(Csrf, is_read_from_header_or_field_and_must_fit_wholly) {
  Session session{{}, "0123456789abcdef0123456789abcdef", {}, {}};
  http::Request request;
  EXPECT_FALSE(web::csrf_fits(session, request));
  request.form.emplace("csrf", session.csrf);
  EXPECT_TRUE(web::csrf_fits(session, request));
  request.headers.emplace_back("x-csrf-token", session.csrf.substr(0, 31));
  EXPECT_FALSE(web::csrf_fits(session, request));
  request.headers.back().second = session.csrf;
  EXPECT_TRUE(web::csrf_fits(session, request));
}

}  // namespace
}  // namespace identity
