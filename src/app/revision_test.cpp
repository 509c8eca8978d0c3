// A plan is revised after reports were sent: what was sent stays what it was, figures follow, who must answer is asked.
#include <gmock/gmock.h>

#include <fstream>

#include "app/app.h"
#include "app/country_for_tests.h"
#include "app/move.h"
#include "app/revise.h"
#include "framework/changes.h"
#include "registry/place_for_tests.h"
#include "reports/acts.h"
#include "reports/seal.h"
#include "reports/store.h"

namespace app {
namespace {

namespace fs = std::filesystem;

const std::string first_question =
    "      - {code: A.1, th: แผงทั้งหมด, en: Stalls, kind: count, unit: stall, may_not_apply: true}\n";
const std::string second_question = "      - {code: A.2, th: แผงที่แยก, en: Sorting stalls, kind: count, unit: stall}\n";
const std::string map_question = "      - {code: A.3, th: แผนผังตลาด, en: Map of the market, kind: file}\n";
const std::string asked_anew = "      - {code: A.7, th: ถังขยะ, en: Bins, kind: count, unit: stall}\n";

// The green market of 2568-03: short, and not built in, so that its folder alone says what is asked.
struct Revised : testing::Test {
  fs::path folder = fs::temp_directory_path() / ("saat-revised-" + std::to_string(getpid()));
  Config config;
  std::unique_ptr<db::Database> database;
  std::optional<identity::World> world;

  Revised() {
    fs::remove_all(folder);
    copy("tests/frameworks/green-market/2568-03", "green-market/2568-03");
    config.db = registry::place_for_tests((folder / "x.db").string());
    config.plans = folder.string();
    config.now = base::parse_instant("2025-04-02T09:00+07:00");
    database = db::open(config.db);
    start();
  }
  ~Revised() override {
    database.reset();
    fs::remove_all(folder);
  }

  void copy(const fs::path& from, const std::string& to) {
    fs::create_directories(folder / to);
    for (const auto& entry : fs::directory_iterator(from))
      if (entry.is_regular_file()) fs::copy_file(entry.path(), folder / to / entry.path().filename());
  }
  void start() { world.emplace(open_world(*database, config)); }
  void edit(const std::string& file, const std::vector<std::pair<std::string, std::string>>& changes) {
    auto path = folder / "green-market/2568-03" / file;
    std::ifstream in(path);
    std::string text(std::istreambuf_iterator<char>(in), {});
    for (const auto& [from, into] : changes) {
      auto at = text.find(from);
      if (at == text.npos) throw std::runtime_error("the plan does not say " + from);
      text.replace(at, from.size(), into);
    }
    std::ofstream(path) << text;
  }
  void revise(const std::string& file, const std::vector<std::pair<std::string, std::string>>& changes) {
    edit("plan.yaml", {{"revision: 1", "revision: 2"}});
    edit(file, changes);
  }

  const framework::Framework& plan() const { return *world->find("green-market", "2568-03"); }
  std::int64_t round() const {
    for (const auto& each : world->rounds)
      if (each.framework == "green-market") return each.id;
    return 0;
  }
  const registry::Organisation& body() const { return *world->registry.by_code("04560102"); }
  reports::Where where() const { return {plan(), round(), reports::body_for(body(), plan())}; }
  identity::Seat seat() const {
    identity::Seat seat;
    seat.id = 7, seat.organisation = body().id, seat.role = identity::Role::approver;
    return seat;
  }
  void send(const std::vector<std::pair<std::string, std::string>>& answers) {
    database->write_now([&](db::Tx& tx) {
      auto now = world->clock.now();
      auto draft = reports::open_draft(tx, where(), seat(), now);
      for (const auto& [code, typed] : answers) {
        reports::Given given;
        given.typed = typed, given.unit = "", given.seen = 0;
        reports::put(tx, draft, *plan().find(code), given, seat(), now);
      }
      reports::close_draft(tx, where(), draft, now);
      reports::submit(tx, where(), seat(), now);
    });
  }
  void send() { send({{"A.1", "20"}, {"A.2", "5"}, {"A.4", "2025-03-20"}, {"A.5", "own"}}); }

  reports::Report report() {
    std::optional<reports::Report> found;
    database->read([&](db::Tx& tx) { found = reports::store::find(tx, round(), body().id, seat()); });
    return found.value();
  }
  reports::Submission submission() {
    std::vector<reports::Submission> sent;
    auto id = report().id;
    database->read([&](db::Tx& tx) { sent = reports::store::submissions_of(tx, id); });
    return sent.at(0);
  }
  bool intact() {
    bool intact = false;
    auto sent = submission();
    database->read([&](db::Tx& tx) { intact = reports::is_intact(tx, where(), sent); });
    return intact;
  }
  std::vector<std::string> differences() {
    reports::Recount result;
    database->read([&](db::Tx& tx) { result = recounted(tx, *world, false); });
    return result.differences;
  }
};

TEST_F(Revised, a_receipt_stays_genuine_when_questions_are_dropped_and_reordered) {
  send();
  ASSERT_TRUE(intact());
  revise("1-market.yaml",
         {{map_question, ""}, {first_question, ""}, {second_question, second_question + first_question}});
  start();
  EXPECT_EQ(plan().revision, 2);
  EXPECT_TRUE(intact());
  EXPECT_EQ(submission().revision, 1) << "it answered the revision it was sent under";
  database->write_now([&](db::Tx& tx) {
    auto stored = reports::store::stored_of(tx, report().id);
    for (auto& [code, answer] : stored)
      if (code == "A.1") answer.typed = "21", reports::store::put(tx, report().id, code, answer);
  });
  EXPECT_FALSE(intact()) << "an answer that was changed behind the program's back still shows";
}

TEST_F(Revised, a_receipt_sealed_in_the_plans_order_is_held_against_the_plan_it_answered) {
  send();
  auto sent = submission();
  sent.seal = int(reports::Seal::plans_order);
  // Reckoned outside the program: BLAKE2b-256 over the fields of A.1, A.2, A.4, A.5, each behind its length.
  sent.content_hash = "7c3a759571cce96bd1127097637a1b0e17a3f44f61afe038129164aba3ffab95";
  auto intact = [&] {
    bool is = false;
    database->read([&](db::Tx& tx) { is = reports::is_intact(tx, where(), sent); });
    return is;
  };
  EXPECT_TRUE(intact());
  revise("1-market.yaml",
         {{map_question, ""}, {first_question, ""}, {second_question, second_question + first_question}});
  start();
  EXPECT_TRUE(intact());
}

TEST_F(Revised, two_rounds_with_the_same_answers_have_two_digests) {
  reports::Stored stored{{"A.1", {.typed = "20", .version = 1}}};
  EXPECT_NE(reports::seal_of("green-market", "2568-03", "1", stored),
            reports::seal_of("green-market", "2568-04", "1", stored));
  EXPECT_NE(reports::seal_of("green-market", "2568-03", "1", stored),
            reports::seal_of("green-market", "2568-03", "2", stored));
}

TEST_F(Revised, figures_are_folded_anew_before_the_first_page) {
  send();
  revise("1-market.yaml", {{"numerator: A.2", "numerator: A.1 - A.2"}});
  start();
  EXPECT_THAT(differences(), testing::IsEmpty());
  totals::Sums sums;
  database->read([&](db::Tx& tx) { sums = totals::of_nation(tx, round(), totals::Stage::submitted); });
  EXPECT_EQ(base::to_plain(base::Decimal{sums["A"].amount}), "15") << "20 - 5";
  EXPECT_EQ(report().stage, reports::Stage::submitted) << "who need not answer again is left alone";
}

TEST_F(Revised, who_must_answer_what_is_newly_required_gets_the_report_back) {
  send();
  revise("1-market.yaml", {{map_question, asked_anew}});
  start();
  EXPECT_EQ(report().stage, reports::Stage::begun);
  EXPECT_TRUE(submission().withdrawn_at.has_value());
  EXPECT_THAT(differences(), testing::IsEmpty());
  std::vector<journal::Entry> acts;
  auto id = report().id;
  database->read([&](db::Tx& tx) { acts = journal::of(tx, id); });
  ASSERT_FALSE(acts.empty());
  EXPECT_EQ(acts.back().act, "send-back");
  EXPECT_NE(acts.back().after.find("A.7"), std::string::npos) << acts.back().after;
  std::optional<calendar::Revised> revised;
  std::vector<journal::Entry> national;
  const auto asked = round();
  database->read([&](db::Tx& tx) { revised = calendar::revised(tx, asked), national = journal::of(tx, 0); });
  ASSERT_TRUE(revised.has_value());
  EXPECT_EQ(revised->revision, 2);
  EXPECT_EQ(revised->folded, 1);
  EXPECT_EQ(revised->returned, 1);
  EXPECT_EQ(revised->left, 0);
  ASSERT_FALSE(national.empty());
  EXPECT_EQ(national.back().act, "revise");
  EXPECT_NE(national.back().after.find("ส่งคืนให้ตอบเพิ่ม 1 รายงาน"), std::string::npos) << national.back().after;
}

TEST_F(Revised, nobody_is_asked_again_when_there_is_no_time_left) {
  send();
  config.now = base::parse_instant("2025-04-09T09:00+07:00");
  revise("1-market.yaml", {{map_question, asked_anew}});
  start();
  EXPECT_EQ(report().stage, reports::Stage::submitted);
  EXPECT_THAT(differences(), testing::IsEmpty());
}

TEST_F(Revised, a_revision_that_stores_another_unit_is_refused) {
  revise("1-market.yaml",
         {{"units: [litre, cubic_metre]", "units: [cubic_metre, litre]"}, {"factor: 1/1000", "factor: 1"}});
  EXPECT_THROW(start(), std::exception);
}

TEST_F(Revised, people_begin_with_the_plan_that_opened_last) {
  EXPECT_EQ(world->at_hand(*base::parse_instant("2025-03-31T23:00+07:00")).name, "clean-province")
      << "the market's window opens in an hour";
  EXPECT_EQ(world->at_hand(*base::parse_instant("2025-04-01T00:00+07:00")).name, "green-market");
}

// The pages of a node that serves while the plan is revised, as on a database that several share.
struct RevisedWhileServed : Revised {
  Country country{"2025-04-02T09:00+07:00", folder.string()};
  const std::string about = "/green-market/2568-03", report_of = "/reports" + about + "/" + Country::far;

  std::string page(const std::string& who, const std::string& address, const std::string& language = "th") {
    const auto cookie = "saat=" + country.visitor(who).token + "; language=" + language;
    auto answer = country.ask(who, "GET", address, nullptr, {{"Accept", "text/html"}, {"Cookie", cookie}});
    EXPECT_EQ(answer.status, 200) << who << " " << address;
    return answer.body;
  }
  // What the nation's and the province's pages say of the revision, and the nation's figure of what was sent.
  struct Shown {
    std::vector<std::string> notes;
    std::string figure;
  };
  Shown shown(const std::string& language = "th") {
    Shown found;
    for (auto [who, address] : {std::pair<std::string, std::string>{"department", "/follow-up" + about},
                                {"department", "/follow-up" + about + "/30"},
                                {"province from afar", "/follow-up" + about + "/30"}}) {
      auto text = page(who, address, language);
      for (const char* begin : {"แผนฉบับแก้ไขครั้งที่", "Revision 2"})
        if (auto at = text.find(begin); at != text.npos)
          found.notes.push_back(text.substr(at, text.find('<', at) - at));
    }
    auto nation =
        nlohmann::json::parse(country.ask("department", "GET", "/follow-up" + about + "?stage=submitted").body);
    for (const auto& figure : nation["figures"])
      if (figure["code"] == "A") found.figure = figure["shown"];
    return found;
  }
  void answer(const std::string& code, const std::string& typed) {
    auto saved =
        country.ask("clerk from afar", "PUT", report_of + "/answers/" + code, {{"typed", typed}, {"version", 0}});
    ASSERT_EQ(saved.status, 200) << saved.body;
  }
  void answer_all() {
    for (auto [code, typed] :
         {std::pair{"A.1", "20"}, {"A.2", "5"}, {"A.4", "2025-03-20"}, {"A.5", "own"}, {"B.1", "no"}})
      answer(code, typed);
  }
  void send_it() {
    auto sent = country.ask("approver from afar", "POST", report_of + "/submission", {{"certify", "yes"}});
    ASSERT_EQ(sent.status, 303) << sent.body;
  }
  // `meanwhile` is asked when everything is written and nothing of it holds yet.
  template <class F>
  void revise_served(F&& meanwhile) {
    Config served = config;
    served.db = country.file();
    auto now = calendar::Clock(*config.now);
    auto anew = load_world(country.database(), served, now);
    country.database().write_now([&](db::Tx& tx) {
      std::vector<AskedPlan> plans;
      for (const auto& plan : anew.frameworks) {
        bool revised = calendar::is_revised_by(tx, plan);
        plans.push_back({{&plan, calendar::ensure_round(tx, plan, *config.now).id}, revised});
      }
      app::revise(tx, plans, *config.now);
      meanwhile();
    });
    country.database().announce("world");
  }
};

TEST_F(RevisedWhileServed, pages_show_one_revision_before_while_and_after_it_comes) {
  answer_all();
  send_it();
  const auto before = shown();
  EXPECT_THAT(before.notes, testing::IsEmpty()) << "a plan as it was first asked is no news";
  EXPECT_EQ(before.figure, "25.0") << "5 of 20";
  revise("1-market.yaml", {{"numerator: A.2", "numerator: A.1 - A.2"}});
  Shown meanwhile;
  revise_served([&] { meanwhile = shown(); });
  EXPECT_THAT(meanwhile.notes, testing::IsEmpty()) << "nothing is said of what does not hold yet";
  EXPECT_EQ(meanwhile.figure, "25.0") << "and no figure is of it";
  const auto after = shown();
  EXPECT_THAT(after.notes,
              testing::AllOf(testing::SizeIs(3),
                             testing::Each("แผนฉบับแก้ไขครั้งที่ 2 ใช้ตั้งแต่ 2 เม.ย. 2568 09.00 น.: คำนวณตัวเลขใหม่ 1 รายงาน "
                                           "ส่งคืนให้ตอบเพิ่ม 0 รายงาน ขาดคำตอบแต่คงไว้เพราะรับรองแล้วหรือปิดรับแล้ว 0 รายงาน")));
  EXPECT_EQ(after.figure, "75.0") << "15 of 20";
  EXPECT_THAT(shown("en").notes,
              testing::AllOf(testing::SizeIs(3), testing::Each(testing::HasSubstr("Reports folded anew: 1 · given"))));
  EXPECT_THAT(page("approver from afar", report_of + "/receipt"),
              testing::ContainsRegex("ตอบตามแผนฉบับแก้ไขครั้งที่</dt>[^<]*<dd>1</dd>"))
      << "what was sent answered the one before";
}

TEST_F(RevisedWhileServed, who_must_answer_again_reads_it_on_their_own_pages) {
  answer_all();
  send_it();
  const std::string asks = "แผนฉบับแก้ไขครั้งที่ 2 ถามเพิ่ม โปรดตอบข้อ A.7 แล้วส่งรายงานอีกครั้ง";
  const std::string in_english = "Revision 2 of the plan asks more: please answer A.7 and send the report again";
  const auto has = [&](const std::string& who, const std::string& address) {
    return page(who, address).find(asks) != std::string::npos;
  };
  revise("1-market.yaml", {{map_question, asked_anew}});
  bool told = true;
  revise_served([&] { told = has("clerk from afar", "/"); });
  EXPECT_FALSE(told) << "not before it holds";
  EXPECT_THAT(shown().notes, testing::Each(testing::HasSubstr("ส่งคืนให้ตอบเพิ่ม 1 รายงาน")));
  EXPECT_TRUE(has("clerk from afar", "/"));
  EXPECT_TRUE(has("province from afar", "/follow-up" + about + "/30/" + Country::far));
  // Told and read again by others than who revised it: in a while.
  for (int looks = 0; looks < 2'000 && !has("approver from afar", "/notices"); ++looks) std::this_thread::yield();
  EXPECT_TRUE(has("approver from afar", "/notices"));
  for (auto [who, address] : {std::pair<std::string, std::string>{"clerk from afar", "/"},
                              {"province from afar", "/follow-up" + about + "/30/" + Country::far},
                              {"approver from afar", "/notices"},
                              {"approver from afar", report_of + "/history"}})
    EXPECT_THAT(page(who, address, "en"),
                testing::AllOf(testing::HasSubstr(in_english), testing::Not(testing::HasSubstr(asks))))
        << address;
  EXPECT_THAT(page("clerk from afar", "/"), testing::HasSubstr("โดย ระบบ")) << "nobody's name stands there";
  const auto form = report_of + "/sections/market";
  for (int looks = 0; looks < 2'000 && page("clerk from afar", form).find("A.7") == std::string::npos; ++looks)
    std::this_thread::yield();
  answer("A.7", "4");
  send_it();
  EXPECT_THAT(page("approver from afar", report_of + "/receipt"),
              testing::ContainsRegex("ตอบตามแผนฉบับแก้ไขครั้งที่</dt>[^<]*<dd>2</dd>"));
}

}  // namespace
}  // namespace app
