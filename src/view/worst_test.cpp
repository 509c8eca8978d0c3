#include "base/growth_for_tests.h"

#include <nlohmann/json.hpp>

#include "base/budgets.h"
#include "view/view.h"

namespace view {
namespace {

TEST(Worst, pages) {
  const auto words = Words::built_in();
  const Templates templates(words);
  for (std::string_view piece : {"<", "\"", "&", "{{", "ก", "a ", "%", "javascript:"}) {
    SCOPED_TRACE(piece);
    base::expect_linear(
        base::budget::form / 4, [&](std::size_t size) { return base::repeated(piece, size); },
        [&](const std::string& text) {
          escaped(text);
          templates.render("problem", base::Language::th,
                           {{"title", text}, {"detail", text}, {"home", text}, {"request_id", text}});
        });
  }
}

// One member of a list for every few bytes of a form.
TEST(Worst, lists) {
  const auto words = Words::built_in();
  const Templates templates(words);
  base::expect_linear(
      base::budget::fields,
      [](std::size_t size) {
        Json kept = Json::array();
        for (std::size_t i = 0; i < size; ++i) kept.push_back({{"name", std::to_string(i)}, {"value", "x"}});
        return Json{{"message", "x"}, {"login", ""}, {"next", ""}, {"kept", kept}};
      },
      [&](const Json& page) { templates.render("sign_in", base::Language::th, page); });
}

}  // namespace
}  // namespace view
