// `saat framework check`: what it must not let through, one change of the real plan at a time.
#include "app/plan_check.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

namespace app {
namespace {

namespace fs = std::filesystem;

struct PlanCheck : testing::Test {
  fs::path folder = fs::temp_directory_path() / ("saat-plan-check-" + std::to_string(::getpid()));
  fs::path year(const std::string& period) const { return folder / "clean-province" / period; }
  void SetUp() override {
    fs::remove_all(folder);
    fs::create_directories(folder / "clean-province");
    fs::copy("frameworks/clean-province/2567", year("2567"), fs::copy_options::recursive);
  }
  void TearDown() override { fs::remove_all(folder); }

  void put(const fs::path& file, const std::string& pattern, const std::string& into) {
    std::ifstream in(file);
    std::string text(std::istreambuf_iterator<char>(in), {});
    const auto changed = std::regex_replace(text, std::regex(pattern), into, std::regex_constants::format_first_only);
    ASSERT_NE(changed, text) << file << " does not say " << pattern;
    std::ofstream(file) << changed;
  }
  // What it says; "" where it finds nothing wrong.
  std::string said(const std::string& period = "2567") {
    testing::internal::CaptureStdout();
    std::string why;
    try {
      check_plan(year(period).string(), "");
    } catch (const std::runtime_error& wrong) {
      why = wrong.what();
    }
    auto out = testing::internal::GetCapturedStdout();
    return why.empty() ? "" : why + "\n" + out;
  }
};

TEST_F(PlanCheck, finds_nothing_in_the_plan_as_it_is) { EXPECT_EQ(said(), ""); }

TEST_F(PlanCheck, reads_the_examples_and_says_which_line_differs) {
  put(year("2567") / "examples/city.yaml", "\\n  U2: .*\\n", "\n  U2: \"1.23\"\n");
  const auto out = said();
  EXPECT_NE(out.find("examples/city.yaml:"), out.npos) << out;
  EXPECT_NE(out.find("U2=1.23"), out.npos) << out;
}

TEST_F(PlanCheck, holds_a_plan_against_the_year_before_that_stands_beside_it) {
  fs::copy(year("2567"), year("2568"), fs::copy_options::recursive);
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"period: \"2567\"", "period: \"2568\""},
                                                        {"revision: \\d+", "revision: 1"},
                                                        {"2023-10-01", "2024-10-01"},
                                                        {"2024-09-30", "2025-09-30"},
                                                        {"2024-11-07", "2025-11-07"},
                                                        {"2024-11-22", "2025-11-22"}})
    put(year("2568") / "plan.yaml", from, to);
  fs::remove_all(year("2568") / "examples");  // they reckon with the register of 2567
  EXPECT_EQ(said("2568"), "");
  // The unit that is stored: last year's numbers would be read as another quantity.
  put(year("2568") / "3-downstream.yaml", "units: \\[tonne_year, tonne_day", "units: [tonne_day, tonne_year");
  EXPECT_NE(said("2568"), "");
}

}  // namespace
}  // namespace app
