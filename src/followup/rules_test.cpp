#include "followup/rules.h"

#include <gmock/gmock.h>

namespace followup {
namespace {

using base::Instant;
using base::Language;

Instant at(std::string_view iso) { return base::parse_instant(iso).value(); }
const calendar::Window window{at("2024-11-07T00:00+07:00"), at("2024-11-23T00:00+07:00")};
const Instant early = at("2024-11-08T09:00+07:00"), middle = at("2024-11-16T09:00+07:00"),
              late = at("2024-11-21T09:00+07:00");

Standing standing(int answered, Instant begun, Instant changed, int blocking = 0) {
  return {true, 0, answered, 40, blocking, begun, changed, {}};
}
Forecast judged(const Standing& report, Instant now, const Earlier& earlier = {}) {
  return forecast(report, earlier, window, now, Language::th);
}

TEST(ForecastRules, who_has_not_begun_is_a_matter_of_the_time_left) {
  EXPECT_EQ(judged({}, early).risk, Risk::none);
  EXPECT_EQ(judged({}, middle).risk, Risk::some);
  EXPECT_EQ(judged({}, late).risk, Risk::high);
  EXPECT_EQ(judged({}, late).reasons[0].key, "forecast.not_begun");
  EXPECT_EQ(judged({}, window.closes).risk, Risk::missed);
}

TEST(ForecastRules, the_pace_so_far_tells_when_it_will_be_done) {
  auto slow = standing(10, at("2024-11-08T09:00+07:00"), at("2024-11-16T08:00+07:00"));  // 10 in 8 days, 30 to go
  EXPECT_EQ(judged(slow, middle).risk, Risk::some);
  EXPECT_EQ(judged(slow, middle).reasons[0].key, "forecast.too_slow");
  EXPECT_EQ(judged(slow, middle).reasons[0].arguments[0].second, "10 ธ.ค. 2567");
  auto quick = standing(30, at("2024-11-15T09:00+07:00"), at("2024-11-16T08:00+07:00"));
  EXPECT_EQ(judged(quick, middle).risk, Risk::none);
}

TEST(ForecastRules, who_stopped_is_noticed) {
  auto idle = standing(39, at("2024-11-08T09:00+07:00"), at("2024-11-08T12:00+07:00"));
  EXPECT_EQ(judged(idle, middle).risk, Risk::some);
  EXPECT_EQ(judged(idle, middle).reasons[0].key, "forecast.idle");
}

TEST(ForecastRules, a_full_report_waits_for_its_approver_or_is_blocked) {
  EXPECT_EQ(judged(standing(40, early, early), middle).reasons[0].key, "forecast.waits_for_approver");
  EXPECT_EQ(judged(standing(40, early, early), late).risk, Risk::some);
  EXPECT_EQ(judged(standing(40, early, early, 2), late).risk, Risk::high);
}

TEST(ForecastRules, earlier_years_raise_the_risk_and_say_so) {
  auto quick = standing(30, at("2024-11-15T09:00+07:00"), at("2024-11-16T08:00+07:00"));
  auto made = judged(quick, middle, {2, 1, 0});
  EXPECT_EQ(made.risk, Risk::some);
  EXPECT_EQ(made.reasons.back().key, "forecast.late_before");
  EXPECT_EQ(judged({}, middle, {2, 0, 2}).risk, Risk::high);
  EXPECT_EQ(judged({}, early, {3, 0, 0}).risk, Risk::none) << "years that went well are none against it";
}

TEST(TallyRules, late_is_after_the_common_closing_within_a_window_of_ones_own) {
  calendar::Window longer{window.opens, at("2024-11-26T00:00+07:00")};
  Standing sent{true, 1, 40, 40, 0, early, middle, middle}, sent_late = sent;
  sent_late.submitted_at = at("2024-11-24T09:00+07:00");
  Tally tally;
  Instant now = at("2024-11-25T09:00+07:00");
  tally.add(sent, window, window, now);
  tally.add(sent_late, longer, window, now);
  tally.add(standing(5, early, early), window, window, now);
  tally.add(standing(5, early, early), longer, window, now);
  tally.add({}, window, window, now);
  EXPECT_EQ(tally.expected, 5);
  EXPECT_EQ(tally.begun, 4);
  EXPECT_EQ(tally.submitted, 2);
  EXPECT_EQ(tally.on_time, 1);
  EXPECT_EQ(tally.late, 1);
  EXPECT_EQ(tally.unsent, 1) << "who was given longer may still send";
}

TEST(CurveRules, counts_each_day_and_each_hour_of_the_last) {
  auto curve = curve_of({at("2024-11-07T00:00+07:00"), at("2024-11-07T23:59+07:00"), at("2024-11-22T23:59+07:00"),
                         at("2024-11-24T08:00+07:00")},
                        window);
  ASSERT_EQ(curve.by_day.size(), 18u);
  EXPECT_EQ(curve.by_day[0], 2);
  EXPECT_EQ(curve.by_day[15], 1);
  EXPECT_EQ(curve.by_day[17], 1);
  EXPECT_EQ(curve.by_hour[23], 1);
  EXPECT_EQ(curve.by_hour[0], 0);
}

TEST(CsvRules, nothing_in_a_file_is_a_formula) {
  EXPECT_EQ(csv_cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
  for (const char* bad : {"+1", "-1", "@x", "\tx"}) EXPECT_EQ(csv_cell(bad), "'" + std::string(bad));
  EXPECT_EQ(csv_cell("อบต.แม่ใส, พะเยา"), "\"อบต.แม่ใส, พะเยา\"");
  EXPECT_EQ(csv_cell("a\nb"), "\"a\nb\"");
}

}  // namespace
}  // namespace followup
