// Plays the tales under tests/stories: plain text, a line an act of somebody, asked of the served program over HTTP.
// tests/stories/README.md is the list of what a line may say.
#include <algorithm>
#include <fstream>
#include <future>
#include <regex>

#include <gmock/gmock.h>

#include "app/country_for_tests.h"
#include "app/covers.h"
#include "app/filled_for_tests.h"
#include "app/move.h"
#include "identity/covers.h"
#include "journal/journal.h"
#include "registry/place_for_tests.h"
#include "reports/store.h"
#include "reports/witness.h"
#include "review/witness.h"

namespace app {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::string_view report_at = "/reports/clean-province/2567/", follow_at = "/follow-up/clean-province/2567",
                           windows_at = "/windows/clean-province/2567";

struct Answer {
  int status = 0;
  std::string key, detail;
};

class Play {
 public:
  Play() {
    folder_ = fs::temp_directory_path() / ("saat-story-" + std::to_string(getpid()) + "-" + std::to_string(made_++));
    fs::remove_all(folder_);  // of a run that was killed, whose number is ours now
    fs::create_directory(folder_);
    database_ = db::open(registry::place_for_tests((folder_ / "saat.db").string()));
    start("2024-11-18T09:00+07:00");
  }
  ~Play() {
    stop();
    database_.reset();
    fs::remove_all(folder_);
  }

  // One line of a story. What is wrong with it is a failure that names the line.
  void line(const std::string& text) {
    auto is = [&](const char* pattern) { return std::regex_match(text, at_, std::regex(pattern)); };
    if (is("at (\\S+)")) return start(at_[1]);
    if (is("given (\\d+) has submitted")) return given(at_[1], true);
    if (is("given (\\d+) has filled its report")) return given(at_[1], false);
    if (is("given all of (\\d\\d) have submitted")) return given_all(at_[1]);
    if (is("at once: (.+) \\| (.+)")) return at_once(at_[1], at_[2]);
    if (is("one wins, the other is told (.+)")) return one_wins(at_[1]);
    if (is("refused (\\d+) (\\S+)")) return expect(std::stoi(at_[1]), at_[2]);
    if (is("told (.+)")) return told(at_[1]);
    if (is("recount 0")) return recount();
    if (is("(\\d+) is (begun|submitted|verified|approved|accepted)")) return stage(at_[1], at_[2]);
    if (is("(\\d\\d) counts (\\d+) begun, (\\d+) submitted, (\\d+) approved"))
      return counts(at_[1], at_[2], at_[3], at_[4]);
    if (is("(\\d\\d) has (\\S+) from (\\d+) recorded, (\\d+) submitted, (\\d+) approved"))
      return figures(at_[1], at_[2], {at_[3], at_[4], at_[5]});
    if (is("(\\S+) sees (\\S+) was (.+) and is (.+) in (\\d+)"))
      return sees_change(at_[1], at_[2], at_[3], at_[4], at_[5]);
    if (is("(\\S+) is asked at (\\S+): (.+)")) return is_asked(at_[1], at_[2], at_[3]);
    settle();
    last_ = act(text);
    pending_ = text;
  }
  // An act that was not said to be refused must have been done.
  void settle() {
    if (pending_.empty()) return;
    EXPECT_LT(last_.status, 400) << "\"" << pending_ << "\" was refused: " << last_.key << " " << last_.detail;
    pending_.clear();
  }

 private:
  void start(const std::string& moment) {
    settle();
    stop();
    config_ = Config{};
    config_.listen = "127.0.0.1:0";
    config_.now = base::parse_instant(moment);
    if (!config_.now) throw std::runtime_error("not a moment: " + moment);
    auto world = open_world(*database_, config_);
    world_.emplace(load_world(*database_, config_, world.clock));
    app_ = std::make_unique<App>(*database_, std::move(world), config_);
    serving_ = std::thread([this] { app_->run(); });
    for (auto& [login, person] : people_) sign_in(person);  // sessions end in such a leap
  }
  void stop() {
    if (!app_) return;
    app_->stop();
    serving_.join();
    app_.reset();
  }

  struct Person {
    std::string token, csrf;
    std::int64_t id = 0, organisation = 0;
  };

  // "clerk-06300101", "approver-06300101", "district-3001", "province-30", "department", "administrator": made when
  // first named.
  const Person& person(const std::string& login) {
    std::lock_guard lock(mutex_);
    auto [found, fresh] = people_.try_emplace(login);
    if (!fresh) return found->second;
    auto dash = login.find('-');
    auto role = identity::role_of(login.substr(0, dash));
    const auto* place = world_->registry.by_code(dash == login.npos ? "TH" : login.substr(dash + 1));
    if (!role || !place) throw std::runtime_error("nobody is called " + login);
    auto& person = found->second;
    database_->write_now([&](db::Tx& tx) {
      auto id = identity::add_person(tx, {login, "นาย" + login, "", "", true}, "no password", world_->clock.now());
      identity::add_seat(tx, id, place->id, *role);
      journal::write(tx, 0, world_->clock.now(), 0, "add-person", login, "", "",
                     {{identity::covers::person, id}, {identity::covers::seat, id}});
      person.id = id, person.organisation = place->id;
    });
    sign_in(person);
    return person;
  }
  void sign_in(Person& person) {
    database_->write_now([&](db::Tx& tx) {
      person.token = identity::begin_session(tx, person.id, world_->clock.now());
      person.csrf = identity::session_of(tx, person.token, world_->clock.now())->csrf;
    });
  }

  Answer ask(const std::string& who, const char* method, const std::string& target, const json& body,
             json* reply = nullptr) {
    const Person& p = person(who);
    std::map<std::string, std::string> headers{
        {"Accept", "application/json"}, {"Cookie", "saat=" + p.token}, {"X-CSRF-Token", p.csrf}};
    if (!body.is_null()) headers["Content-Type"] = "application/json";
    auto answer = http::Client(app_->port()).ask(method, target, headers, body.is_null() ? "" : body.dump());
    auto parsed = json::parse(answer.body, nullptr, false);
    if (reply) *reply = parsed;
    bool problem = parsed.is_object() && answer.status >= 400;
    return {int(answer.status), problem ? parsed.value("key", "") : "",
            problem ? parsed.value("detail", "") : answer.body.substr(0, 200)};
  }
  json see(const std::string& who, const std::string& target) {
    json reply;
    auto answer = ask(who, "GET", target, nullptr, &reply);
    if (answer.status != 200)
      throw std::runtime_error(who + " cannot see " + target + ": " + std::to_string(answer.status) + " " +
                               answer.detail);
    return reply;
  }

  // "province-30 approves 06300101" and the like.
  Answer act(const std::string& text) {
    std::smatch m;
    auto is = [&](const char* pattern) { return std::regex_match(text, m, std::regex(pattern)); };
    if (is("(clerk|approver)-(\\d+) saves (\\S+) = (.*)"))
      return save(std::string(m[1]) + "-" + std::string(m[2]), m[2], m[3], m[4]);
    if (is("(approver-(\\d+)) submits")) return ask(m[1], "POST", address(m[2]) + "/submission", {{"certify", "yes"}});
    if (is("(approver-(\\d+)) withdraws")) return ask(m[1], "POST", address(m[2]) + "/withdrawal", json::object());
    if (is("(\\S+) opens (\\d+)")) return open(m[1], m[2]);
    if (is("(\\S+) (verifies|approves|accepts) (\\d+)")) return certify(m[1], m[2], m[3], "");
    if (is("(\\S+) withdraws the (verification|approval|acceptance) of (\\d+)"))
      return certify(m[1], m[2], m[3], "/withdrawal");
    if (is("(\\S+) sends back (\\d+) until (\\S+): (.+)")) return send_back(m[1], m[2], m[3], m[4]);
    if (is("(\\S+) (says|asks) at (\\S+) of (\\d+): (.*)")) return say(m[1], m[2], m[3], m[4], m[5]);
    if (is("(\\S+) resolves (\\S+) of (\\d+)")) return resolve(m[1], m[2], m[3]);
    if (is("(\\S+) extends (\\d+) until (\\S+): (.+)"))
      return change_window(m[1], {{"act", "extend"},
                                  {"scope", "body"},
                                  {"body", std::string(m[2])},
                                  {"closes_day", std::string(m[3])},
                                  {"closes_time", "23.59"},
                                  {"reason", std::string(m[4])}});
    if (is("(\\S+) lets (\\d\\d) grant"))
      return ask(m[1], "POST", std::string(windows_at) + "/rights",
                 {{"province", std::string(m[2])}, {"allowed", "yes"}});
    if (is("(\\S+-(\\d+)) asks for (?:time|its answers): (.+)"))
      return ask(m[1], "POST", address(m[2]) + "/request", {{"reason", std::string(m[3])}});
    if (is("(\\S+) forwards what (\\d+) asks")) return answer_request(m[1], m[2], "forward_action", json::object());
    if (is("(\\S+) grants what (\\d+) asks until (\\S+)"))
      return answer_request(m[1], m[2], "decision_action",
                            {{"decision", "grant"}, {"closes_day", std::string(m[3])}, {"closes_time", "23.59"}});
    if (is("(province-(\\d\\d)) previews")) return preview(m[1], m[2]);
    if (is("(province-(\\d\\d)) approves all previewed")) return approve_all(m[1], m[2]);
    if (is("(province-(\\d\\d)) (wants its districts first|waits for no district)"))
      return ask(m[1], "POST", std::string(follow_at) + "/" + std::string(m[2]) + "/district-rule",
                 {{"required", m[3] == "wants its districts first" ? "yes" : "no"}});
    throw std::runtime_error("no such line: " + text);
  }

  std::string address(const std::string& body) { return std::string(report_at) + body; }

  Answer save(const std::string& who, const std::string& body, const std::string& question, const std::string& typed) {
    // What stands there now, read as anybody may who sits there.
    int version = 0;
    database_->read([&](db::Tx& tx) {
      identity::Seat seat;
      seat.organisation = registry::nation;
      auto report = reports::store::find(tx, world_->rounds.front().id, world_->registry.by_code(body)->id, seat);
      const auto* asked = world_->frameworks.front().find(question);
      if (report && asked)
        version = reports::store::answers_of(tx, world_->frameworks.front(), report->id)[asked->slot].version;
    });
    return ask(who, "PUT", address(body) + "/answers/" + question, {{"typed", typed}, {"version", version}});
  }

  std::string page_of(const std::string& body) {
    const auto* place = world_->registry.by_code(body);
    return std::string(follow_at) + "/" + world_->registry.find(place->province)->code + "/" + place->code;
  }
  // Who did not open it acts on what there is now.
  std::string version(const std::string& who, const std::string& body) {
    auto at = opened_.find(who + body);
    return at != opened_.end() ? at->second : see(who, page_of(body))["version"].get<std::string>();
  }
  Answer open(const std::string& who, const std::string& body) {
    opened_.erase(who + body);
    opened_[who + body] = version(who, body);
    return {200, "", ""};
  }
  Answer certify(const std::string& who, const std::string& what, const std::string& body, const char* more) {
    static const std::map<std::string, std::string> noun{
        {"verifies", "verification"}, {"approves", "approval"}, {"accepts", "acceptance"}};
    auto at = noun.find(what);
    return ask(who, "POST", address(body) + "/" + (at == noun.end() ? what : at->second) + more,
               {{"version", version(who, body)}});
  }
  // "U2.1 = ไม่ตรงกับปีก่อน; U2.2 = ..." or a reason for the whole.
  Answer send_back(const std::string& who, const std::string& body, const std::string& due,
                   const std::string& reasons) {
    json fields{{"version", version(who, body)}, {"due", due}};
    for (auto part : base::split(reasons, ';')) {
      auto equals = part.find(" = ");
      if (equals == part.npos)
        fields["reason"] = std::string(base::trim(part));
      else
        fields["reason." + std::string(base::trim(part.substr(0, equals)))] =
            std::string(base::trim(part.substr(equals + 3)));
    }
    return ask(who, "POST", address(body) + "/correction", fields);
  }
  // "(100000 letters)" stands for as many.
  Answer say(const std::string& who, const std::string& how, const std::string& question, const std::string& body,
             std::string text) {
    std::smatch m;
    if (std::regex_match(text, m, std::regex("\\((\\d+) letters\\)"))) text = std::string(std::stoul(m[1]), 'x');
    json fields{{"question", question}, {"text", text}};
    if (how == "asks") fields["follow"] = "yes";
    return ask(who, "POST", address(body) + "/comments", fields);
  }
  json question_in(const json& page, const std::string& code) {
    auto in = [&](const json& indicators) -> json {
      for (const auto& indicator : indicators)
        for (const auto& question : indicator["questions"])
          if (question["code"] == code) return question;
      return nullptr;
    };
    if (page.contains("indicators")) return in(page["indicators"]);
    for (const auto& section : page["report_sections"])
      if (auto found = in(section["indicators"]); !found.is_null()) return found;
    return nullptr;
  }
  json question_for(const std::string& who, const std::string& body, const std::string& code) {
    if (person(who).organisation != world_->registry.by_code(body)->id)
      return question_in(see(who, page_of(body)), code);
    for (const auto& section : world_->frameworks.front().sections)
      if (auto found = question_in(see(who, address(body) + "/sections/" + section.code), code); !found.is_null())
        return found;
    return nullptr;
  }
  Answer resolve(const std::string& who, const std::string& question, const std::string& body) {
    Answer answer{404, "problem.not_found", "nothing waits there"};
    auto shown = question_for(who, body, question);
    for (const auto& comment : shown["comments"])
      if (comment["waits"]) answer = ask(who, "POST", comment["resolve_action"], json::object());
    return answer;
  }

  // A fault of what was typed comes back in the page.
  Answer change_window(const std::string& who, const json& fields) {
    json page;
    auto answer = ask(who, "POST", std::string(windows_at) + "/changes", fields, &page);
    if (answer.status == 400 && page.contains("faults")) answer.key = page["faults"][0]["key"].get<std::string>();
    return answer;
  }
  Answer answer_request(const std::string& who, const std::string& body, const char* action, const json& fields) {
    auto page = see(who, std::string(windows_at) + "/requests");
    for (const auto& request : page["requests"])
      if (request["code"] == body && (request["state"] == "waiting" || request["state"] == "forwarded"))
        return ask(who, "POST", request[action], fields);
    return {404, "problem.not_found", "nothing is asked there"};
  }

  Answer preview(const std::string& who, const std::string& province) {
    previewed_ = json::object();
    auto page = see(who, std::string(follow_at) + "/" + province + "/approvals");
    for (const auto& one : page["ready"]) previewed_["report." + one["code"].get<std::string>()] = one["version"];
    return {200, "", ""};
  }
  Answer approve_all(const std::string& who, const std::string& province) {
    json reply;
    auto answer = ask(who, "POST", std::string(follow_at) + "/" + province + "/approvals", previewed_, &reply);
    if (answer.status == 200) {
      answer.detail = std::to_string(reply["certified"].get<int>()) + " certified";
      for (const auto& fallen : reply["fallen"])
        answer.detail += "; " + fallen["code"].get<std::string>() + ": " + fallen["why"].get<std::string>();
    }
    return answer;
  }

  void at_once(const std::string& one, const std::string& other) {
    settle();
    // Both have opened the report and are known before either acts.
    for (const auto& text : {one, other}) {
      std::smatch m;
      person(text.substr(0, text.find(' ')));
      if (std::regex_match(text, m, std::regex("(\\S+) (?:verifies|approves|accepts) (\\d+)"))) open(m[1], m[2]);
    }
    auto first = std::async(std::launch::async, [&] { return act(one); });
    auto second = act(other);
    both_ = {first.get(), second};
  }
  void one_wins(const std::string& keys) {
    ASSERT_NE(both_.first.status < 400, both_.second.status < 400)
        << both_.first.detail << " / " << both_.second.detail;
    const Answer& loser = both_.first.status < 400 ? both_.second : both_.first;
    EXPECT_EQ(loser.status, 409) << loser.detail;
    EXPECT_NE((" " + keys + " ").find(" " + loser.key + " "), std::string::npos) << loser.key << " " << loser.detail;
    EXPECT_NE(loser.detail.find("นาย"), std::string::npos) << "who was faster is not said: " << loser.detail;
  }
  void expect(int status, const std::string& key) {
    EXPECT_EQ(last_.status, status) << pending_ << ": " << last_.detail;
    EXPECT_EQ(last_.key, key) << last_.detail;
    pending_.clear();
  }
  void told(const std::string& part) {
    EXPECT_NE(last_.detail.find(part), std::string::npos) << "was told: " << last_.detail;
  }

  void recount() {
    static const db::Statement acts("test.acts", "SELECT DISTINCT act FROM journal");
    database_->read([&](db::Tx& tx) {
      EXPECT_THAT(recounted(tx, *world_, false).differences, testing::IsEmpty());
      EXPECT_THAT(reports::journal_differences(tx), testing::IsEmpty());
      EXPECT_THAT(review::journal_differences(tx), testing::IsEmpty());
      const auto verdict = journal::verify(tx, covers());
      EXPECT_THAT(verdict.differences, testing::IsEmpty());
      EXPECT_THAT(verdict.not_covered, testing::IsEmpty());
      EXPECT_TRUE(verdict.broken.empty());
      // What was done is told in words wherever a history is read.
      tx.each(acts, {}, [&](const db::Row& row) {
        EXPECT_TRUE(world_->words.has("history_act." + row.string(0))) << row.text(0);
      });
    });
  }
  void stage(const std::string& body, const std::string& wanted) {
    EXPECT_EQ(see("department", page_of(body))["stage"], wanted) << body;
  }
  void counts(const std::string& province, const std::string& begun, const std::string& submitted,
              const std::string& approved) {
    auto totals = see("department", std::string(follow_at) + "/" + province)["totals"];
    EXPECT_EQ(totals["begun"], std::stoi(begun));
    EXPECT_EQ(totals["submitted"], std::stoi(submitted));
    EXPECT_EQ(totals["approved"], std::stoi(approved));
  }
  // From how many reports a figure is, stage by stage: on the page that shows it.
  void figures(const std::string& province, const std::string& code, const std::vector<std::string>& wanted) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      auto page = see("department", std::string(follow_at) + "/" + province +
                                        "?stage=" + std::string(totals::code_of(totals::stages[i])));
      bool found = false;
      for (const auto& figure : page["figures"])
        if (figure["code"] == code) {
          found = true;
          EXPECT_TRUE(figure["count_words"].get<std::string>().starts_with(wanted[i] + " จาก "))
              << figure["count_words"];
        }
      EXPECT_TRUE(found) << "no figure " << code;
    }
  }
  void sees_change(const std::string& who, const std::string& code, const std::string& before, const std::string& after,
                   const std::string& body) {
    auto page = see(who, page_of(body));
    for (const auto& change : page["corrections"][0]["answered"])
      if (change["code"] == code) {
        EXPECT_EQ(change["before"], before);
        EXPECT_EQ(change["after"], after);
        return;
      }
    ADD_FAILURE() << who << " sees no change of " << code << ": " << page["corrections"].dump();
  }
  void is_asked(const std::string& who, const std::string& code, const std::string& text) {
    const auto* body = world_->registry.find(person(who).organisation);
    auto says = [&](const json& comments) {
      return std::any_of(comments.begin(), comments.end(), [&](const json& c) { return c["text"] == text; });
    };
    EXPECT_TRUE(says(question_for(who, body->code, code)["comments"])) << "not at the field";
    auto home = see(who, "/");
    EXPECT_TRUE(!home["returned"].empty() && says(home["returned"][0]["asked_at"]))
        << "not on the home page: " << home["returned"].dump();
  }

  void write_report(db::Tx& tx, const registry::Organisation& body, bool submit, const Believable& believable,
                    std::mt19937_64& random) {
    const auto& plan = world_->frameworks.front();
    reports::Where where{plan, world_->rounds.front().id, reports::body_for(body, plan)};
    if (!plan.bodies.contains(where.body.type)) return;
    identity::Seat seat;
    seat.organisation = body.id;
    auto now = world_->clock.now();
    fill_in(tx, where, seat, believable, random, now);
    if (submit) reports::submit(tx, where, seat, now);
  }
  void given(const std::string& code, bool submit) {
    settle();
    std::mt19937_64 random(7);
    Believable believable(world_->registry, world_->frameworks.front());
    database_->write_now(
        [&](db::Tx& tx) { write_report(tx, *world_->registry.by_code(code), submit, believable, random); });
  }
  void given_all(const std::string& province) {
    settle();
    std::mt19937_64 random(7);
    Believable believable(world_->registry, world_->frameworks.front());
    database_->write_now([&](db::Tx& tx) {
      for (const auto* body : world_->registry.locals_under(world_->registry.by_code(province)->id))
        write_report(tx, *body, true, believable, random);
    });
  }

  static inline int made_ = 0;
  fs::path folder_;
  Config config_;
  std::unique_ptr<db::Database> database_;
  std::optional<identity::World> world_;
  std::unique_ptr<App> app_;
  std::thread serving_;
  std::mutex mutex_;
  std::map<std::string, Person> people_;
  std::map<std::string, std::string> opened_;
  json previewed_ = json::object();
  std::pair<Answer, Answer> both_;
  std::string pending_;
  Answer last_;
  std::smatch at_;
};

std::vector<std::string> stories() {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator("tests/stories"))
    if (entry.path().extension() == ".story") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

class Stories : public testing::TestWithParam<std::string> {};

TEST_P(Stories, happens_as_it_is_told) {
  std::ifstream file(GetParam());
  Play play;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    auto text = std::string(base::trim(line.substr(0, line.find("  #"))));
    if (text.empty() || text.starts_with('#')) continue;
    SCOPED_TRACE(GetParam() + ":" + std::to_string(number) + ": " + text);
    ASSERT_NO_THROW(play.line(text));
    if (testing::Test::HasFailure()) return;
  }
  play.settle();
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
  std::string name = fs::path(info.param).stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(told, Stories, testing::ValuesIn(stories()), name_of);

}  // namespace
}  // namespace app
