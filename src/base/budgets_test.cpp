#include "base/budgets.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace base::budget {
namespace {

std::string with_commas(std::uint64_t number) {
  auto digits = std::to_string(number);
  for (auto at = std::ptrdiff_t(digits.size()) - 3; at > 0; at -= 3) digits.insert(std::size_t(at), ",");
  return digits;
}

// What people read is what the program does: a changed bound changes the document, or this fails with the table to put
// there.
TEST(Budgets, the_document_shows_the_table) {
  std::string table = "| of | most | beyond it |\n|---|---|---|\n";
  for (const auto& one : budget::table())
    table += fmt::format("| {} | {} {} | {} |\n", one.of, with_commas(one.most), one.unit, one.beyond);
  std::ifstream file("docs/security.md");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto begin = text.find("| of | most |");
  ASSERT_NE(begin, text.npos) << table;
  EXPECT_EQ(text.substr(begin, text.find("\n\n", begin) + 1 - begin), table);
}

}  // namespace
}  // namespace base::budget
