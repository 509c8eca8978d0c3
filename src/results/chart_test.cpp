#include "results/chart.h"

#include <gtest/gtest.h>

#include "base/embedded.h"

namespace results::chart {
namespace {

// Two squares that share a side; the second goes along it backwards.
constexpr const char* two = R"({"type":"Topology","transform":{"scale":[1,1],"translate":[0,0]},
  "arcs":[[[1,0],[0,1]],[[1,1],[-1,0],[0,-1],[1,0]],[[1,0],[1,0],[0,1],[-1,0]]],
  "objects":{"o":{"type":"GeometryCollection","geometries":[
    {"type":"Polygon","id":"a","arcs":[[0,1]]},{"type":"Polygon","id":"b","arcs":[[2,-1]]}]}}})";

TEST(Shapes, are_joined_of_their_arcs_and_fitted_into_the_frame) {
  auto land = Topology(two).land([](std::string_view) { return true; }, 100, 100);
  ASSERT_EQ(land.shapes.size(), 2u);
  EXPECT_EQ(land.width, 100);
  EXPECT_NEAR(land.height, 50, 1);
  for (const auto& shape : land.shapes) {
    EXPECT_EQ(shape.path.find('M'), 0u);
    EXPECT_EQ(shape.path.back(), 'z');
    EXPECT_NEAR(shape.x, shape.code == "a" ? 25 : 75, 1);
    EXPECT_NEAR(shape.y, 25, 1);
  }
  auto one = Topology(two).land([](std::string_view id) { return id == "b"; }, 100, 100);
  ASSERT_EQ(one.shapes.size(), 1u);
  EXPECT_NEAR(one.width, one.height, 2) << "a place alone fills the frame";
  EXPECT_TRUE(Topology(two).land([](std::string_view) { return false; }, 100, 100).shapes.empty());
  EXPECT_THROW(Topology("{}"), std::runtime_error);
}

TEST(Shapes, of_the_country_are_all_there) {
  EXPECT_EQ(
      Topology(*base::embedded("data/map/provinces.json")).land([](auto) { return true; }, 560, 900).shapes.size(),
      77u);
  Topology districts(*base::embedded("data/map/districts.json"));
  EXPECT_EQ(districts.land([](auto) { return true; }, 560, 900).shapes.size(), 928u);
  for (const auto& shape : districts.land([](std::string_view id) { return id.starts_with("30"); }, 560, 900).shapes) {
    EXPECT_GT(shape.area, 0) << shape.code;
    EXPECT_GT(shape.path.size(), 10u) << shape.code;
  }
}

TEST(Maps, say_every_place_in_words_and_escape_them) {
  auto land = Topology(two).land([](std::string_view) { return true; }, 100, 100);
  auto svg =
      map(land, {{"a", "ก<b>", "ก<b>", "72 % \"x\"", "/results?a=1&b=2", 4}, {"b", "ข", "ข", "ไม่มีข้อมูล", "", unknown}},
          "แผนที่");
  EXPECT_NE(svg.find(R"(<a href="/results?a=1&amp;b=2" aria-label="ก&lt;b&gt;: 72 % &quot;x&quot;">)"), svg.npos)
      << svg;
  EXPECT_NE(svg.find("class=\"step-4\""), svg.npos);
  EXPECT_NE(svg.find("class=\"unknown\""), svg.npos);
  EXPECT_EQ(svg.find("<b>"), svg.npos);
}

TEST(Maps, never_let_two_names_touch) {
  auto land = Topology(two).land([](std::string_view) { return true; }, 100, 100);
  auto count = [&](const std::string& name) {
    auto svg = map(land, {{"a", "ก", name, "", "", 1}, {"b", "ข", name, "", "", 1}}, "t");
    int texts = 0;
    for (auto at = svg.find("<text"); at != svg.npos; at = svg.find("<text", at + 1)) ++texts;
    return texts;
  };
  EXPECT_EQ(count("กก"), 2);
  EXPECT_EQ(count("กกกกก"), 2) << "40 of the 50 units each has";
  EXPECT_EQ(count("กกกกกกก"), 0) << "56: they would leave the picture";
  EXPECT_EQ(count("ก็ก็ก็ก็ก็"), 2) << "what stands above takes no room";
}

base::Decimal d(const char* text) { return *base::parse_decimal(text); }

TEST(Steps, are_twenties_of_a_rate_and_fifths_of_anything_else) {
  auto rates = limits_of_rates({d("3"), d("50"), d("90")});
  for (auto [value, step] : {std::pair{"0", 1}, {"19.99", 1}, {"20", 2}, {"100", 5}, {"140", 5}})
    EXPECT_EQ(step_of(d(value), rates), step) << value;
  std::vector<base::Decimal> values;
  for (const char* value : {"1", "2", "3", "4", "5", "6", "7", "8", "9", "1000000"}) values.push_back(d(value));
  auto fifths = limits_of(values);
  for (auto [value, step] : {std::pair{"1", 1}, {"5", 3}, {"1000000", 5}})
    EXPECT_EQ(step_of(d(value), fifths), step) << value;
  auto alike = limits_of_rates({d("90"), d("91"), d("92"), d("93"), d("94"), d("95")});
  EXPECT_GT(alike.front(), d("90")) << "all above 80: one colour would say nothing";
  EXPECT_TRUE(limits_of({}).empty());
  EXPECT_TRUE(limits_of({d("7"), d("7")}).empty()) << "all alike: one colour";
  EXPECT_EQ(step_of(d("7"), {}), 3) << "neither little nor much";
  for (auto [value, step] : {std::pair{"0", 1}, {"45", 3}, {"100", 5}})
    EXPECT_EQ(step_of(d(value), limits_of_rates({d(value)})), step) << "a lone rate has the colour of its height";
}

}  // namespace
}  // namespace results::chart
