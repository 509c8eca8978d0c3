#include "notices/letter.h"

#include <gmock/gmock.h>
#include <sodium.h>

#include "base/text.h"
#include "notices/rules.h"

namespace notices {
namespace {

base::Instant at(const char* moment) { return *base::parse_instant(moment); }

std::string decoded(std::string_view base64) {
  std::string bytes(base64.size(), '\0');
  std::size_t size = 0;
  EXPECT_EQ(sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), base64.data(),
                              base64.size(), "\r\n", &size, nullptr, sodium_base64_VARIANT_ORIGINAL),
            0)
      << base64;
  return bytes.substr(0, size);
}

TEST(LetterText, a_long_thai_subject_is_folded_into_whole_words_that_give_it_back) {
  std::string subject;
  for (int i = 0; i < 40; ++i) subject += "รายงานขยะ ก" + std::to_string(i) + " ";
  auto header = header_text(subject, 9);
  std::string whole;
  bool first = true;
  for (auto line : base::split(header, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    EXPECT_LE(line.size() + (first ? 9 : 0), 76u) << line;
    if (!first) line.remove_prefix(1);
    first = false;
    ASSERT_TRUE(line.starts_with("=?UTF-8?B?") && line.ends_with("?=")) << line;
    auto part = decoded(line.substr(10, line.size() - 12));
    EXPECT_TRUE(base::is_utf8(part)) << "no character is cut";
    whole += part;
  }
  EXPECT_EQ(whole, subject);
}

TEST(LetterText, plain_text_stays_plain_and_no_text_begins_a_header) {
  EXPECT_EQ(header_text("Sa-at: two notices", 9), "Sa-at: two notices");
  auto header = header_text("ก\r\nBcc: everybody@example.com", 9);
  EXPECT_EQ(header.find("\r\nBcc"), std::string::npos);
  EXPECT_EQ(header_text("a\r\nBcc: x@example.com", 9).find('\n'), std::string::npos);
}

TEST(LetterText, a_letter_is_what_mail_servers_take) {
  auto text = written({"ระบบสะอาด", "saat@dla.go.th", "clerk@example.go.th", "เรื่อง", "บรรทัดแรก\nบรรทัดที่สอง\n",
                       "<saat.1@dla.go.th>", at("2024-11-18T09:05:07+07:00")});
  EXPECT_THAT(text, testing::HasSubstr("Date: Mon, 18 Nov 2024 09:05:07 +0700\r\n"));
  EXPECT_THAT(text, testing::HasSubstr("To: <clerk@example.go.th>\r\n"));
  EXPECT_THAT(text, testing::HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
  auto body = text.substr(text.find("\r\n\r\n") + 4);
  EXPECT_EQ(decoded(body), "บรรทัดแรก\r\nบรรทัดที่สอง\r\n");
}

TEST(LetterText, only_addresses_are_addresses) {
  for (const char* good : {"clerk-06560115@example.go.th", "a.b+c@dla.go.th", "root@localhost"})
    EXPECT_TRUE(is_address(good)) << good;
  for (const char* bad : {"", "clerk", "@x.th", "a@", "a@b@c.th", "a b@c.th", "a@c.th\r\nBcc: d@e.th", "ก@c.th",
                          "<a@c.th>", "a@nowhere", "a,b@c.th"})
    EXPECT_FALSE(is_address(bad)) << bad;
}

TEST(MailTimes, letters_go_by_day_and_one_a_day) {
  EXPECT_EQ(first_mail_at(at("2024-11-18T09:00+07:00"), 600), at("2024-11-18T09:10+07:00"));
  EXPECT_EQ(first_mail_at(at("2024-11-18T03:00+07:00"), 600), at("2024-11-18T08:00+07:00"));
  EXPECT_EQ(first_mail_at(at("2024-11-18T19:55+07:00"), 600), at("2024-11-19T08:00+07:00"));
  EXPECT_EQ(first_mail_at(at("2024-11-18T23:59+07:00"), 600), at("2024-11-19T08:00+07:00"));
  EXPECT_EQ(next_morning(at("2024-11-18T00:00+07:00")), at("2024-11-19T08:00+07:00"));
  EXPECT_EQ(next_morning(at("2024-11-18T23:59+07:00")), at("2024-11-19T08:00+07:00"));
}

TEST(MailTimes, tries_are_twice_as_far_apart_up_to_an_hour_and_end_after_a_day) {
  EXPECT_EQ(wait_after(1, 60), 60'000);
  EXPECT_EQ(wait_after(2, 60), 120'000);
  EXPECT_EQ(wait_after(7, 60), 3'600'000);
  std::int64_t whole = 0;
  int tries = 1;
  for (; wait_after(tries, 60); ++tries) whole += *wait_after(tries, 60);
  EXPECT_GT(whole, 12 * 3'600'000) << "a mail server may be down for a night";
  EXPECT_LT(whole, 48 * 3'600'000);
  EXPECT_EQ(rest_after(30, 60), 300'000);
}

}  // namespace
}  // namespace notices
