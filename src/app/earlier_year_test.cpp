// A plan of the year before, from a folder of plans: what a body reported then stands beside what it reports now.
#include <gmock/gmock.h>

#include <fstream>
#include <regex>

#include "app/country_for_tests.h"
#include "app/move.h"
#include "reports/before.h"
#include "reports/store.h"

namespace app {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

// This year's plan, said to be of the year before, or of one to come.
struct EarlierPlans {
  fs::path folder = fs::temp_directory_path() / ("saat-plans-" + std::to_string(getpid()));
  explicit EarlierPlans(int years = -1) {
    auto year = [&](int of, const char* day = "") { return std::to_string(of + years) + day; };
    auto to = folder / "clean-province" / year(2567);
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator("frameworks/clean-province/2567")) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path());
      std::string text(std::istreambuf_iterator<char>(in), {});
      if (entry.path().filename() == "plan.yaml")
        for (const auto& [from, into] :
             std::vector<std::pair<std::string, std::string>>{{"period: \"2567\"", "period: \"" + year(2567) + "\""},
                                                              {"2023-10-01", year(2023, "-10-01")},
                                                              {"2024-09-30", year(2024, "-09-30")},
                                                              {"2024-11-07", year(2024, "-11-07")},
                                                              {"2024-11-22", year(2024, "-11-22")}}) {
          auto at = text.find(from);
          if (at == text.npos) throw std::runtime_error("the plan does not say " + from);
          text.replace(at, from.size(), into);
        }
      std::ofstream(to / entry.path().filename()) << text;
    }
  }
  ~EarlierPlans() { fs::remove_all(folder); }
};

struct EarlierYear : testing::Test {
  EarlierPlans plans;
  Country country{"2023-11-10T09:00+07:00", plans.folder.string()};

  void save(const std::string& period, const std::string& question, const std::string& typed) {
    auto answer =
        country.ask("clerk", "PUT", "/reports/clean-province/" + period + "/" + Country::body + "/answers/" + question,
                    {{"typed", typed}, {"version", 0}});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  json officers() {
    auto answer = country.ask("province", "GET", std::string("/follow-up/clean-province/2567/56/") + Country::body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static json indicator(const json& page, const std::string& code) {
    for (const auto& section : page["report_sections"])
      for (const auto& one : section["indicators"])
        if (one["code"] == code) return one;
    return nullptr;
  }
};

TEST_F(EarlierYear, the_officer_reads_the_bodys_own_last_report_beside_this_one) {
  save("2566", "U2.1", "1000"), save("2566", "U2.2", "0"), save("2566", "U2.3", "250");
  country.at("2024-11-18T09:00+07:00");
  save("2567", "U2.1", "1000"), save("2567", "U2.2", "0"), save("2567", "U2.3", "500");
  auto page = officers();
  EXPECT_EQ(indicator(page, "U2")["last_figure"], "รอบ 2566: 25.00 %");
  EXPECT_EQ(indicator(page, "U4")["last_figure"], "") << "not reported then: nothing stands there, and no zero";
}

TEST_F(EarlierYear, results_say_what_changed_and_from_what) {
  save("2566", "U2.1", "1000"), save("2566", "U2.2", "0"), save("2566", "U2.3", "250"), save("2566", "U4.1", "300");
  country.at("2024-11-18T09:00+07:00");
  save("2567", "U2.1", "1000"), save("2567", "U2.2", "0"), save("2567", "U2.3", "500");
  for (auto [who, place] :
       {std::pair{"department", ""}, {"department", "/north"}, {"province", "/56"}, {"clerk", "/06560115"}}) {
    auto answer = country.ask(who, "GET", "/results/clean-province/2567" + std::string(place));
    ASSERT_EQ(answer.status, 200) << place;
    auto page = json::parse(answer.body);
    EXPECT_EQ(page["earlier"], "2566");
    json changes;
    for (const auto& section : page["sections"])
      for (const auto& one : section["indicators"]) changes[one["code"].get<std::string>()] = one["changes"][0];
    EXPECT_EQ(changes["U2"]["change"], "+25.00 จุดร้อยละ") << place;
    EXPECT_EQ(changes["U2"]["direction"], "up");
    EXPECT_NE(changes["U2"]["was_words"].get<std::string>().find("25.00 %"), std::string::npos) << changes["U2"];
    EXPECT_EQ(changes["U4"]["change"], "") << "known then and not now: no fall to 0";
    EXPECT_EQ(changes["U5"]["direction"], "none");
  }
  auto before = json::parse(country.ask("department", "GET", "/results/clean-province/2566").body);
  EXPECT_EQ(before["earlier"], "") << "the first year has none before it";
}

TEST_F(EarlierYear, a_figure_is_held_against_what_the_same_body_reported_then) {
  save("2566", "U2.1", "2031");
  country.at("2024-11-18T09:00+07:00");
  save("2567", "U2.1", "20310");
  auto answer = country.ask("province", "GET", "/follow-up/clean-province/2567/56/quality");
  ASSERT_EQ(answer.status, 200) << answer.body;
  auto page = json::parse(answer.body);
  ASSERT_EQ(page["suspicions"].size(), 1u);
  EXPECT_EQ(page["suspicions"][0]["likely"], "2,031 ครัวเรือน");
  EXPECT_NE(page["suspicions"][0]["why"].get<std::string>().find("รอบ 2566"), std::string::npos)
      << page["suspicions"][0]["why"];
}

// Writes as the form does, whatever the window says.
void give(Country& country, const identity::World& world, const std::string& period, const char* code,
          const std::map<std::string, std::string>& typed) {
  country.database().write_now([&](db::Tx& tx) {
    const auto& plan = *world.find("clean-province", period);
    const auto* body = world.registry.by_code(code);
    auto where = reports::where_of(tx, world.registry, reports::rounds_of(world), plan,
                                   world.rounds[std::size_t(&plan - world.frameworks.data())].id, *body);
    identity::Seat seat;
    seat.id = 1, seat.organisation = body->id;
    const base::Instant now = *base::parse_instant("2024-11-18T09:00+07:00");
    auto draft = reports::open_draft(tx, where, seat, now);
    for (const auto& [question, text] : typed) {
      const auto& asked = *plan.find(question);
      reports::put(tx, draft, asked, {.typed = text, .seen = draft.answers[std::size_t(asked.slot)].version}, seat,
                   now);
    }
    reports::close_draft(tx, where, draft, now);
  });
}
std::vector<std::string> differences(Country& country, const identity::World& world) {
  std::vector<std::string> found;
  country.database().read([&](db::Tx& tx) { found = recounted(tx, world, false).differences; });
  return found;
}
json question(Country& country, const char* who, const std::string& address, const std::string& code) {
  auto page = json::parse(country.ask(who, "GET", address).body);
  for (const auto& indicator : page["indicators"])
    for (const auto& one : indicator["questions"])
      if (one["code"] == code) return one;
  return nullptr;
}

TEST_F(EarlierYear, what_was_reported_then_stands_beside_the_field_and_is_asked_about) {
  save("2566", "U2.1", "๒,๐๓๑");
  country.at("2024-11-18T09:00+07:00");
  const std::string page = std::string("/reports/clean-province/2567/") + Country::body + "/sections/upstream";
  EXPECT_EQ(question(country, "clerk", page, "U2.1")["last"], "รอบก่อน (2566): 2,031 ครัวเรือน");
  EXPECT_EQ(question(country, "clerk", page, "U2.2")["last"], "") << "not reported then: nothing stands there";
  auto asked = [&](const std::string& typed, int version) {
    auto saved =
        country.ask("clerk", "PUT", std::string("/reports/clean-province/2567/") + Country::body + "/answers/U2.1",
                    {{"typed", typed}, {"version", version}});
    EXPECT_EQ(saved.status, 200) << saved.body;
    json last;
    const auto told = json::parse(saved.body);
    for (const auto& finding : told["findings"])
      if (finding["code"] == "U2.1-last") last = finding;
    return last;
  };
  auto finding = asked("20310", 0);
  ASSERT_FALSE(finding.is_null());
  EXPECT_EQ(finding["suggestion"], "2031");
  EXPECT_NE(finding["message"].get<std::string>().find("2,031"), std::string::npos) << finding["message"];
  EXPECT_EQ(finding["blocks"], false);
  EXPECT_TRUE(asked("2031", 1).is_null());
  EXPECT_TRUE(asked("8124", 2).is_null()) << "four times is not more than four times";
  EXPECT_EQ(asked("203", 3)["suggestion"], "") << "any digit may be the one that is missing";
}

// What one slip of the hand made of a figure near the year before is offered in the unit it was typed in; where two
// things may have been meant, or nothing near is one slip away, nothing is.
TEST_F(EarlierYear, offers_what_one_slip_leads_back_to) {
  save("2566", "U2.1", "1912");  // households
  ASSERT_EQ(country
                .ask("clerk", "PUT", std::string("/reports/clean-province/2566/") + Country::body + "/answers/D1.3",
                     {{"typed", "31.5"}, {"unit", "tonne_day"}, {"version", 0}})
                .status,
            200);
  country.at("2024-11-18T09:00+07:00");
  std::map<std::string, int> versions;
  auto offered = [&](const std::string& question, const std::string& typed, const std::string& unit = "") {
    auto& version = versions[question];
    auto saved = country.ask("clerk", "PUT",
                             std::string("/reports/clean-province/2567/") + Country::body + "/answers/" + question,
                             {{"typed", typed}, {"unit", unit}, {"version", version}});
    EXPECT_EQ(saved.status, 200) << saved.body;
    const auto told = json::parse(saved.body);
    version = told["question"]["version"];
    std::set<std::string> all;
    for (const auto& finding : told["findings"])
      if (finding["question"] == question)
        all.insert(finding["suggestion"].get<std::string>() + " " + finding["suggestion_unit"].get<std::string>());
    EXPECT_LE(all.size(), 1u) << "one offer at one field";
    return all.empty() ? "not asked" : *all.begin();
  };
  for (const char* typed : {"19120", "1912000", "19912", "9112", "191.2"})
    EXPECT_EQ(offered("U2.1", typed), "1912 household") << typed;
  EXPECT_EQ(offered("U2.1", "9312"), " ") << "no one slip makes this of anything near";
  EXPECT_EQ(offered("U2.1", "191"), " ") << "any digit may be the one that is missing";
  EXPECT_EQ(offered("U2.1", "19132"), " ") << "1912, 1913 or 1932, and no 1913.2 that is rounded";
  EXPECT_EQ(offered("U2.1", "19922"), " ") << "1922 or 1992, nobody knows";
  EXPECT_EQ(offered("U2.1", "2100"), "not asked");
  for (const char* typed : {"315", "331.5", "3.15"})
    EXPECT_EQ(offered("D1.3", typed, "tonne_day"), "31.5 tonne_day") << typed;
  EXPECT_EQ(offered("D1.3", "31.5", "kg_year"), "31.5 tonne_day");
  EXPECT_EQ(offered("D1.3", "11497.5", "tonne_day"), "11497.5 tonne_year");
}

TEST_F(EarlierYear, a_correction_of_the_year_before_moves_what_is_asked_now) {
  country.at("2024-11-18T09:00+07:00");
  Config config;
  config.plans = plans.folder.string();
  const auto world =
      load_world(country.database(), config, calendar::Clock(*base::parse_instant("2024-11-18T09:00+07:00")));
  auto asking = [&] {
    int n = 0;
    country.database().read([&](db::Tx& tx) {
      n = reports::store::find_for_program(tx, world.rounds.front().id, world.registry.by_code(Country::body)->id)
              ->asking;
    });
    return n;
  };
  give(country, world, "2567", Country::body, {{"U2.1", "2000"}});
  const int before = asking();
  give(country, world, "2566", Country::body, {{"U2.1", "20000"}});
  EXPECT_EQ(asking(), before + 1);
  EXPECT_THAT(differences(country, world), testing::IsEmpty());
  give(country, world, "2566", Country::body, {{"U2.1", "2100"}});
  EXPECT_EQ(asking(), before);
  EXPECT_THAT(differences(country, world), testing::IsEmpty());
}

TEST_F(EarlierYear, people_begin_with_what_is_asked_now) {
  for (const char* begun : {"/follow-up", "/results"})
    EXPECT_EQ(country.ask("province", "GET", begun).headers["location"], begun + std::string("/clean-province/2566/56"))
        << "the next plan opens in a year";
  country.at("2024-11-18T09:00+07:00");
  auto answer = country.ask("province", "GET", "/follow-up");
  EXPECT_EQ(answer.headers["location"], "/follow-up/clean-province/2567/56");
  EXPECT_EQ(country
                .ask("clerk", "PUT", std::string("/reports/clean-province/2566/") + Country::body + "/answers/U2.1",
                     {{"typed", "5"}, {"version", 0}})
                .status,
            403)
      << "that window is closed";
}

TEST_F(EarlierYear, results_and_releases_of_every_plan_are_reached_by_links) {
  country.at("2024-11-18T09:00+07:00");
  for (auto [who, page] : {std::pair{"department", "/results/clean-province/2567"},
                           {"province", "/results/clean-province/2567/56"},
                           {"clerk", "/results/clean-province/2567/06560115"},
                           {"department", "/releases/clean-province/2567"}}) {
    auto answer = country.ask(who, "GET", page);
    ASSERT_EQ(answer.status, 200) << page;
    auto plans = json::parse(answer.body)["plans"];
    ASSERT_EQ(plans.size(), 2u) << page;
    EXPECT_EQ(plans[0]["label"], "การดำเนินการ 2567");
    EXPECT_EQ(plans[0]["current"], true);
    EXPECT_EQ(plans[1]["label"], "การดำเนินการ 2566");
    auto other = country.ask(who, "GET", plans[1]["href"].get<std::string>());
    EXPECT_EQ(other.status, 200) << plans[1]["href"];
  }
}

// What a reader of the page sees: two lines, each named and led as its year is, the one they are in marked.
TEST_F(EarlierYear, plans_to_choose_are_lines_of_the_page) {
  country.at("2024-11-18T09:00+07:00");
  save("2567", "U2.1", "2031");
  const std::regex nav("<nav class=\"switch\" aria-label=\"([^\"]*)\">([\\s\\S]*?)</nav>");
  const std::regex line("<a href=\"([^\"]*)\"\\s*(aria-current=\"true\")?\\s*>([^<]*)</a>");
  for (const auto& [language, said, choose] :
       {std::tuple<std::string, std::string, std::string>{"th", "การดำเนินการ ", "เลือกแผน"},
        {"en", "Operations ", "Choose a plan"}})
    for (auto [who, before, after] : {std::tuple{"department", "/results/clean-province/", ""},
                                      {"province", "/results/clean-province/", "/56"},
                                      {"clerk", "/results/clean-province/", "/06560115"},
                                      {"department", "/releases/clean-province/", ""}})
      for (const std::string here : {"2567", "2566"}) {
        const auto address = before + here + after;
        auto page = country.ask(who, "GET", address + "?lang=" + language, nullptr, {{"Accept", "text/html"}});
        ASSERT_EQ(page.status, 200) << address;
        std::smatch found;
        ASSERT_TRUE(std::regex_search(page.body, found, nav)) << address << ": nothing to choose from";
        EXPECT_EQ(found[1], choose);
        const std::string inside = found[2];
        std::vector<std::string> years;
        for (std::sregex_iterator at(inside.begin(), inside.end(), line), end; at != end; ++at) {
          const std::string href = (*at)[1], label = (*at)[3];
          const auto year = label.substr(label.size() < 4 ? 0 : label.size() - 4);
          years.push_back(year);
          EXPECT_EQ(label, said + year) << address;
          EXPECT_EQ(href, before + year + after) << address << ": the same place in that year";
          EXPECT_EQ((*at)[2].matched, year == here) << address << ": " << label;
          auto led = country.ask(who, "GET", href, nullptr, {{"Accept", "text/html"}});
          EXPECT_EQ(led.status, 200) << href;
          EXPECT_NE(led.body.find("<nav class=\"switch\""), std::string::npos) << href << ": and from there back";
        }
        EXPECT_THAT(years, testing::ElementsAre("2567", "2566")) << address << inside;
      }
}

// เทศบาลตำบลอิสาณ became part of เทศบาลนครบุรีรัมย์ in fiscal 2569.
TEST(LaterYear, a_body_that_was_merged_is_asked_for_the_years_it_was_there) {
  EarlierPlans plans(2);
  Country country("2026-11-10T09:00+07:00", plans.folder.string());
  auto page = [&](const std::string& address) {
    auto answer = country.ask("department", "GET", address);
    EXPECT_EQ(answer.status, 200) << address << answer.body;
    return answer.body;
  };
  for (auto [period, nation, province, there] : {std::tuple{"2567", 7849, 209, true}, {"2569", 7848, 208, false}}) {
    const std::string plan = std::string("/clean-province/") + period;
    EXPECT_EQ(json::parse(page("/follow-up" + plan))["totals"]["expected"], nation) << period;
    auto buriram = json::parse(page("/follow-up" + plan + "/31"));
    EXPECT_EQ(buriram["totals"]["expected"], province) << period;
    EXPECT_EQ(buriram["bodies"].size(), std::size_t(province)) << period;
    EXPECT_EQ(page("/follow-up" + plan + "/31").find("05310103") != std::string::npos, there) << period;
    EXPECT_EQ(country.ask("department", "GET", "/follow-up" + plan + "/31/05310103").status, there ? 200 : 404);
    auto file = page("/exports" + plan + "/file?format=csv&area=31");
    EXPECT_EQ(std::ranges::count(file, '\n'), 1 + province) << period;
    EXPECT_EQ(file.find("05310103") != std::string::npos, there) << period;
    EXPECT_EQ(page("/follow-up" + plan + "/31/not-yet?format=csv").find("05310103") != std::string::npos, there);
  }
}

TEST(LaterYear, whoever_looks_for_a_body_that_was_merged_is_told_where_it_went) {
  EarlierPlans plans(2);
  Country country("2026-11-10T09:00+07:00", plans.folder.string());
  auto answer = country.ask("department", "GET", "/organisations?q=05310103");
  ASSERT_EQ(answer.status, 200);
  const auto page = json::parse(answer.body);
  const auto& found = page["found"][0];
  EXPECT_EQ(found["note"], "รวมกับเทศบาลนครบุรีรัมย์ (รหัส 04310102) ตั้งแต่ 1 ต.ค. 2568");
  EXPECT_EQ(found["href"], "/reports/clean-province/2567/05310103/review") << "of the last year it was asked";
  EXPECT_EQ(country.ask("department", "GET", found["href"].get<std::string>()).status, 200);
  EXPECT_EQ(json::parse(country.ask("department", "GET", "/organisations?q=04310102").body)["found"][0]["note"], "");
}

TEST(LaterYear, what_both_reported_stands_beside_the_field_of_the_body_that_is_left) {
  EarlierPlans plans(2);
  Country country("2026-11-10T09:00+07:00", plans.folder.string());
  Config config;
  config.plans = plans.folder.string();
  const auto world =
      load_world(country.database(), config, calendar::Clock(*base::parse_instant("2026-11-10T09:00+07:00")));
  const std::string page = "/follow-up/clean-province/2569/31/04310102";
  give(country, world, "2567", "04310102", {{"U2.1", "14000"}, {"U1.1", "1"}});
  EXPECT_EQ(country.ask("department", "GET", page).status, 200);
  auto last = [&] {
    std::string shown;
    country.database().read([&](db::Tx& tx) {
      const auto& plan = *world.find("clean-province", "2569");
      auto where = reports::where_of(tx, world.registry, reports::rounds_of(world), plan, world.rounds.front().id,
                                     *world.registry.by_code("04310102"));
      if (!where.body.before) return;
      const auto& then = where.body.before->answers[std::size_t(plan.find("U2.1")->slot)];
      shown = std::to_string(where.body.before->bodies) + ": " + then.typed;
    });
    return shown;
  };
  EXPECT_EQ(last(), "2: ") << "one of both did not report it: their sum is not known";
  give(country, world, "2567", "05310103", {{"U2.1", "5000"}});
  EXPECT_EQ(last(), "2: 19000");
  give(country, world, "2569", "04310102", {{"U2.1", "1900"}});
  give(country, world, "2567", "05310103", {{"U2.1", "500"}});
  EXPECT_EQ(last(), "2: 14500");
  EXPECT_THAT(differences(country, world), testing::IsEmpty()) << "also by what the other body reported";
}

TEST(Before, answers_are_carried_by_code_in_the_stored_unit_of_now) {
  auto files = framework::embedded_frameworks().front();
  auto loaded = [](const framework::Files& from) { return std::get<framework::Framework>(framework::load(from)); };
  const auto now = loaded(files);
  auto& downstream = files["3-downstream.yaml"];
  const std::string units = "units: [tonne_year, tonne_day, kg_year]";
  for (auto at = downstream.find(units); at != downstream.npos; at = downstream.find(units, at + 1))
    downstream.replace(at, units.size(), "units: [kg_year, tonne_day, tonne_year]");
  const auto then = loaded(files);
  reports::Answers given(then.questions.size());
  auto put = [&](const char* code, const std::string& typed) {
    const auto& question = *then.find(code);
    auto& answer = given[std::size_t(question.slot)];
    answer.typed = typed, answer.value = reports::read(question, typed, "").value;
  };
  put("D1.1", "31500"), put("U2.1", "12"), put("U1.2", "ข้อบัญญัติ"), put("D4.1", "1");
  auto carried = reports::carried_to(now, then, given);
  auto typed = [&](const char* code) { return carried[std::size_t(now.find(code)->slot)].typed; };
  EXPECT_EQ(typed("D1.1"), "31.5") << "kilograms then, tonnes now";
  EXPECT_EQ(typed("U2.1"), "12");
  EXPECT_EQ(typed("U1.2"), "ข้อบัญญัติ");
  EXPECT_EQ(typed("D4.1"), "1");
  EXPECT_FALSE(carried[std::size_t(now.find("D1.2")->slot)].value);
}

TEST(Plans, a_folder_with_a_fault_or_a_plan_that_is_there_already_is_refused) {
  EarlierPlans plans;
  Config config;
  auto place = db::place_for_tests((plans.folder / "x.db").string());
  auto database = db::open(place);
  config.plans = "no/such/folder";
  EXPECT_THROW(open_world(*database, config), std::runtime_error);
  config.plans = "frameworks";
  EXPECT_THROW(open_world(*database, config), std::runtime_error) << "2567 is built in, of the same revision";
  config.plans = plans.folder.string();
  EXPECT_EQ(open_world(*database, config).frameworks.size(), 2u);
  std::ofstream(plans.folder / "clean-province" / "2566" / "plan.yaml", std::ios::app) << "nonsense: true\n";
  EXPECT_THROW(open_world(*database, config), std::runtime_error);
}

TEST(Plans, a_correction_takes_the_place_of_what_is_built_in_by_its_revision) {
  auto folder = fs::temp_directory_path() / ("saat-corrected-" + std::to_string(getpid()));
  fs::copy("frameworks/clean-province/2567", folder, fs::copy_options::recursive);
  auto file = folder / "plan.yaml";
  std::ifstream in(file);
  std::string text(std::istreambuf_iterator<char>(in), {});
  std::smatch now;
  ASSERT_TRUE(std::regex_search(text, now, std::regex("\nrevision: (\\d+)\n")));
  const int revision = std::stoi(now[1]);
  auto as = [&](int number) {
    std::ofstream(file) << std::regex_replace(text, std::regex("\nrevision: \\d+\n"),
                                              "\nrevision: " + std::to_string(number) + "\n");
    Config config;
    config.plans = folder.string();
    auto database = db::open(db::place_for_tests((folder / "x.db").string()));
    return open_world(*database, config).frameworks;
  };
  auto corrected = as(revision + 1);
  ASSERT_EQ(corrected.size(), 1u);
  EXPECT_EQ(corrected.front().revision, revision + 1);
  try {
    as(revision);
    ADD_FAILURE() << "the same revision was taken";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("needs revision " + std::to_string(revision + 1)), std::string::npos)
        << error.what();
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace app
