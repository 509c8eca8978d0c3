// What leaves does no harm where it is opened, and says what it should of what is not there.
#include <gmock/gmock.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "exports/table.h"
#include "exports/workbook.h"
#include "exports/zip.h"

namespace exports {
namespace {

using base::Decimal;
using testing::HasSubstr;
using testing::Not;

std::string written(std::unique_ptr<Writer> (*make)(const std::string&), const std::vector<Cells>& rows) {
  auto path = (std::filesystem::temp_directory_path() / ("saat-table-" + std::to_string(getpid()))).string();
  auto writer = make(path);
  writer->about({{"ข้อมูล", "ทดสอบ"}});
  writer->begin({"answers", "ข้อมูล", {{"code", "รหัส", Shape::text}, {"U2.1", "ครัวเรือน (ครัวเรือน)", Shape::number}}, 1});
  for (const auto& row : rows) writer->row(row);
  writer->end();
  writer->finish();
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  std::filesystem::remove(path);
  return text.str();
}

TEST(Csv, begins_with_a_byte_order_mark_and_heads_each_column_with_its_code) {
  EXPECT_EQ(written(csv_writer, {{Cell::of("06560115"), Cell::whole(2032)}}),
            "\uFEFFcode รหัส,U2.1 ครัวเรือน (ครัวเรือน)\r\n06560115,2032\r\n");
}

TEST(Csv, absent_is_empty_and_zero_is_zero) {
  EXPECT_THAT(written(csv_writer, {{Cell::of("a"), Cell{}}, {Cell::of("b"), Cell::whole(0)}}),
              HasSubstr("\r\na,\r\nb,0\r\n"));
}

TEST(Csv, what_a_spreadsheet_would_run_is_made_harmless) {
  for (const char* typed : {"=1+1", "+66", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1+1", "''-5"})
    EXPECT_EQ(harmless(typed), "'" + std::string(typed));
  for (const char* typed : {"ถนน 5-7", "a=b", "", "'x", "12"}) EXPECT_EQ(harmless(typed), typed);
  EXPECT_THAT(written(csv_writer, {{Cell::of("=HYPERLINK(\"http://x\",\"y\")"), Cell{}}}),
              HasSubstr("\r\n\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",\r\n"));
}

TEST(Csv, a_negative_number_stays_a_number) {
  EXPECT_THAT(written(csv_writer, {{Cell::of("a"), Cell::of(Decimal{-52'500})}}), HasSubstr("a,-5.25\r\n"));
}

TEST(Csv, line_ends_inside_a_text_are_quoted) {
  EXPECT_THAT(written(csv_writer, {{Cell::of("หนึ่ง\nสอง, สาม"), Cell{}}}), HasSubstr("\r\n\"หนึ่ง\nสอง, สาม\",\r\n"));
}

TEST(Json, keeps_every_digit_and_leaves_out_what_is_absent) {
  auto text =
      written(json_writer, {{Cell::of("a\"b"), Cell::of(Decimal{99'999'999'999'999})}, {Cell::of("c"), Cell{}}});
  EXPECT_THAT(text, HasSubstr(R"({"code": "a\"b", "U2.1": 9999999999.9999})"));
  EXPECT_THAT(text, HasSubstr(R"({"code": "c"})"));
}

TEST(Text, what_xml_forbids_never_reaches_a_workbook) {
  auto in_xml = [](std::string_view text) {
    std::string xml;
    workbook::add_text(xml, text);
    return xml;
  };
  EXPECT_EQ(in_xml("a\x01"
                   "b\x0b"
                   "c\td\r\ne"),
            "a_x0001_b_x000B_c\td_x000D_\ne")
      << "as spreadsheets write a character that XML has no place for";
  EXPECT_EQ(in_xml("\xEF\xBF\xBEx\xFF"), "_xFFFE_x\uFFFD");
  EXPECT_EQ(in_xml("_x0041_ <"), "_x005F_x0041_ &lt;");
}

// What an archive's own directory says lies there.
std::string entry_of(const std::string& zip, const std::string& name) {
  auto number = [&](std::size_t at, int bytes) {
    std::uint32_t value = 0;
    for (int i = bytes; i-- > 0;) value = value << 8 | static_cast<unsigned char>(zip[at + i]);
    return value;
  };
  for (std::size_t at = number(zip.size() - 6, 4); zip.compare(at, 4, "PK\x01\x02") == 0;
       at += 46 + number(at + 28, 2)) {
    if (zip.compare(at + 46, number(at + 28, 2), name) != 0) continue;
    std::string text(number(at + 24, 4), '\0');
    z_stream stream{};
    inflateInit2(&stream, -MAX_WBITS);
    auto begins = number(at + 42, 4) + 30 + number(at + 28, 2);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zip.data() + begins));
    stream.avail_in = number(at + 20, 4);
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = uInt(text.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    EXPECT_EQ(crc32(0, reinterpret_cast<const Bytef*>(text.data()), uInt(text.size())), number(at + 16, 4));
    return text;
  }
  return "nothing";
}

TEST(Xlsx, what_was_typed_is_a_text_and_never_a_formula) {
  auto book = written(xlsx_writer, {{Cell::of("=1+1"), Cell::whole(5)}, {Cell::of("@SUM(A1)<&>"), Cell{}}});
  auto sheet = entry_of(book, "xl/worksheets/sheet2.xml"), texts = entry_of(book, "xl/sharedStrings.xml");
  EXPECT_THAT(sheet, Not(HasSubstr("<f>")));
  EXPECT_THAT(sheet, HasSubstr("t=\"s\"><v>"));
  EXPECT_THAT(sheet, HasSubstr("<c r=\"B3\" s=\"7\"><v>5</v></c>"));
  EXPECT_THAT(sheet, Not(HasSubstr("r=\"B4\""))) << "absent is no cell";
  EXPECT_THAT(texts, HasSubstr(">=1+1</t>"));
  EXPECT_THAT(texts, HasSubstr(">@SUM(A1)&lt;&amp;&gt;</t>"));
}

TEST(Xlsx, a_text_that_looks_like_an_escape_stays_as_typed) {
  std::string xml;
  workbook::add_text(xml, "a_x0041_b_x00 _xyz");
  EXPECT_EQ(xml, "a_x005F_x0041_b_x00 _xyz");
}

TEST(Xlsx, a_cell_takes_no_more_than_excel_does_and_no_half_letter) {
  std::string endless, xml;
  for (int i = 0; i < 20'000; ++i) endless += "ก";
  workbook::add_text(xml, endless);
  EXPECT_EQ(xml.size(), 31'998u);
}

TEST(Xlsx, columns_are_lettered_as_spreadsheets_do) {
  EXPECT_EQ(workbook::letters(0) + workbook::letters(25) + workbook::letters(26) + workbook::letters(701) +
                workbook::letters(702),
            "AZAAZZAAA");
}

TEST(Xlsx, a_text_the_table_has_no_room_for_stands_in_its_cell) {
  workbook::Shared shared;
  EXPECT_EQ(shared.of("ก"), 0);
  EXPECT_EQ(shared.of("ข"), 1);
  EXPECT_EQ(shared.of("ก"), 0);
  EXPECT_EQ(shared.of(std::string(5000, 'x')), -1);
  for (int i = 0; i < 100'000; ++i) shared.of(std::to_string(i));
  EXPECT_EQ(shared.of("new"), -1);
}

TEST(Zip, what_goes_in_comes_out_however_long) {
  auto path = (std::filesystem::temp_directory_path() / ("saat-zip-" + std::to_string(getpid()))).string();
  std::string noise;
  for (unsigned i = 0, state = 1; i < 3'000'000; ++i) noise += char((state = state * 1664525u + 1013904223u) >> 24);
  Zip zip(path);
  for (auto [name, text] : {std::pair{"noise", noise}, {"empty", std::string()}, {"short", std::string("ขยะ")}}) {
    zip.begin(name);
    for (std::size_t at = 0; at < text.size(); at += 70'001) zip.put(std::string_view(text).substr(at, 70'001));
    zip.end();
  }
  zip.finish();
  std::stringstream all;
  all << std::ifstream(path, std::ios::binary).rdbuf();
  std::filesystem::remove(path);
  EXPECT_TRUE(entry_of(all.str(), "noise") == noise);
  EXPECT_EQ(entry_of(all.str(), "empty"), "");
  EXPECT_EQ(entry_of(all.str(), "short"), "ขยะ");
}

TEST(Zip, a_full_disk_is_told) {
  auto write = [] {
    Zip zip("/dev/full");
    zip.begin("a");
    for (int i = 0; i < 1'000'000; ++i) zip.put(std::to_string(i * 7919));
    zip.end();
    zip.finish();
  };
  EXPECT_THROW(write(), std::system_error);
}

TEST(Out, a_disk_that_takes_nothing_is_told) {
  auto write = [] {
    Out out("/dev/full");
    out.put(std::string(1 << 20, 'x'));
    out.close();
  };
  EXPECT_THROW(write(), std::system_error);
  EXPECT_THROW(Out("/nowhere/at/all"), std::system_error);
}

TEST(Moment, is_told_in_bangkok_time) {
  EXPECT_EQ(bangkok_time(*base::parse_instant("2024-11-22T16:59:30Z")), "2024-11-22 23:59:30");
}

}  // namespace
}  // namespace exports
