#include "base/growth_for_tests.h"

#include "base/budgets.h"
#include "formula/formula.h"

namespace formula {
namespace {

TEST(Worst, formulas) {
  int n = 0;
  const std::pair<const char*, std::function<std::string(std::size_t)>> texts[] = {
      {"a long sum", [](std::size_t size) { return base::repeated("1+", size - 1) + "1"; }},
      {"powers", [](std::size_t size) { return base::repeated("3*", size - 1) + "3"; }},
      {"brackets",
       [](std::size_t size) { return base::repeated("(", size / 2) + "1" + base::repeated(")", size / 2); }},
      {"signs", [](std::size_t size) { return base::repeated("-", size - 1) + "1"; }},
      {"not", [](std::size_t size) { return base::repeated("not ", size - 4) + "1"; }},
      {"digits", [](std::size_t size) { return base::repeated("9", size); }},
      {"one name", [](std::size_t size) { return base::repeated("A", size); }},
      {"names",
       [&](std::size_t size) {
         std::string out = "A";
         while (out.size() + 8 < size) out += "+A" + std::to_string(++n % 1000);
         return out;
       }},
      {"arguments", [](std::size_t size) { return "min(" + base::repeated("1,", size - 6) + "1)"; }},
      {"comparisons", [](std::size_t size) { return base::repeated("1=1 or ", size - 8) + "1"; }},
      {"blanks", [](std::size_t size) { return base::repeated(" ", size - 1) + "1"; }},
  };
  for (const auto& [name, text] : texts) {
    SCOPED_TRACE(name);
    base::expect_linear(base::budget::formula, text, [](const std::string& typed) {
      auto parsed =
          Formula::parse(typed, [](std::string_view code) { return std::optional<int>(int(code.size() % 5)); });
      const auto* one = std::get_if<Formula>(&parsed);
      if (!one) return;
      const std::vector<Value> slots(5, Value::of(base::Decimal::whole(3)));
      one->evaluate(slots), one->gap(slots), one->summable();
      one->show([](int) { return std::string("A"); });
      one->unit_clash([](int) { return std::string("t"); });
    });
  }
}

}  // namespace
}  // namespace formula
