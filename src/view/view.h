#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/text.h"
#include "view/describe.h"

namespace view {

std::string escaped(std::string_view text);  // as HTML, in text or in an attribute's quotes

// Every sentence the program says, in words/th and words/en; nested keys join with '.'.
class Words {
 public:
  static Words built_in();  // every file under words/th and words/en, a slice of its own words each
  static Words load(std::string_view th_yaml, std::string_view en_yaml);
  // The sentence with its {placeholders} filled; the key itself when there is none (a test forbids it).
  std::string say(base::Language language, std::string_view key, const base::Arguments& arguments = {}) const;
  bool has(std::string_view key) const;  // in both languages
  std::vector<std::string> keys(base::Language language) const;

 private:
  struct Inside;
  std::shared_ptr<const Inside> inside_;
};

// Page templates: ctemplate with AUTOESCAPE, from ui/templates. In their text
//   {{t:key}}      is replaced by that sentence, escaped, when the template is loaded (per language);
//   {{asset:name}} by the content-hashed address of that asset;
//   {{>part}}      by the text of that template;
//   the rest is ctemplate's: {{name}}, {{#section}}…{{/section}}.
// Spaces that begin a line are left out, but in <textarea> and <pre>.
// The view's json fills them: strings and numbers → {{name}}; a list → its section once per member, each
// an object; an object → its section once; true → its section once. Besides, null, false, [] and "" show
// the section `no_<name>`, all else `has_<name>`. A section finds what its surroundings have shown:
// conditions inside a list want names of their own. A template that begins with <tr is a line of a long table,
// rendered by itself: {{rows:none}} puts the finished lines into the page.
class Templates {
 public:
  // `folder` empty: the embedded ones; otherwise read from that folder anew at each call (bin/dev).
  Templates(const Words& words, std::string folder = {});
  std::string render(std::string_view name, base::Language language, const Json& view) const;

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

struct Asset {
  std::string path, type;
  std::string_view body;
};                                                  // path: "/assets/app.3f2a9c.css"
std::optional<Asset> asset(std::string_view path);  // by hashed path
std::string asset_path(std::string_view name);      // "app.css" → "/assets/app.3f2a9c.css"

}  // namespace view
