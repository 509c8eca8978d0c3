#include "base/growth_for_tests.h"

#include <unistd.h>
#include <zip.h>

#include <filesystem>
#include <fstream>

#include "base/budgets.h"
#include "imports/workbook.h"
#include "reports/rules.h"

namespace imports {
namespace {

namespace budget = base::budget;
using base::expect_linear;
using base::repeated;

class WorstTable : public testing::Test {
 protected:
  ~WorstTable() override {
    for (const auto& path : made) std::filesystem::remove(path);
  }
  std::string path() {
    made.push_back((std::filesystem::temp_directory_path() /
                    ("saat-worst-" + std::to_string(getpid()) + "-" + std::to_string(made.size())))
                       .string());
    return made.back();
  }
  std::string csv(const std::string& text) {
    auto file = path();
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  // Not packed, unless told: what is measured is the reading.
  std::string workbook(const std::string& sheet, int packed = ZIP_CM_STORE) {
    auto file = path();
    int why = 0;
    zip_t* zip = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &why);
    const std::pair<const char*, std::string> parts[] = {
        {"xl/workbook.xml", R"(<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>)"},
        {"xl/_rels/workbook.xml.rels", R"(<Relationships><Relationship Id="r1" Target="a.xml"/></Relationships>)"},
        {"xl/a.xml", sheet}};
    for (const auto& [name, text] : parts) {
      auto index = zip_file_add(zip, name, zip_source_buffer(zip, text.data(), text.size(), 0), 0);
      zip_set_file_compression(zip, zip_uint64_t(index), packed, 0);
    }
    EXPECT_EQ(zip_close(zip), 0);
    return file;
  }
  // Why a workbook is not read; "": it is.
  static std::string refused(const std::string& file) {
    try {
      each_row(file, "a", [](int, const std::vector<Cell>&) {});
    } catch (const Unreadable& error) {
      return error.key;
    }
    return "";
  }
  std::vector<std::string> made;
};

// Found by the fuzzer: "-1" was column −1, which means "no such column" elsewhere, and rows were counted beyond an int.
TEST_F(WorstTable, cells_and_rows_that_are_of_no_sheet_are_refused) {
  for (const char* row : {"<row><c r=\"-1\"><v>1</v></c></row>", "<row><c r=\"5\"><v>1</v></c></row>", "<row r=\"0\"/>",
                          "<row r=\"-3\"/>", "<row r=\"2147483647\"/><row/>", "<row r=\"1048576\"/><row/>",
                          "<row><c r=\"XFE1\"><v>1</v></c></row>"})
    EXPECT_EQ(refused(workbook("<worksheet>" + std::string(row) + "</worksheet>")), "imports.damaged") << row;
  EXPECT_EQ(refused(workbook("<worksheet><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></worksheet>")), "");
}

// A quarter of what a page takes, so that the tests need not long; the growth is the same.
TEST_F(WorstTable, csv) {
  for (std::string_view piece : {"\n", ",", "\"\"", "a,", "\"a\n\",", "'", "\r", "a\n", "\"", "\xE0\xB8\x81"}) {
    SCOPED_TRACE(piece);
    expect_linear(
        budget::import_page / 4, [&](std::size_t size) { return csv(repeated(piece, size)); },
        [](const std::string& file) {
          try {
            each_row_of_csv(file, [](int, const std::vector<Cell>&) {});
          } catch (const Unreadable&) {}
        });
  }
}

TEST_F(WorstTable, workbook) {
  const auto in_sheet = [](const std::string& begin, std::string_view piece, const std::string& end) {
    return [=](std::size_t size) {
      return "<worksheet><sheetData>" + begin + repeated(piece, size) + end + "</sheetData></worksheet>";
    };
  };
  const std::string cell = "<row><c t=\"inlineStr\"><is><t>", end_of_cell = "</t></is></c></row>";
  const std::pair<const char*, std::function<std::string(std::size_t)>> sheets[] = {
      {"rows", in_sheet("", "<row/>", "")},
      {"cells of a row", in_sheet("<row>", "<c/>", "</row>")},
      {"filled cells", in_sheet("", "<row><c><v>1</v></c></row>", "")},
      {"numbers", in_sheet("", "<row><c><v>1.4760000000000001E3</v></c></row>", "")},
      {"a text in pieces", in_sheet(cell, "&amp;", end_of_cell)},
      {"a text", in_sheet(cell, "x", end_of_cell)},
      {"escapes", in_sheet(cell, "_x0041_", end_of_cell)},
      {"half an escape", in_sheet(cell, "_x", end_of_cell)},
      {"tags within tags", in_sheet("", "<a>", "")},
      {"comments", in_sheet("", "<!-- -->", "")},
      {"line ends", in_sheet("", "\n", "")},
  };
  for (const auto& [name, sheet] : sheets) {
    SCOPED_TRACE(name);
    expect_linear(
        budget::workbook_text, [&](std::size_t size) { return workbook(sheet(size)); },
        [](const std::string& file) {
          try {
            each_row(file, "a", [](int, const std::vector<Cell>&) {});
          } catch (const Unreadable&) {}
        });
  }
}

// A small archive of what would fill the memory is refused for how well it is packed, not when the memory is full.
TEST_F(WorstTable, a_workbook_packed_too_well_is_refused) {
  const auto sheet = [](std::size_t blanks) { return "<worksheet>" + std::string(blanks, ' ') + "</worksheet>"; };
  EXPECT_EQ(refused(workbook(sheet(budget::workbook_may_be_packed * 2), ZIP_CM_DEFLATE)), "imports.too_large");
  EXPECT_EQ(refused(workbook(sheet(budget::workbook_may_be_packed * 2), ZIP_CM_STORE)), "");
  EXPECT_EQ(refused(workbook(sheet(budget::workbook_may_be_packed / 2), ZIP_CM_DEFLATE)), "") << "small ones may be";
}

// A cell may be a megabyte, and its column that of a number or a day. Measured on a quarter of it.
TEST(Worst, cells_as_answers) {
  framework::Question question;
  question.units = {{"kg", {"กก.", "kg"}, base::Rational::whole(1)}};
  for (auto kind : {framework::Kind::decimal, framework::Kind::date, framework::Kind::text})
    for (std::string_view piece :
         {"1", ",", "1,111", "1\u00A0", "\u2009", "\u202F1", "\u200B", "๑", "-", ".", " ", "/1", "ม.ค."}) {
      question.kind = kind;
      SCOPED_TRACE(std::to_string(int(kind)) + " " + std::string(piece));
      expect_linear(
          budget::workbook_text / 4, [&](std::size_t size) { return repeated(piece, size); },
          [&](const std::string& typed) { reports::read(question, typed, ""); });
    }
}

}  // namespace
}  // namespace imports
