#include "http/http.h"

#include <gtest/gtest.h>
#include <string>

#include <algorithm>
#include <ctime>

#include "base/problem.h"

namespace http {
namespace {

using namespace std::string_literals;

Request with_body(std::string type, std::string body) {
  Request request;
  request.headers = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return request;
}

TEST(Network, of_ipv6_counts_as_one_address) {
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(network_of("2001:db8:1:2:ffff::1"), network_of("2001:db8:1:2::9"));
  EXPECT_NE(network_of("2001:db8:1:3::9"), network_of("2001:db8:1:2::9"));
  for (auto as_it_is : {"203.0.113.7", "", "nonsense"}) EXPECT_EQ(network_of(as_it_is), as_it_is);
  EXPECT_EQ(network_of("::ffff:203.0.113.7"), "203.0.113.7");
  EXPECT_LE(network_of(std::string(100'000, 'x')).size(), 64u);
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
                           "--XX\r\nContent-Disposition: form-data; filename=\"x\"; name=\"b\"\r\n\r\n\0\xff\r\n"s
                           "--XX\r\nContent-Disposition: form-data; name=\"c\"; filename=\"\"\r\n\r\n\r\n--XX--\r\n");
  read_form(request);
  EXPECT_EQ(request.field("a"), "one\r\ntwo");
  EXPECT_EQ(request.field("b"), std::nullopt);
  ASSERT_EQ(request.files.count("b"), 1u);
  EXPECT_EQ(request.files["b"].name, "x");
  EXPECT_EQ(request.files["b"].bytes, "\0\xff"s) << "a file's bytes are no text to be mended";
  EXPECT_EQ(request.files.count("c"), 0u) << "no file was chosen";
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
                            {"multipart/form-data; boundary=", "--\r\n"},
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

// It is looked for at every byte of the body: a long one of dashes stood the server still for seconds.
TEST(Form, a_boundary_is_no_longer_than_it_may_be) {
  for (auto [length, fits] : {std::pair{70, true}, {71, false}, {15'000, false}}) {
    const std::string boundary(std::size_t(length), '-');
    auto request = with_body(
        "multipart/form-data; boundary=" + boundary,
        "--" + boundary + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--" + boundary + "--\r\n");
    if (fits)
      EXPECT_NO_THROW(read_form(request));
    else
      EXPECT_THROW(read_form(request), base::Problem) << length;
  }
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

// Processor time of reading a body, the least of several turns.
double seconds_for(const std::string& type, const std::string& body) {
  auto now = [] {
    timespec at{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return double(at.tv_sec) + double(at.tv_nsec) / 1e9;
  };
  double least = 1e9;
  for (int turn = 0; turn < 3; ++turn) {
    auto request = with_body(type, body);
    auto begun = now();
    try {
      read_form(request);
    } catch (const base::Problem&) {}
    least = std::min(least, now() - begun);
  }
  return least;
}

// It runs on the thread that everybody's requests go through. Four times as much may take four times as long; what
// grows with the square takes sixteen.
TEST(Form, the_worst_body_takes_time_in_proportion_to_its_size) {
  auto times = [](std::string_view piece, std::size_t size) {
    std::string text;
    while (text.size() < size) text += piece;
    return text;
  };
  struct Case {
    const char *what, *type, *head;
    std::string piece;
    const char* tail;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"NUL", "application/x-www-form-urlencoded", "a=", std::string(1, '\0'), ""},
           {"broken UTF-8", "application/x-www-form-urlencoded", "a=", "\xE0\xB8", ""},
           {"percent", "application/x-www-form-urlencoded", "a=", "%00%", ""},
           {"empty fields", "application/x-www-form-urlencoded", "", "&=", ""},
           {"nested JSON", "application/json", "", "[", ""},
           {"NUL in JSON", "application/json", "{\"a\": \"", std::string(1, '\0'), "\"}"},
           {"boundaries", "multipart/form-data; boundary=X", "", "--X\r\n", "--X--"},
           {"names", "multipart/form-data; boundary=X", "--X\r\n", " ;name=", "\r\n\r\n\r\n--X--"},
       }) {
    auto small = seconds_for(c.type, c.head + times(c.piece, 128 * 1024) + c.tail);
    auto large = seconds_for(c.type, c.head + times(c.piece, 512 * 1024) + c.tail);
    EXPECT_LT(large, 9 * std::max(small, 0.0005)) << c.what << ": " << small << " s, then " << large << " s";
  }
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
