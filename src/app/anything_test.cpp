// Anybody asks for anything: by what the pages themselves show (their links and forms, filled with what fits and with
// what does not), by the program's own table of routes, and as somebody else than the page was for. Whatever comes, no
// fault of the program's, no word of another office, no act beyond the seat, no text of a form in a log; journal and
// sums stay whole. SAAT_TEST_STEPS asks for more, SAAT_TEST_SEED for others.
#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>

#include <random>
#include <regex>

#include "app/country_for_tests.h"
#include "app/covers.h"
#include "app/filled_for_tests.h"
#include "app/move.h"
#include "app/routes.h"
#include "base/text.h"
#include "reports/before.h"

namespace app {
namespace {

using nlohmann::json;
using Fields = std::vector<std::pair<std::string, std::string>>;

std::string plain(std::string text) {
  for (auto [mark, sign] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1))
      text.replace(at, std::string_view(mark).size(), sign);
  return text;
}

// A form as a page shows it.
struct Form {
  struct Field {
    std::string name, type, value;
    std::vector<std::string> choices;
  };
  std::string action;
  bool posts = false, has_file = false;
  std::vector<Field> fields;
};

std::string attribute(const std::string& tag, const std::string& name) {
  const auto begins = " " + name + "=\"";
  auto at = tag.find(begins);
  if (at == tag.npos) return "";
  at += begins.size();
  return plain(tag.substr(at, tag.find('"', at) - at));
}

// Every tag of these names, in order.
std::vector<std::string> tags_of(const std::string& html, std::initializer_list<std::string_view> names) {
  std::vector<std::string> all;
  for (auto at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    const auto end = html.find('>', at);
    if (end == html.npos) break;
    const std::string_view tag(html.data() + at + 1, end - at - 1);
    for (auto name : names)
      if (tag.starts_with(name) && (tag.size() == name.size() || tag[name.size()] == ' ' || tag[name.size()] == '\n'))
        all.emplace_back(tag);
  }
  return all;
}

std::vector<Form> forms_in(const std::string& html) {
  std::vector<Form> forms;
  bool inside = false;
  for (const auto& tag : tags_of(html, {"form", "/form", "input", "select", "option", "textarea", "button"})) {
    if (tag.starts_with("form")) {
      forms.push_back({attribute(tag, "action"),
                       attribute(tag, "method") == "post",
                       attribute(tag, "enctype").starts_with("multipart"),
                       {}});
      inside = true;
    } else if (tag == "/form") {
      inside = false;
    } else if (!inside) {
      continue;
    } else if (tag.starts_with("option")) {
      if (!forms.back().fields.empty()) forms.back().fields.back().choices.push_back(attribute(tag, "value"));
    } else if (auto name = attribute(tag, "name"); !name.empty()) {
      auto type = tag.starts_with("input") ? attribute(tag, "type") : tag.substr(0, tag.find(' '));
      forms.back().fields.push_back({name, type, attribute(tag, "value"), {}});
    }
  }
  std::erase_if(forms, [](const Form& form) { return !form.action.starts_with('/'); });
  return forms;
}

class Anything : public testing::Test {
 protected:
  Country country;
  identity::World world = open_world(country.database(), {});
  std::mt19937_64 random{std::uint64_t(number_of("SAAT_TEST_SEED", 1))};
  std::vector<std::string> people{""};
  std::map<std::string, std::set<std::string>> links;        // by whom they were shown to
  std::map<std::string, std::map<std::string, Form>> forms;  // likewise, by what they do
  std::ostringstream log;
  std::map<std::string, int> seen;  // how often each act had which kind of answer, to see that it gets past the door
  std::map<std::string, int> versions;  // of answers, by address
  bool somebody_left = false;
  int texts = 0;
  std::string sent;  // the values of the form under way: a page may show them to who sent them

  Anything() {
    for (const auto& [name, visitor] : country.visitors()) people.push_back(name);
    for (const auto& who : people) links[who] = {"/", "/reports", "/follow-up", "/results", "/notices", "/open"};
    spdlog::default_logger()->sinks().push_back(std::make_shared<spdlog::sinks::ostream_sink_mt>(log));
    const auto& plan = world.frameworks.front();
    Believable believable(world.registry, plan);
    const auto rounds = reports::rounds_of(world);
    for (const char* who : {"clerk", "clerk of the neighbour"})
      country.database().write_now([&](db::Tx& tx) {
        const auto& body = *world.registry.find(country.visitor(who).organisation);
        const auto where = reports::where_of(tx, world.registry, rounds, plan, rounds.front().round, body);
        fill_in(tx, where, identity::seats_of(tx, country.visitor(who).person).front(), believable, random,
                world.clock.now());
      });
  }
  ~Anything() override { spdlog::default_logger()->sinks().pop_back(); }

  std::size_t below(std::size_t n) { return std::size_t(random() % n); }
  bool in(std::size_t n) { return below(n) == 0; }
  template <class List>
  const auto& one(const List& list) {
    return *std::next(std::begin(list), std::ptrdiff_t(below(std::size(list))));
  }

  // A text that says whose it is: ฮข06560115ฮ12.
  std::string marked(const std::string& who) {
    const auto* place = who.empty() ? nullptr : world.registry.find(country.visitor(who).organisation);
    return fmt::format("ฮข{}ฮ{}", place ? place->code : "", ++texts);
  }
  std::string hostile(const std::string& who) {
    static const std::vector<std::string> all = {"",
                                                 " ",
                                                 "0",
                                                 "-1",
                                                 "1e308",
                                                 "99999999999999999999",
                                                 "NaN",
                                                 "๑,๒๓๔.๕๖",
                                                 "1/2",
                                                 "50 %",
                                                 "31/2/2567",
                                                 "25.61",
                                                 "=1+1",
                                                 "'; DROP TABLE report; --",
                                                 "<script>alert(1)</script>",
                                                 "\r\nX: y",
                                                 "..%2F..",
                                                 "\xff\xfe",
                                                 "ก\u0301",
                                                 "\u202e",
                                                 std::string("a\0b", 3),
                                                 "true",
                                                 "null",
                                                 "[]",
                                                 "{}",
                                                 "TH",
                                                 "999999999"};
    if (in(40)) return std::string(std::size_t(1) << below(21), in(2) ? 'x' : '<');
    return in(3) ? marked(who) + one(all) : one(all);
  }
  std::string fitting(const Form::Field& field, const std::string& who) {
    if (!field.choices.empty()) return one(field.choices);
    if (field.type == "checkbox" || field.type == "radio" || field.type == "hidden" || field.type == "button")
      return field.value;
    if (field.name.ends_with("day")) return one(std::vector<std::string>{"20/11/2567", "25/11/2567", "5/12/2567"});
    if (field.name.ends_with("time")) return one(std::vector<std::string>{"08.30", "23.59"});
    if (field.type == "textarea" || field.name == "reason" || field.name == "note") return marked(who);
    return one(std::vector<std::string>{"7", "2,032", "31.5", field.value, "yes", "ไม่มี"});
  }
  Fields filled(const Form& form, const std::string& who) {
    Fields fields;
    const bool kindly = in(2);  // as its reader would
    std::vector<const Form::Field*> buttons;
    for (const auto& field : form.fields) {
      if (field.type == "file" || (!kindly && in(12))) continue;
      if (field.type == "button") {
        buttons.push_back(&field);
        continue;
      }
      if (field.type == "radio" && in(2)) continue;
      if (field.type == "checkbox" && in(4)) continue;
      if (field.name == "csrf") {
        fields.emplace_back("csrf", who.empty() || in(30) ? hostile(who) : country.visitor(who).csrf);
        continue;
      }
      fields.emplace_back(field.name, !kindly && in(4) ? hostile(who) : in(3) ? field.value : fitting(field, who));
      if (!kindly && in(40)) fields.push_back(fields.back());
    }
    if (!buttons.empty()) {
      const auto* pressed = one(buttons);
      fields.emplace_back(pressed->name, pressed->value);
    }
    return fields;
  }

  // Who may read what another office wrote: those above it, and below it, who are told.
  bool is_for(const std::string& who, const std::string& code) {
    const auto* author = world.registry.by_code(code);
    const auto* reader = world.registry.find(country.visitor(who).organisation);
    if (!author || !reader) return true;
    const auto lies_within = [](const registry::Organisation& inner, const registry::Organisation& outer) {
      return outer.id == registry::nation || inner.id == outer.id || inner.province == outer.id ||
             inner.district == outer.id;
    };
    return lies_within(*author, *reader) || lies_within(*reader, *author);
  }

  void look_at(const std::string& who, const std::string& method, const std::string& target,
               const http::Client::Answer& answer) {
    const auto what =
        fmt::format("{} {} by {}: {}", method, target.substr(0, 300), who.empty() ? "nobody" : who, answer.status);
    const auto path = target.substr(0, target.find('?'));
    const auto found = match(method, path);
    ++seen[fmt::format("{} {}: {}xx", method, found.route ? found.route->pattern : "elsewhere", answer.status / 100)];
    ASSERT_NE(answer.status, 0) << what << " was not answered";
    ASSERT_LT(answer.status, 500) << what << "\n" << answer.body << "\n" << log.str();
    const bool is_public = path.starts_with("/open") || path.starts_with("/api/");
    static const std::regex mark("ฮข([0-9A-Z]+)ฮ[0-9]+");
    for (auto at = answer.body.find("ฮข"); !is_public && at != answer.body.npos; at = answer.body.find("ฮข", at + 1)) {
      std::smatch whose;
      const auto here = answer.body.substr(at, 40);
      if (!std::regex_search(here, whose, mark) || sent.find(whose[0]) != sent.npos) continue;
      ASSERT_FALSE(who.empty()) << what << " told a stranger " << here;
      ASSERT_TRUE(is_for(who, whose[1])) << what << " told of " << here;
    }
    if (answer.headers.contains("location")) learn(who, answer.headers.at("location"));
    if (answer.headers.contains("content-type") && answer.headers.at("content-type").starts_with("text/html")) {
      for (const auto& tag : tags_of(answer.body, {"a"})) learn(who, attribute(tag, "href"));
      for (auto& form : forms_in(answer.body)) {
        if (forms[who].size() >= 200) forms[who].erase(std::next(forms[who].begin(), std::ptrdiff_t(below(200))));
        forms[who].insert_or_assign(form.action, std::move(form));
      }
    }
  }
  void learn(const std::string& who, const std::string& link) {
    if (!link.starts_with('/') || link.starts_with("//")) return;
    if (links[who].size() >= 400) links[who].erase(std::next(links[who].begin(), std::ptrdiff_t(below(400))));
    links[who].insert(link);
  }

  void ask(const std::string& who, const std::string& method, const std::string& target, const std::string& body,
           const std::string& type) {
    std::map<std::string, std::string> headers{{"Accept", in(3) ? "application/json" : "text/html"}};
    if (!who.empty()) headers["Cookie"] = "saat=" + (in(50) ? "wrong" : country.visitor(who).token);
    if (type == "application/json" && !who.empty()) headers["X-CSRF-Token"] = country.visitor(who).csrf;
    if (!body.empty()) headers["Content-Type"] = type;
    if (in(3)) headers["Accept-Language"] = in(2) ? "en" : "th";
    look_at(who, method, target, http::Client(country.port()).ask(method, target, headers, body));
  }

  void follow_a_link() {
    const auto shown_to = one(people);
    const auto link = one(links[shown_to]);
    ask(in(6) ? one(people) : shown_to, "GET", link, "", "");
  }
  void send_a_form() {
    const auto shown_to = one(people);
    if (forms[shown_to].empty()) return follow_a_link();
    const auto form = one(forms[shown_to]).second;
    const auto who = in(6) ? one(people) : shown_to;
    // Who signs out or takes another password is away until everybody signs in again.
    const bool leaves =
        form.action == "/session/end" || form.action == "/account/password" || form.action == "/session";
    if (leaves && !in(20)) return follow_a_link();
    somebody_left |= leaves;
    const auto fields = filled(form, who);
    sent.clear();
    for (const auto& [name, value] : fields) sent += value + "\n";
    if (form.has_file) {
      const std::string line = "walk-at-random";
      std::string body;
      for (const auto& [name, value] : fields)
        body += "--" + line + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
      body +=
          "--" + line + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ตาราง.csv\"\r\n\r\n" +
          (in(3) ? hostile(who) : "code,U2.1,U2.2\r\n" + std::string(Country::body) + "," + hostile(who) + ",7\r\n") +
          "\r\n--" + line + "--\r\n";
      return ask(who, "POST", form.action, body, "multipart/form-data; boundary=" + line);
    }
    if (form.posts && in(5)) {
      json body = json::object();
      for (const auto& [name, value] : fields) body[name] = value;
      return ask(who, "POST", form.action, body.dump(-1, ' ', false, json::error_handler_t::replace),
                 "application/json");
    }
    std::string body;
    for (const auto& [name, value] : fields)
      body += (body.empty() ? "" : "&") + http::percent_encode(name) + "=" + http::percent_encode(value);
    if (form.posts)
      ask(who, "POST", form.action, body, "application/x-www-form-urlencoded");
    else
      ask(who, "GET", form.action + (form.action.find('?') != form.action.npos ? "&" : "?") + body.substr(0, 6'000), "",
          "");
  }
  // An address made of the program's own patterns.
  void try_a_route() {
    const auto& route = one(routes());
    const auto who = one(people);
    static const std::map<std::string, std::vector<std::string>, std::less<>> known = {
        {"framework", {"clean-province"}},
        {"period", {"2567", "2567", "2567", "2566"}},
        {"body", {Country::body, Country::neighbour, Country::far, "02560001"}},
        {"province", {"56", "30", "10"}},
        {"place", {"56", "30", "5601", "3001", "TH", Country::body, Country::far}},
        {"section", {"upstream", "midstream", "downstream", "supporting"}},
        {"question", {"U1.1", "U2.1", "U2.2", "U2.3", "U3.1", "M1.1"}},
        {"check", {"U2.3-within", "U2.1-registry"}},
        {"chart", {"map.csv", "map.png", "figures.csv", "figures.svg"}},
        {"file", {"answers.csv", "datapackage.json", "catalogue.json", "changes.csv"}}};
    std::string target;
    for (auto part : base::split(route.pattern, '/')) {
      if (part.empty()) continue;
      target += "/";
      if (!part.starts_with(':')) {
        target += part;
        continue;
      }
      const auto values = known.find(part.substr(1));
      target += in(15)                  ? http::percent_encode(hostile(who).substr(0, 3'000))
                : values == known.end() ? std::to_string(below(12))
                                        : one(values->second);
    }
    if (target.empty()) target = "/";
    if (route.method == "GET")
      return ask(who, "GET", target + (in(4) ? "?by=U3&page=" + std::to_string(below(9)) : ""), "", "");
    if (route.pattern == "/session/end" || route.pattern == "/account/password") return;
    json body = {{"version", int(below(6))}};
    for (const char* name : {"typed", "unit", "source", "remark", "reason", "text", "note", "notes", "certify", "act",
                             "scope", "province", "allowed", "required", "stage", "format", "part", "audience", "seen"})
      if (in(3)) body[name] = in(2) ? json(hostile(who)) : json(marked(who));
    if (in(8)) body["typed"] = json::array({1, nullptr});
    ask(who, std::string(route.method), target, body.dump(-1, ' ', false, json::error_handler_t::replace),
        "application/json");
  }
  // The everyday work, so that there is something to see.
  void answer_a_question() {
    const auto who = one(std::vector<std::string>{"clerk", "clerk of the neighbour", "clerk from afar"});
    const auto* body = world.registry.find(country.visitor(who).organisation);
    const auto& plan = world.frameworks.front();
    const auto& question = one(plan.questions);
    const auto address = "/reports/clean-province/2567/" + body->code + "/answers/" + question.code;
    json fields = {{"typed", question.is_quantity() ? std::to_string(below(3'000))
                             : in(2)                ? "yes"
                                                    : marked(who)},
                   {"version", in(10) ? 0 : versions[address]}};
    if (in(3)) fields["remark"] = marked(who);
    ask(who, "PUT", address, fields.dump(), "application/json");
    const auto now = country.ask(who, "GET",
                                 "/reports/clean-province/2567/" + body->code + "/sections/" +
                                     plan.sections[plan.indicators[question.indicator].section].code);
    const auto page = json::parse(now.body, nullptr, false);
    if (now.status != 200) return;
    for (const auto& indicator : page["indicators"])
      for (const auto& each : indicator["questions"])
        versions["/reports/clean-province/2567/" + body->code + "/answers/" + each["code"].get<std::string>()] =
            each["version"];
  }
  // What offices do, as their pages would: most of it fits only now and then.
  void do_the_rounds() {
    struct Act {
      const char *who, *act;
      json fields;
    };
    const std::string clerk = one(std::vector<std::string>{"clerk", "clerk of the neighbour"});
    const auto of_body =
        "/reports/clean-province/2567/" + world.registry.find(country.visitor(clerk).organisation)->code;
    const auto act =
        one(std::vector<Act>{{"approver", "/submission", {{"certify", "yes"}}},
                             {"approver of the neighbour", "/submission", {{"certify", "yes"}}},
                             {"approver", "/withdrawal", json::object()},
                             {"district", "/verification", json::object()},
                             {"district", "/verification/withdrawal", json::object()},
                             {"province", "/approval", json::object()},
                             {"province", "/approval/withdrawal", json::object()},
                             {"department", "/acceptance", json::object()},
                             {"department", "/acceptance/withdrawal", json::object()},
                             {"province", "/correction", {{"reason", marked("province")}, {"questions", {"U2.1"}}}},
                             {"district", "/comments", {{"question", "U2.1"}, {"text", marked("district")}}},
                             {"clerk", "/comments", {{"question", "U1.1"}, {"text", marked("clerk")}}}});
    ask(act.who, "POST", of_body + act.act, act.fields.dump(), "application/json");
    const auto of_nation = one(std::vector<Act>{
        {"department", "/reminders/clean-province/2567", {{"audience", "not_sent"}, {"note", marked("department")}}},
        {"province", "/reminders/clean-province/2567", {{"audience", "not_begun"}, {"note", marked("province")}}},
        {"department", "/releases/clean-province/2567", {{"stage", "recorded"}, {"notes", marked("department")}}},
        {"department", "/windows/clean-province/2567/rights", {{"province", "56"}, {"allowed", in(2) ? "yes" : "no"}}},
        {"province", "/follow-up/clean-province/2567/56/district-rule", {{"required", in(2) ? "yes" : "no"}}},
        {"province", "/exports/clean-province/2567/jobs", {{"format", "csv"}, {"part", "completeness"}}},
        {"province", "/follow-up/clean-province/2567/56/approvals", json::object()}});
    if (in(6)) ask(of_nation.who, "POST", of_nation.act, of_nation.fields.dump(), "application/json");
  }
  void move_the_clock() {
    country.at(
        one(std::vector<const char*>{"2024-11-06T10:00+07:00", "2024-11-18T09:00+07:00", "2024-11-18T12:00+07:00",
                                     "2024-11-22T23:58+07:00", "2024-11-27T09:00+07:00"}));
  }

  void expect_whole() {
    static const db::Statement acts{
        "test.acts_on_reports",
        "SELECT DISTINCT j.seat, j.act, r.organisation_id, s.organisation_id FROM journal j "
        "JOIN report r ON r.id = j.chain JOIN seat s ON s.id = j.seat WHERE j.chain > 0"};
    country.database().read([&](db::Tx& tx) {
      ASSERT_THAT(recounted(tx, world, false).differences, testing::IsEmpty());
      const auto verdict = journal::verify(tx, covers());
      ASSERT_TRUE(verdict.whole()) << (verdict.differences.empty() ? "" : verdict.differences.front());
      tx.each(acts, {}, [&](const db::Row& row) {
        const auto* body = world.registry.find(row.integer(2));
        const auto reach = row.integer(3);
        EXPECT_TRUE(reach == registry::nation || body->id == reach || body->province == reach ||
                    body->district == reach)
            << "seat " << row.integer(0) << " did " << row.string(1) << " on " << body->code;
      });
    });
    ASSERT_THAT(log.str(), testing::Not(testing::HasSubstr("ฮข"))) << "a text of a form in the log";
    for (const auto& [name, visitor] : country.visitors())
      for (const auto& secret : {visitor.token, visitor.csrf})
        ASSERT_THAT(log.str(), testing::Not(testing::HasSubstr(secret)))
            << "what " << name << " is known by, in the log";
  }
};

TEST_F(Anything, is_asked_by_anybody) {
  const auto steps = number_of("SAAT_TEST_STEPS", 800);
  for (std::int64_t step = 1; step <= steps && !HasFailure(); ++step) {
    SCOPED_TRACE(fmt::format("step {}", step));
    switch (below(12)) {
      case 0:
      case 1:
        try_a_route();
        break;
      case 2:
      case 3:
      case 4:
        answer_a_question();
        break;
      case 5:
        do_the_rounds();
        if (in(25) || somebody_left) move_the_clock();
        break;
      case 6:
      case 7:
      case 8:
        follow_a_link();
        break;
      default:
        send_a_form();
        sent.clear();
    }
    if (step % 500 == 0 || step == steps) expect_whole();
  }
  int done = 0;
  for (const auto& [act, times] : seen)
    if (act.starts_with("P") && (act.ends_with("2xx") || act.ends_with("3xx"))) done += times;
  EXPECT_GT(done, steps / 20) << "acts that were done";
  if (std::getenv("SAAT_TEST_STEPS"))
    for (const auto& [act, times] : seen) fmt::print("{} {}\n", times, act);
}

}  // namespace
}  // namespace app
