#include "view/view.h"
#include "view/retold.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace view {
namespace {

using base::Language;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Words words() {
  return Words::load("report:\n  save: บันทึก\n  greet: \"สวัสดี {name}\"\nmark: <ก&ข>\nonly_th: ก\n",
                     "report:\n  save: Save\n  greet: \"Hello {name}\"\nmark: <a&b>\nonly_en: a\n");
}

TEST(Retold, a_sentence_kept_in_one_language_is_said_in_the_readers) {
  const auto all =
      Words::load("asks: \"ฉบับ {n} ถามเพิ่ม ข้อ {codes} แล้วส่ง\"\n", "asks: \"Edition {n} asks {codes}, then send\"\n");
  auto said = [&](const std::string& kept, Language reader = Language::en) {
    return retold(all, "asks", kept, reader);
  };
  EXPECT_EQ(said("ฉบับ 5 ถามเพิ่ม ข้อ U8.3 U9.1 แล้วส่ง"), "Edition 5 asks U8.3 U9.1, then send");
  EXPECT_EQ(said("ฉบับ 5 ถามเพิ่ม ข้อ U8.3 แล้วส่ง", Language::th), "ฉบับ 5 ถามเพิ่ม ข้อ U8.3 แล้วส่ง");
  for (const char* other :
       {"", "ฉบับ 5", "ฉบับ  แล้วส่ง", "โปรดดูฉบับ 5 ถามเพิ่ม ข้อ U8.3 แล้วส่ง", "ฉบับ 5 ถามเพิ่ม ข้อ U8.3 แล้วส่งใหม่"})
    EXPECT_EQ(said(other), other) << "a person's own words stay";
}

// Templates in a folder of their own, read anew at each call.
class Pages : public testing::Test {
 protected:
  Pages() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    put("head_open", "");  // what marks a page as one
  }
  ~Pages() override { std::filesystem::remove_all(folder_); }

  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / (name + ".html"), std::ios::binary) << text;
  }
  void page(const std::string& text) const { put("page", "{{>head_open}}" + text); }

  std::string shown(const Json& view = Json::object(), Language language = Language::th) const {
    return Templates(words(), folder_.string()).render("page", language, view);
  }
  std::string shown(const std::string& text, const Json& view) const {
    page(text);
    return shown(view);
  }
  std::string complaint() const {
    try {
      return "shown: " + shown();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("view_test_" + std::to_string(::getpid()));
};

// ---- What fills a page -----------------------------------------------------------------------

TEST_F(Pages, texts_and_numbers_stand_at_their_names) {
  EXPECT_EQ(shown("{{a}} {{b}} {{c}}|{{none}}|", {{"a", "ก"}, {"b", 12}, {"c", -3}}), "ก 12 -3||");
}

TEST_F(Pages, a_list_shows_its_section_once_a_member) {
  const std::string text = "{{#list}}<{{n}}>{{/list}}{{#no_list}}none{{/no_list}}{{#has_list}}!{{/has_list}}";
  EXPECT_EQ(shown(text, {{"list", {{{"n", 1}}, {{"n", 2}}}}}), "<1><2>!");
  EXPECT_EQ(shown(text, {{"list", Json::array()}}), "none");
}

TEST_F(Pages, an_object_shows_its_section_once) {
  EXPECT_EQ(shown("{{#body}}{{name}}{{/body}}{{#has_body}}!{{/has_body}}{{name}}", {{"body", {{"name", "ก"}}}}), "ก!");
}

TEST_F(Pages, lists_stand_inside_lists) {
  EXPECT_EQ(
      shown("{{#rows}}{{n}}:{{#cells}}{{v}},{{/cells}};{{/rows}}",
            {{"rows", {{{"n", 1}, {"cells", {{{"v", "a"}}, {{"v", "b"}}}}}, {{"n", 2}, {"cells", Json::array()}}}}}),
      "1:a,b,;2:;");
}

TEST_F(Pages, nothing_shows_the_no_section_and_anything_the_has_section) {
  page("{{#no_x}}no{{/no_x}}{{#has_x}}has{{/has_x}}");
  for (const auto& nothing : {Json(nullptr), Json(false), Json(""), Json::array()})
    EXPECT_EQ(shown({{"x", nothing}}), "no") << nothing;
  for (const auto& thing :
       {Json(true), Json(0), Json("0"), Json("false"), Json(Json::array({Json::object()})), Json(Json::object())})
    EXPECT_EQ(shown({{"x", thing}}), "has") << thing;
  EXPECT_EQ(shown(), "") << "what the view does not name shows neither";
}

TEST_F(Pages, true_shows_its_section_and_false_does_not) {
  page("{{#x}}yes{{/x}}");
  EXPECT_EQ(shown({{"x", true}}), "yes");
  EXPECT_EQ(shown({{"x", false}}), "");
  EXPECT_EQ(shown({{"x", nullptr}}), "");
}

TEST_F(Pages, a_member_reads_its_surroundings_and_its_own_first) {
  page("{{#list}}{{name}}/{{place}} {{/list}}");
  EXPECT_EQ(
      shown({{"place", "p"}, {"name", "outer"}, {"list", {{{"name", "a"}}, {{"name", ""}}, {{"name", nullptr}}}}}),
      "a/p /p /p ");
}

// ---- Escaping --------------------------------------------------------------------------------

TEST_F(Pages, what_is_true_around_a_list_shows_inside_it_with_the_members_own_values) {
  Json view = {{"open", true}, {"shut", false}, {"list", {{{"a", "1"}}, {{"a", "2"}}}}};
  EXPECT_EQ(shown("{{#list}}{{#open}}[{{a}}]{{/open}}{{/list}}", view), "[1][2]");
  EXPECT_EQ(shown("{{#list}}{{#has_open}}[{{a}}]{{/has_open}}{{#no_shut}}({{a}}){{/no_shut}}{{/list}}", view),
            "[1](1)[2](2)");
  view["list"][0]["open"] = true;
  EXPECT_EQ(shown("{{#list}}{{#a}}{{/a}}{{#open}}[{{a}}]{{/open}}{{/list}}", view), "[1][2]");
}

TEST_F(Pages, what_a_person_typed_is_no_markup) {
  const auto text = shown("<p>{{x}}</p><input value=\"{{x}}\">", {{"x", "<script>alert('\"&')</script>"}});
  EXPECT_THAT(text, Not(HasSubstr("<script")));
  EXPECT_THAT(text, HasSubstr("<p>&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;</p>"));
  EXPECT_THAT(text, HasSubstr("value=\"&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;\""));
}

TEST_F(Pages, an_address_cannot_be_a_script) {
  EXPECT_THAT(shown("<a href=\"{{x}}\">a</a>", {{"x", "javascript:alert(1)"}}), Not(HasSubstr("javascript:")));
  EXPECT_THAT(shown("<a href=\"{{x}}\">a</a>", {{"x", "/reports/7"}}), HasSubstr("\"/reports/7\""));
}

TEST_F(Pages, marks_inside_a_value_are_text) {
  EXPECT_EQ(shown("{{x}}", {{"x", "{{y}} {{t:report.save}}"}, {"y", "filled"}}), "{{y}} {{t:report.save}}");
}

// ---- What is settled when a template is loaded -----------------------------------------------

TEST_F(Pages, sentences_are_in_the_readers_language_and_escaped) {
  page("{{t:report.save}} {{t:mark}} {{t:no.such}}");
  EXPECT_EQ(shown({}, Language::th), "บันทึก &lt;ก&amp;ข&gt; no.such");
  EXPECT_EQ(shown({}, Language::en), "Save &lt;a&amp;b&gt; no.such");
}

TEST_F(Pages, what_a_template_is_indented_by_is_not_sent) {
  put("part", "  <b\n      lang=\"th\">ก</b>\n");
  EXPECT_EQ(shown("\n  <p>\n    {{#a}}\n      {{b}} ข\n    {{/a}}\n    {{>part}}\n  </p>\n", {{"a", true}, {"b", "ค"}}),
            "\n<p>\n\nค ข\n\n<b\nlang=\"th\">ก</b>\n\n</p>\n");
}

TEST_F(Pages, spaces_stay_where_they_count) {
  EXPECT_EQ(shown("<pre>ก\n  ข</pre>\n  <textarea\n  rows=2>\n  ค</textarea>\n  <i>ง</i>", Json::object()),
            "<pre>ก\n  ข</pre>\n<textarea\n  rows=2>\n  ค</textarea>\n<i>ง</i>");
  EXPECT_EQ(shown("\n  <pre>{{a:pre_escape}}</pre>", {{"a", "ก\n  ข"}}), "\n<pre>ก\n  ข</pre>")
      << "what a person typed";
}

TEST_F(Pages, a_part_reads_the_values_of_its_place) {
  put("part", "[{{name}} {{t:report.save}}]");
  EXPECT_EQ(shown("{{#list}}{{>part}}{{/list}}{{>part}}", {{"name", "x"}, {"list", {{{"name", "a"}}}}}),
            "[a บันทึก][x บันทึก]");
}

TEST_F(Pages, a_part_that_is_half_an_element_is_no_page_and_may_be) {
  put("top", "<main class=\"{{c}}\">{{#inside}}");
  put("bottom", "{{/inside}}</main>");
  EXPECT_EQ(shown("{{>top}}x{{>bottom}}", {{"c", "k"}, {"inside", true}}), "<main class=\"k\">x</main>");
  EXPECT_THROW(Templates(words(), folder_.string()).render("top", Language::th, {}), std::runtime_error);
}

TEST_F(Pages, a_malformed_template_is_told_by_its_name) {
  for (auto text : {"a {{b", "{{#open}}never closed", "{{#a}}{{#b}}{{/a}}{{/b}}", "{{>missing}}"}) {
    page(text);
    EXPECT_THAT(complaint(), HasSubstr("the template page")) << text;
  }
}

TEST_F(Pages, an_unclosed_mark_is_told_with_what_follows_it) {
  put("part", "{{name}} {{#list so on");
  page("{{>part}}");
  EXPECT_THAT(complaint(), testing::AllOf(HasSubstr("the template page"), HasSubstr("{{#list so on")));
}

TEST_F(Pages, a_part_that_includes_itself_is_told) {
  put("one", "1{{>two}}");
  put("two", "2{{>one}}");
  page("{{>one}}");
  EXPECT_THAT(complaint(), testing::AllOf(HasSubstr("the template page"), HasSubstr("includes itself")));
}

TEST_F(Pages, an_unknown_page_is_told_by_its_name) {
  page("x");
  try {
    Templates(words(), folder_.string()).render("nowhere", Language::th, {});
    ADD_FAILURE() << "something was shown";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("nowhere"));
  }
}

TEST_F(Pages, of_one_world_are_not_those_of_another_in_the_same_program) {
  const Templates built_in(words());
  auto before = built_in.render("problem", Language::th, {});
  put("problem", "{{>head_open}}another");
  put("head_open", "");
  EXPECT_EQ(Templates(words(), folder_.string()).render("problem", Language::th, {}), "another");
  EXPECT_EQ(built_in.render("problem", Language::th, {}), before);
}

TEST_F(Pages, a_folder_is_read_anew_at_each_call) {
  page("first");
  const Templates templates(words(), folder_.string());
  EXPECT_EQ(templates.render("page", Language::th, {}), "first");
  page("second {{x}}");
  EXPECT_EQ(templates.render("page", Language::th, {{"x", 1}}), "second 1");
}

TEST_F(Pages, reading_anew_disturbs_no_other_reader) {
  page("{{x}}");
  const Templates templates(words(), folder_.string());
  std::vector<std::jthread> readers;
  for (int reader = 0; reader < 4; ++reader)
    readers.emplace_back([&templates, reader] {
      for (int i = 0; i < 100; ++i)
        EXPECT_EQ(templates.render("page", Language::th, {{"x", reader}}), std::to_string(reader));
    });
}

TEST(Templates, the_built_in_ones_are_well_formed) { EXPECT_NO_THROW(Templates{words()}); }

// ---- Words -----------------------------------------------------------------------------------

TEST(ViewWords, a_sentence_is_filled_in_its_language) {
  EXPECT_EQ(words().say(Language::th, "report.greet", {{"name", "ก"}}), "สวัสดี ก");
  EXPECT_EQ(words().say(Language::en, "report.greet", {{"name", "A"}}), "Hello A");
  EXPECT_EQ(words().say(Language::en, "only_th"), "only_th");
}

TEST(ViewWords, a_sentence_is_there_when_both_languages_have_it) {
  EXPECT_TRUE(words().has("report.save"));
  EXPECT_FALSE(words().has("only_th"));
  EXPECT_FALSE(words().has("only_en"));
  EXPECT_FALSE(words().has("report")) << "a group is no sentence";
  EXPECT_THAT(words().keys(Language::th), ElementsAre("mark", "only_th", "report.greet", "report.save"));
  EXPECT_THAT(words().keys(Language::en), ElementsAre("mark", "only_en", "report.greet", "report.save"));
}

// ---- One struct, page and JSON ---------------------------------------------------------------

struct Row {
  std::string name;
  std::optional<int> answered;
  void describe(auto& d) const { d("name", name)("answered", answered); }
};
struct Sheet {
  bool open = true;
  std::vector<Row> rows;
  std::optional<Row> chosen;
  void describe(auto& d) const { d("open", open)("rows", rows)("chosen", chosen); }
};

TEST(ToJson, a_struct_becomes_what_its_description_names) {
  const Sheet sheet{true, {{"a", 1}, {"b", std::nullopt}}, Row{"c", 0}};
  EXPECT_EQ(to_json(sheet), Json::parse(R"({"open": true, "chosen": {"name": "c", "answered": 0},
      "rows": [{"name": "a", "answered": 1}, {"name": "b", "answered": null}]})"));
  EXPECT_EQ(to_json(Sheet{false, {}, {}}), Json::parse(R"({"open": false, "rows": [], "chosen": null})"));
  EXPECT_EQ(to_json(std::vector<Row>{}), Json::array());
}

}  // namespace
}  // namespace view
