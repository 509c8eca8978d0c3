// Every sentence exists in both languages, with the same placeholders, and is said somewhere.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "view/view.h"

namespace app {
namespace {

using base::Language;

view::Words words() { return view::Words::built_in(); }

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::set<std::string> found(const std::string& text, const std::regex& pattern) {
  std::set<std::string> all;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) all.insert((*at)[1]);
  return all;
}

std::string every_source() {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("src"))
    if (auto name = entry.path().string(); name.ends_with(".cpp") && !name.ends_with("_test.cpp"))
      all += text_of(entry.path());
  return all;
}

std::string every_template() {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator("ui/templates")) all += text_of(entry.path());
  return all;
}

TEST(Words, both_languages_have_the_same_keys_and_placeholders) {
  auto all = words();
  ASSERT_EQ(all.keys(Language::th), all.keys(Language::en));
  const std::regex placeholder("\\{([a-z_0-9]+)\\}");
  for (const auto& key : all.keys(Language::th)) {
    EXPECT_EQ(found(all.say(Language::th, key), placeholder), found(all.say(Language::en, key), placeholder)) << key;
    EXPECT_FALSE(all.say(Language::th, key).empty()) << key;
  }
}

TEST(Words, every_key_a_template_or_the_program_says_is_there) {
  auto all = words();
  int said = 0;
  for (const auto& key : found(every_template(), std::regex("\\{\\{t:([a-z_0-9.]+)\\}\\}"))) {
    ++said;
    EXPECT_TRUE(all.has(key)) << key;
  }
  std::string groups =
      "api|problem|releases|window|windows|notices|reminders|mail|lock|completeness|forecast|region|stage|role|menu|"
      "sign_in|password|finding|not_applicable|report|review|receipt|submission|place|answer|home|history|journal|"
      "certify|correction|thread|officer|returned|queue|bulk|quality";
  for (const auto& key : found(every_source(), std::regex("\"((?:" + groups + ")\\.[a-z_]+)\""))) {
    ++said;
    EXPECT_TRUE(all.has(key)) << key;
  }
  for (const char* key : {"coverage", "attested", "reference", "reference_target"}) EXPECT_TRUE(all.has(key)) << key;
  EXPECT_GT(said, 150);
}

TEST(Words, none_is_left_that_nobody_says) {
  std::string program = every_source() + every_template();
  // Made from a prefix and a code.
  std::set<std::string> made = {"stage",        "role",          "mark",         "state",
                                "finding",      "notice_act",    "notice_many",  "reminder_audience",
                                "reminder_way", "window_act",    "window_scope", "window_state",
                                "request_what", "request_state", "risk",         "rehearse",
                                "exports",      "results",       "releases",     "history_act",
                                "body_type",    "too_long"};
  for (const auto& key : words().keys(Language::th)) {
    auto group = key.substr(0, key.find('.'));
    if (made.contains(group) || key.starts_with("problem.title.") || key.starts_with("follow.of_stage.") ||
        key.starts_with("report.fact."))
      continue;
    if (key.starts_with("quality.kind.") || key.starts_with("quality.sure.") || key.starts_with("quality.group.") ||
        key.starts_with("quality.beside."))
      continue;
    EXPECT_NE(program.find(key), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace app
