#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

#include "base/embedded.h"
#include "view/view.h"

namespace view {

using base::Language;

// What a template mentions, and which sections stand inside which.
struct Names : std::set<std::string, std::less<>> {
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> within;
};

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  return out;
}

struct Templates::Inside {
  Words words;
  std::string folder;
  std::mutex loading;                               // while templates are read anew at each request
  std::map<std::string, Names, std::less<>> names;  // what each template mentions: the rest is not filled in
  ctemplate::TemplateCache cache;                   // its own: the library's common one is shared with whoever else is
};

namespace {

constexpr std::string_view built_in = "ui/templates/";
constexpr int deepest = 8;  // parts within parts

const char* prefix_of(Language language) { return language == Language::th ? "th/" : "en/"; }

using Sources = std::map<std::string, std::string, std::less<>>;

// Indentation is for who reads the template; in a page of thousands of lines it would be sent and unpacked with each of
// them. Where spaces count, in <textarea> and <pre>, it stays. Values and sentences come later and keep what they have.
std::string without_indentation(std::string_view text) {
  std::string out;
  std::string_view kept;  // the end of the element in which spaces count
  for (bool begins = true; !text.empty(); text.remove_prefix(1)) {
    if (kept.empty()) {
      for (auto [open, end] : {std::pair{"<textarea", "</textarea>"}, std::pair{"<pre", "</pre>"}})
        if (text.starts_with(open)) kept = end;
      if (begins && text.front() == ' ') continue;
    } else if (text.starts_with(kept)) {
      kept = {};
    }
    out += text.front();
    begins = text.front() == '\n';
  }
  return out;
}

// {{t:key}}, {{asset:name}} and {{>part}} are settled once, when the template is loaded. Parts are put in as
// text, so that they read the values of the place that includes them. `names` gathers what is left to fill.
std::string prepared(std::string_view text, Language language, const Words& words, const Sources& sources, Names& names,
                     int depth = 0) {
  if (depth > deepest) throw std::runtime_error("a template part includes itself");
  std::string out;
  for (;;) {
    auto open = text.find("{{");
    auto close = open == text.npos ? open : text.find("}}", open);
    if (close == text.npos) {
      if (open != text.npos) throw std::runtime_error("a mark is not closed: " + std::string(text.substr(open, 40)));
      return out += text;
    }
    out += text.substr(0, open);
    auto mark = text.substr(open + 2, close - open - 2);
    if (mark.starts_with("t:"))
      out += escaped(words.say(language, mark.substr(2)));
    else if (mark.starts_with("asset:"))
      out += asset_path(mark.substr(6));
    else if (mark.starts_with(">")) {
      auto part = sources.find(mark.substr(1));
      if (part == sources.end()) throw std::runtime_error("no template part " + std::string(mark));
      out += prepared(part->second, language, words, sources, names, depth + 1);
    } else {
      auto name = mark.substr(mark.starts_with('#') || mark.starts_with('/') ? 1 : 0);
      names.emplace(name.substr(0, name.find(':')));
      out += text.substr(open, close + 2 - open);
    }
    text.remove_prefix(close + 2);
  }
}

// Pages begin with {{>head_open}} and lines of long tables with <tr; the rest are parts, never shown alone.
bool is_rendered(const std::string& text) { return text.starts_with("{{>head_open}}") || text.starts_with("<tr"); }

void note_nesting(std::string_view text, Names& names) {
  std::vector<std::string> open;
  for (auto at = text.find("{{"); at != text.npos; at = text.find("{{", at + 2)) {
    auto name = text.substr(at + 2, text.find("}}", at) - at - 2);
    if (name.starts_with("/")) {
      if (!open.empty()) open.pop_back();
    } else if (name.starts_with("#")) {
      for (const auto& outer : open) names.within[outer].emplace(name.substr(1));
      open.emplace_back(name.substr(1));
    }
  }
}

std::string whole_page(const std::string& name, Language language, const Words& words, const Sources& sources,
                       Names& names) {
  try {
    auto text = prepared(sources.at(name), language, words, sources, names);
    note_nesting(text, names);
    return "{{%AUTOESCAPE context=\"HTML\"}}" + text;
  } catch (const std::runtime_error& error) {
    // What is wrong may stand in a part of a part: without the page's name it is hard to find.
    throw std::runtime_error("the template " + name + ": " + error.what());
  }
}

void put_in_cache(const Sources& sources, const Words& words, std::map<std::string, Names, std::less<>>& names,
                  ctemplate::TemplateCache& cache) {
  cache.ClearCache();
  for (const auto& [name, text] : sources) {
    if (!is_rendered(text)) continue;
    for (auto language : {Language::th, Language::en}) {
      auto key = prefix_of(language) + name;
      auto whole = whole_page(name, language, words, sources, names[name]);
      if (!cache.StringToTemplateCache(key, whole, ctemplate::DO_NOT_STRIP))
        throw std::runtime_error("the template " + name + " is malformed");
    }
  }
  cache.Freeze();  // from here on it is only read, by any number of threads at once
}

// Only what the template mentions is filled in: a dictionary's entries cost more than the text they become.
class Filler {
 public:
  explicit Filler(const Names& names) : names_(names) {}

  void fill(ctemplate::TemplateDictionary& dict, const Json& object) { fill(dict, object, {}); }

 private:
  // What is true of all that stands inside: shown again there, for the engine shows a section with the values of the
  // place where it was said, and a value of the line it stands in would be empty.
  using Flags = std::vector<std::string>;

  void fill(ctemplate::TemplateDictionary& dict, const Json& object, Flags flags) {
    std::erase_if(flags, [&](const std::string& flag) {
      std::string_view name = flag;
      for (std::string_view prefix : {"has_", "no_"})
        if (name.starts_with(prefix) && object.contains(name.substr(prefix.size()))) return true;
      return object.contains(name);
    });
    for (const auto& flag : flags) dict.ShowSection(flag);
    for (const auto& [name, value] : object.items()) {
      if (is_nothing(value))
        show(dict, "no_", name, flags);
      else
        show(dict, "has_", name, flags);
      if (value == true && wanted(name)) dict.ShowSection(name), flags.push_back(name);
    }
    for (const auto& [name, value] : object.items())
      if (wanted(name)) fill(dict, name, value, flags);
  }

  static bool is_nothing(const Json& value) {
    return value.is_null() || value == false || (value.is_array() && value.empty()) ||
           (value.is_string() && value.get_ref<const std::string&>().empty());
  }
  bool wanted(const std::string& name) const { return names_.contains(name); }
  void show(ctemplate::TemplateDictionary& dict, const char* prefix, const std::string& name, Flags& flags) {
    buffer_.assign(prefix).append(name);
    if (wanted(buffer_)) dict.ShowSection(buffer_), flags.push_back(buffer_);
  }

  Flags inside(const std::string& name, const Flags& flags) const {
    Flags kept;
    if (auto at = names_.within.find(name); at != names_.within.end())
      for (const auto& flag : flags)
        if (at->second.contains(flag)) kept.push_back(flag);
    return kept;
  }

  void fill(ctemplate::TemplateDictionary& dict, const std::string& name, const Json& value, const Flags& flags) {
    if (value.is_array()) {
      const auto within = inside(name, flags);
      for (const auto& member : value) fill(*dict.AddSectionDictionary(name), member, within);
    } else if (value.is_object()) {
      fill(*dict.AddSectionDictionary(name), value, inside(name, flags));
    } else if (value.is_string()) {
      dict.SetValue(name, value.get_ref<const std::string&>());
    } else if (value.is_number()) {
      dict.SetValue(name, value.dump());
    } else if (!value.is_boolean()) {
      dict.SetValue(name, "");  // else the value of that name outside the list would show
    }
  }

  const Names& names_;
  std::string buffer_;
};

Sources read_templates(const std::string& folder) {
  Sources sources;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    sources[entry.path().stem().string()] = without_indentation(text.str());
  }
  return sources;
}

Sources built_in_templates() {
  Sources sources;
  for (auto path : base::embedded_under(built_in))
    if (auto name = path.substr(built_in.size()); name.ends_with(".html"))
      sources[std::string(name.substr(0, name.size() - 5))] = without_indentation(*base::embedded(path));
  return sources;
}

}  // namespace

Templates::Templates(const Words& words, std::string folder) : inside_(std::make_shared<Inside>()) {
  inside_->words = words;
  inside_->folder = std::move(folder);
  put_in_cache(inside_->folder.empty() ? built_in_templates() : read_templates(inside_->folder), words, inside_->names,
               inside_->cache);
}

std::string Templates::render(std::string_view name, Language language, const Json& view) const {
  std::unique_lock<std::mutex> lock;
  if (!inside_->folder.empty()) {
    lock = std::unique_lock(inside_->loading);
    put_in_cache(read_templates(inside_->folder), inside_->words, inside_->names, inside_->cache);
  }
  auto names = inside_->names.find(name);
  if (names == inside_->names.end()) throw std::runtime_error("no template " + std::string(name));
  ctemplate::TemplateDictionary dict("page");
  Filler(names->second).fill(dict, view);
  std::string out;
  ctemplate::StringEmitter into(&out);
  if (!inside_->cache.ExpandNoLoad(prefix_of(language) + std::string(name), ctemplate::DO_NOT_STRIP, &dict, nullptr,
                                   &into))
    throw std::runtime_error("the template " + std::string(name) + " cannot be expanded");
  return out;
}

}  // namespace view
