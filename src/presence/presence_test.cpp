#include "presence/presence.h"

#include <gmock/gmock.h>

namespace presence {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string report = "/reports/clean-province/2567/06560115";

// Two nodes that hear all that either says.
class TwoNodes : public testing::Test {
 protected:
  void tell() {
    for (auto* node : {&one_, &other_})
      for (const auto& news : node->take_news()) {
        EXPECT_LE(news.size(), 7'900u);
        one_.hear(news, now_), other_.hear(news, now_);
      }
  }
  std::vector<std::string> names(const Presence& node) const {
    std::vector<std::string> all;
    for (const auto& here : node.at(report)) all.push_back(here.name + " " + here.question);
    return all;
  }
  Time now_ = Time{} + std::chrono::hours(1);
  Presence one_, other_;
};

TEST_F(TwoNodes, people_of_either_node_are_seen_on_both_with_their_question) {
  EXPECT_TRUE(one_.note(report, {1, "กานดา", "U2.1"}, now_));
  EXPECT_TRUE(other_.note(report, {2, "ขวัญ", ""}, now_));
  tell();
  EXPECT_THAT(names(one_), ElementsAre("กานดา U2.1", "ขวัญ "));
  EXPECT_EQ(names(one_), names(other_));
  EXPECT_THAT(other_.at("/reports/clean-province/2567/03300102"), IsEmpty());
}

TEST_F(TwoNodes, who_leaves_is_gone_at_once_and_who_is_silent_soon) {
  one_.note(report, {1, "กานดา", "U2.1"}, now_);
  other_.note(report, {2, "ขวัญ", ""}, now_);
  tell();
  one_.leave(report, 1);
  tell();
  EXPECT_THAT(names(other_), ElementsAre("ขวัญ "));
  now_ += silence;
  EXPECT_THAT(one_.forget_silent(now_), ElementsAre(report));
  EXPECT_THAT(names(one_), IsEmpty());
}

TEST_F(TwoNodes, a_beat_that_changes_nothing_keeps_one_there_and_disturbs_nobody) {
  one_.note(report, {1, "กานดา", "U2.1"}, now_);
  tell();
  now_ += beat;
  one_.note(report, {1, "กานดา", "U2.1"}, now_);
  auto news = one_.take_news();
  ASSERT_THAT(news, SizeIs(1));
  EXPECT_THAT(other_.hear(news[0], now_), IsEmpty());
  now_ += silence - beat;
  EXPECT_THAT(other_.forget_silent(now_), IsEmpty());
}

TEST_F(TwoNodes, a_client_gone_wild_makes_others_hear_little) {
  for (int i = 0; i < 10'000; ++i) one_.note(report, {1, "x", "U" + std::to_string(i)}, now_);
  EXPECT_THAT(one_.take_news(), SizeIs(1)) << "one line, the latest";
  int taken = 0;
  for (int i = 0; i < 10'000; ++i, now_ += milliseconds(1))
    taken += one_.note("/reports/p/1/" + std::to_string(i), {1, "x", ""}, now_);
  EXPECT_LE(taken, 11) << "a new report a second";
  tell();
  int places = 0;
  for (int i = 0; i < 10'000; ++i) places += !other_.at("/reports/p/1/" + std::to_string(i)).empty();
  EXPECT_LE(places, int(Presence::most_places));
}

TEST_F(TwoNodes, a_crowd_is_announced_in_parts_and_shown_in_part) {
  for (int i = 1; i <= 300; ++i) one_.note(report, {i, std::string(190, 'n'), "U2.1"}, now_);
  tell();
  EXPECT_THAT(other_.at(report), SizeIs(Presence::most_shown));
}

TEST_F(TwoNodes, a_name_with_line_ends_stays_one_name) {
  one_.note(report, {1, "a\nb\tc", ""}, now_);
  tell();
  EXPECT_THAT(names(other_), ElementsAre("a b c "));
}

TEST_F(TwoNodes, news_that_makes_no_sense_changes_nothing) {
  for (const char* news : {"", "present", "present\n", "present\n\t\t\t\t\t\n", "present\nx\ty\tz\n"})
    EXPECT_THAT(one_.hear(news, now_), IsEmpty());
}

}  // namespace
}  // namespace presence
