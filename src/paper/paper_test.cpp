// Pages: how many, and that they are there. What stands on them is read back by tests/exports/paper.py.
#include "paper/paper.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace paper {
namespace {

std::string path() {
  return (std::filesystem::temp_directory_path() / ("saat-paper-" + std::to_string(getpid()) + ".pdf")).string();
}

Document with_rows(int rows) {
  Document document{"อบต.แม่ใส", "รายงานตัวชี้วัด", "สะอาด", "", "หน้า {n} จาก {m}"};
  Table table{{{"ข้อ", 1, false, true}, {"รายการ", 5}, {"ค่า", 2, true}, {"", 2, false, false, true}}, {}};
  for (int i = 0; i < rows; ++i)
    table.rows.push_back(
        {{"U" + std::to_string(i), "จำนวนครัวเรือนทั้งหมดในเขตองค์กรปกครองส่วนท้องถิ่น", std::to_string(i), "72.5/80"}});
  document.blocks = {Heading{"ต้นทาง"}, table, Signatures{{"(ผู้รับรอง)", "(ผู้บริหาร)"}}};
  return document;
}

TEST(Paper, a_long_table_goes_over_pages_and_a_short_one_does_not) {
  EXPECT_EQ(write_pdf(with_rows(3), path()), 1);
  int pages = write_pdf(with_rows(200), path());
  EXPECT_GT(pages, 4);
  EXPECT_LT(pages, 15);
  std::filesystem::remove(path());
}

TEST(Paper, a_cell_of_any_length_stays_on_one_page) {
  Document document{"ก", "", "", "", "{n}/{m}"};
  std::string endless;
  for (int i = 0; i < 20'000; ++i) endless += "ขยะ";
  document.blocks = {Table{{{"ข้อ", 1}, {"คำอธิบาย", 1}}, {{{"1", endless}}, {{"2", "สั้น"}}}}};
  EXPECT_LE(write_pdf(document, path()), 2);
  std::filesystem::remove(path());
}

TEST(Paper, broken_text_and_an_empty_document_do_no_harm) {
  EXPECT_EQ(write_pdf({}, path()), 1);
  Document document{"a\xFF", "", "\x01", "", "{n}"};
  document.blocks = {Table{}, Facts{{{"ก", "<b>&"}}}, Signatures{}};
  EXPECT_EQ(write_pdf(document, path()), 1);
  std::filesystem::remove(path());
}

TEST(Paper, pictures_stay_whole_and_an_empty_one_does_no_harm) {
  Picture square{
      "แผนที่",
      100,
      860,
      {{{{{0, 0}, {100, 0}, {100, 860}, {0, 860}}}, 3}, {{{{10, 10}, {20, 10}, {10, 20}}}, hatched}, {{}, dotted}},
      {{50, 50, "พะเยา"}},
      {{3, "40 ถึง 60 % (1)"}}};
  Document document{"ก", "", "", "", "{n}"};
  document.blocks = {Pictures{{square, square}}, Pictures{}, Pictures{{Picture{}}}};
  EXPECT_EQ(write_pdf(document, path()), 1);
  document.blocks.insert(document.blocks.begin() + 1, Pictures{{square}});
  EXPECT_EQ(write_pdf(document, path()), 2) << "two of more than half a page each";
  std::filesystem::remove(path());
}

// Width and height stand in the header of a PNG, after eight bytes of signature and eight of its first chunk's head.
std::pair<unsigned, unsigned> size_of(const std::string& png) {
  auto number = [&](std::size_t at) {
    unsigned all = 0;
    for (int i = 0; i < 4; ++i) all = all << 8 | static_cast<unsigned char>(png.at(at + i));
    return all;
  };
  return {number(16), number(20)};
}

TEST(Paper, a_picture_is_as_high_as_what_is_on_it) {
  auto few = size_of(png_of(with_rows(3))), many = size_of(png_of(with_rows(200)));
  EXPECT_EQ(few.first, many.first);
  EXPECT_GT(many.second, few.second + 197 * 20) << "no row is cut off";
  EXPECT_LE(size_of(png_of(with_rows(5000))).second, 32'000u);
}

TEST(Paper, flows_and_spreads_are_drawn) {
  Document document{"ก"};
  auto bare = size_of(png_of(document)).second;
  document.blocks = {Stacks{{{"เกิดขึ้น", {{0, 700, Tone::good, "ใช้ประโยชน์"}, {700, 300, Tone::missing, "ไม่ทราบ"}}}}},
                     Histogram{{{"3", "0–10 %", 1000, false}, {"0", "10–20 %", 0, true}}}, Stacks{}, Histogram{}};
  EXPECT_GT(size_of(png_of(document)).second, bare + 300);
  EXPECT_EQ(write_pdf(document, path()), 1);
  std::filesystem::remove(path());
}

TEST(Paper, a_place_that_cannot_be_written_is_told) {
  EXPECT_THROW(write_pdf(with_rows(1), "/nowhere/at.pdf"), std::runtime_error);
}

}  // namespace
}  // namespace paper
