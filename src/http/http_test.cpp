#include "http/http.h"

#include <gtest/gtest.h>

#include "base/problem.h"

namespace http {
namespace {

Request with_body(std::string type, std::string body) {
  Request request;
  request.headers = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return request;
}

TEST(Form, urlencoded_and_json_give_the_same_fields) {
  auto form = with_body("application/x-www-form-urlencoded", "typed=1%2C200&remark=%E0%B8%81+%E0%B8%82&flag=true");
  auto json = with_body("application/json", R"({"typed": "1,200", "remark": "ก ข", "flag": true, "gone": null})");
  read_form(form);
  read_form(json);
  EXPECT_EQ(form.form, json.form);
  EXPECT_EQ(json.field("remark"), "ก ข");
  EXPECT_EQ(json.field("gone"), std::nullopt);
}

TEST(Form, multipart_fields_are_read_and_a_filename_is_no_name) {
  auto request = with_body("multipart/form-data; boundary=XX",
                           "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n"
                           "--XX\r\nContent-Disposition: form-data; filename=\"x\"; name=\"b\"\r\n\r\n\r\n--XX--\r\n");
  read_form(request);
  EXPECT_EQ(request.field("a"), "one\r\ntwo");
  EXPECT_EQ(request.field("b"), "");
}

TEST(Form, numbers_come_as_they_were_written) {
  auto request = with_body("application/json", R"({"version": 3, "typed": 12.5})");
  read_form(request);
  EXPECT_EQ(request.field("version"), "3");
  EXPECT_EQ(request.field("typed"), "12.5");
}

TEST(Form, what_is_no_form_is_refused) {
  for (auto [type, body] : {std::pair{"application/json", "[1]"},
                            {"application/json", "{\"a\": {\"b\": 1}}"},
                            {"application/json", "{"},
                            {"text/plain", "a=1"},
                            {"", "a=1"},
                            {"multipart/form-data", "x"},
                            {"multipart/form-data; boundary=Q", "--Q\r\nbroken"}}) {
    auto request = with_body(type, body);
    EXPECT_THROW(read_form(request), base::Problem) << type << " " << body;
  }
}

TEST(Form, broken_utf8_and_nul_become_replacement_characters) {
  auto form = with_body("application/x-www-form-urlencoded", "a=%E0%B8&b=1%002");
  read_form(form);
  EXPECT_EQ(form.field("a"), "\uFFFD\uFFFD");
  EXPECT_EQ(form.field("b"), "1\uFFFD2");
  auto json = with_body("application/json", "{\"a\": \"\xE0\xB8\", \"b\": \"1\\u00002\"}");
  read_form(json);
  EXPECT_EQ(json.field("a"), "\uFFFD\uFFFD");
  EXPECT_EQ(json.field("b"), "1\uFFFD2");
}

TEST(Form, too_many_fields_are_refused) {
  std::string body;
  for (int i = 0; i < 6000; ++i) body += "a&";
  auto request = with_body("application/x-www-form-urlencoded", body);
  EXPECT_THROW(read_form(request), base::Problem);
}

TEST(Request, accept_decides_between_page_and_json) {
  auto wants = [](std::string accept) {
    Request request;
    request.headers = {{"accept", std::move(accept)}};
    return request.wants_json();
  };
  EXPECT_TRUE(wants("application/json"));
  EXPECT_TRUE(wants("application/json, text/html;q=0.9"));
  EXPECT_FALSE(wants("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
  EXPECT_FALSE(wants("text/html, application/json"));
  EXPECT_FALSE(wants("application/json;q=0.1, text/html"));
  EXPECT_FALSE(wants("*/*"));
  EXPECT_FALSE(wants(""));
}

TEST(Request, cookies_are_found_by_their_whole_name) {
  Request request;
  request.headers = {{"cookie", "xsaat=1; saat=abc; language=en"}};
  EXPECT_EQ(request.cookie("saat"), "abc");
  EXPECT_EQ(request.cookie("language"), "en");
  EXPECT_EQ(request.cookie("lang"), "");
}

TEST(Compress, a_reply_is_compressed_once_and_its_strong_tag_says_so) {
  auto reply = [](std::string tag, std::size_t size) {
    Reply one;
    one.type = "application/json";
    one.body = std::string(size, 'a');
    one.headers = {{"ETag", std::move(tag)}, {"Vary", "Accept-Encoding, Accept-Language"}};
    return one;
  };
  auto strong = reply("\"abc\"", 5000);
  compress(strong);
  EXPECT_LT(strong.body.size(), 500u);
  EXPECT_EQ(strong.headers,
            (std::vector<std::pair<std::string, std::string>>{
                {"ETag", "\"abc-gzip\""}, {"Vary", "Accept-Encoding, Accept-Language"}, {"Content-Encoding", "gzip"}}));
  strong.body = std::string(5000, 'b');  // were it compressed again, it would be shorter
  compress(strong);
  EXPECT_EQ(strong.body.size(), 5000u);
  auto weak = reply("W/\"abc\"", 5000), small = reply("\"abc\"", 100);
  compress(weak), compress(small);
  EXPECT_EQ(weak.headers[0].second, "W/\"abc\"");
  EXPECT_EQ(small.headers[0].second, "\"abc\"");
  EXPECT_EQ(small.body.size(), 100u);
}

TEST(Percent, encoding_is_undone_by_decoding) {
  std::string every;
  for (int c = 1; c < 256; ++c) every += char(c);
  EXPECT_EQ(percent_decode(percent_encode(every), false), every);
  EXPECT_EQ(percent_decode("a+b%20%zz%4", true), "a b %zz%4");
  EXPECT_EQ(percent_decode("a+b", false), "a+b");
}

}  // namespace
}  // namespace http
