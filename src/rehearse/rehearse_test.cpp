// What the figures of a rehearsal say to who must decide.
#include <gmock/gmock.h>

#include "rehearse/verdict.h"

namespace rehearse {
namespace {

using testing::Contains;
using testing::HasSubstr;

Figures calm() {
  Figures figures;
  figures.seconds = 60;
  for (int i = 0; i < 1570 * 60; ++i) figures.saves.took.add(5);
  for (int i = 0; i < 43 * 60; ++i) figures.pages.took.add(8);
  for (int i = 0; i < 200; ++i) figures.submissions.took.add(6);
  for (int i = 0; i < 1200; ++i) figures.sign_ins.took.add(90);
  return figures;
}
Pace storm() {
  Pace pace;
  pace.minutes = 1;
  pace.sign_ins = 20;
  return pace;
}
Verdict of(const Figures& figures) { return verdict_of(figures, storm(), view::Words::built_in(), base::Language::en); }

TEST(Verdict, a_calm_day_holds) {
  auto verdict = of(calm());
  EXPECT_TRUE(verdict.holds);
  EXPECT_EQ(verdict.lines.size(), 5u);
  EXPECT_THAT(verdict.lines.back(), HasSubstr("it holds"));
}

TEST(Verdict, names_what_is_furthest_beyond_its_limit) {
  auto figures = calm();
  for (int i = 0; i < 3000; ++i) figures.saves.took.add(45);      // 1.5 times
  for (int i = 0; i < 600; ++i) figures.sign_ins.took.add(9000);  // 4.5 times
  auto verdict = of(figures);
  EXPECT_FALSE(verdict.holds);
  EXPECT_THAT(verdict.lines, Contains(HasSubstr("gives way first: signing in")));
  EXPECT_THAT(verdict.lines, Contains(HasSubstr("--password-threads")));
}

TEST(Verdict, one_error_is_one_too_many) {
  auto figures = calm();
  figures.submissions.errors = 1;
  figures.submissions.first_error = "503 busy";
  auto verdict = of(figures);
  EXPECT_FALSE(verdict.holds);
  EXPECT_THAT(verdict.lines, Contains(HasSubstr("503 busy")));
}

TEST(Verdict, saves_that_were_never_sent_count_against_it) {
  auto figures = calm();
  figures.saves.took = {};
  for (int i = 0; i < 1000 * 60; ++i) figures.saves.took.add(5);
  EXPECT_FALSE(of(figures).holds);
}

TEST(Verdict, who_was_late_itself_judges_nobody) {
  auto figures = calm();
  figures.lateness_ms = 400;
  auto verdict = of(figures);
  EXPECT_FALSE(verdict.holds);
  EXPECT_FALSE(verdict.counts);
  EXPECT_THAT(verdict.lines.back(), HasSubstr("unknown"));
}

}  // namespace
}  // namespace rehearse
