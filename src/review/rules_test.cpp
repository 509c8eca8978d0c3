#include "review/rules.h"

#include <gtest/gtest.h>

namespace review {
namespace {

using reports::Stage;

TEST(Rules, an_act_fits_one_stage_and_says_why_not_otherwise) {
  auto why = [](Act act, Stage stage, bool waits = false) { return why_not(act, stage, Office::province, waits); };
  EXPECT_EQ(why(Act::approve, Stage::begun), "certify.not_submitted");
  EXPECT_EQ(why(Act::approve, Stage::submitted), "");
  EXPECT_EQ(why(Act::approve, Stage::submitted, true), "certify.waits_for_district");
  EXPECT_EQ(why(Act::approve, Stage::verified, true), "");
  EXPECT_EQ(why(Act::approve, Stage::approved), "certify.already_approved");
  EXPECT_EQ(why(Act::verify, Stage::approved), "certify.already_approved");
  EXPECT_EQ(why(Act::accept, Stage::verified), "certify.not_approved");
  EXPECT_EQ(why(Act::accept, Stage::approved), "");
  EXPECT_EQ(why(Act::withdraw_approval, Stage::submitted), "certify.nothing_to_withdraw");
  EXPECT_EQ(why(Act::withdraw_approval, Stage::accepted), "certify.already_accepted");
}

TEST(Rules, an_office_sends_back_what_no_office_above_stands_by) {
  for (auto [office, most] : {std::pair{Office::district, Stage::verified},
                              {Office::province, Stage::approved},
                              {Office::department, Stage::accepted}})
    for (auto stage : {Stage::begun, Stage::submitted, Stage::verified, Stage::approved, Stage::accepted})
      EXPECT_EQ(why_not(Act::send_back, stage, office, false).empty(), stage != Stage::begun && stage <= most)
          << int(office) << " " << int(stage);
}

TEST(Rules, the_median_of_an_even_number_is_the_middle_between_two) {
  EXPECT_EQ(median({5}), 5);
  EXPECT_EQ(median({9, 1, 5}), 5);
  EXPECT_EQ(median({4, 1, 3, 2}), 2);  // rounded down
}

TEST(Rules, distance_counts_in_usual_distances_and_has_an_end) {
  auto usual = usual_distance({100, 110, 90, 105, 95}, 100);
  EXPECT_EQ(usual, 5);
  EXPECT_EQ(distance(105, 100, usual), 10);
  EXPECT_EQ(distance(80, 100, usual), unusual);
  EXPECT_EQ(distance(1'000'000'000'000, 100, usual), 200);
  EXPECT_EQ(usual_distance({100, 100, 100}, 100), 5) << "where all are alike a twentieth of the median is usual";
  EXPECT_EQ(usual_distance({0, 0, 0}, 0), 1);
}

TEST(Rules, what_is_unusual_moves_much_and_came_back_before_stands_first) {
  Seen small{nullptr, {}, {}, 50, 10}, large{nullptr, {}, {}, 50, 900}, plain{nullptr, {}, {}, unusual - 1, 10'000};
  EXPECT_EQ(risk_of({plain}, 0, 0).score, 0) << "what is usual is no risk, whatever it weighs";
  EXPECT_LT(risk_of({small}, 0, 0).score, risk_of({large}, 0, 0).score);
  EXPECT_LT(risk_of({small}, 0, 0).score, risk_of({small}, 0, 1).score);
  EXPECT_LT(risk_of({}, 0, 0).score, risk_of({}, 1, 0).score);
  auto why = risk_of({small, plain, large}, 0, 0).why;
  ASSERT_EQ(why.size(), 2u);
  EXPECT_EQ(why.front().weight, 900) << "the heaviest first";
}

}  // namespace
}  // namespace review
