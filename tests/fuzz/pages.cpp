#include <nlohmann/json.hpp>

#include <algorithm>

#include "base/text.h"
#include "fuzz.h"
#include "view/view.h"

namespace fuzz {

namespace {

using view::Json;

Json filled_with(const std::string& text) {
  const Json kept = {{{"name", text}, {"value", text}}, {{"name", "a"}, {"value", text}}};
  return {{"title", text}, {"detail", text}, {"request_id", text}, {"home", text},  {"message", text},
          {"login", text}, {"next", text},   {"kept", kept},       {"resume", text}};
}

// What makes a page a page: tags, attributes and their ends.
std::string marks_of(const std::string& page) {
  std::string marks;
  std::copy_if(page.begin(), page.end(), std::back_inserter(marks),
               [](char c) { return c == '<' || c == '>' || c == '"' || c == '\''; });
  return marks;
}

}  // namespace

void pages(std::string_view bytes) {
  static const auto words = view::Words::built_in();
  static const view::Templates templates(words);
  const std::string text(bytes);
  const auto escaped = view::escaped(text);
  hold(escaped.find_first_of("<>\"'") == escaped.npos, "what is escaped holds no mark");
  if (text.empty()) return;
  for (const char* name : {"problem", "sign_in"})
    for (auto language : {base::Language::th, base::Language::en})
      hold(marks_of(templates.render(name, language, filled_with(text))) ==
               marks_of(templates.render(name, language, filled_with("x"))),
           "a page has the marks it has whatever fills it");
  // A sentence is filled once: what fills it is no pattern.
  hold(base::fill("a {typed} b", {{"typed", text}}) == "a " + text + " b",
       "what fills a sentence stands in it as it is");
  base::fill(text, {{"0", text}, {"a", "{a}"}});
}

}  // namespace fuzz
