// A plan of the year before, from a folder of plans: what a body reported then stands beside what it reports now.
#include <fstream>
#include <regex>

#include "app/country_for_tests.h"

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
