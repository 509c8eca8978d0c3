#include <ctemplate/template.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "base/embedded.h"
#include "view/view.h"

namespace view {

using base::Language;

struct Templates::Inside {
  Words words;
  std::string folder;
  std::mutex loading;
};

namespace {

constexpr std::string_view home = "ui/templates/";

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  return out;
}

const char* prefix_of(Language language) { return language == Language::th ? "th/" : "en/"; }

using Sources = std::map<std::string, std::string, std::less<>>;

// {{t:key}}, {{asset:name}} and {{>part}} are settled once, when the template is loaded. Parts are put in as
// text, so that they read the values of the place that includes them.
std::string prepared(std::string_view text, Language language, const Words& words, const Sources& sources) {
  std::string out;
  for (;;) {
    auto open = text.find("{{");
    auto close = open == text.npos ? open : text.find("}}", open);
    out += text.substr(0, open);
    if (close == text.npos) return out;
    auto mark = text.substr(open + 2, close - open - 2);
    if (mark.starts_with("t:")) out += escaped(words.say(language, mark.substr(2)));
    else if (mark.starts_with("asset:")) out += asset_path(mark.substr(6));
    else if (mark.starts_with(">")) {
      auto part = sources.find(mark.substr(1));
      if (part == sources.end()) throw std::runtime_error("no template part " + std::string(mark));
      out += prepared(part->second, language, words, sources);
    } else out += text.substr(open, close + 2 - open);
    text.remove_prefix(close + 2);
  }
}

void put_in_cache(const Sources& sources, const Words& words) {
  for (const auto& [name, text] : sources)
    for (auto language : {Language::th, Language::en}) {
      auto key = prefix_of(language) + name;
      ctemplate::mutable_default_template_cache()->Delete(key);
      ctemplate::StringToTemplateCache(key, "{{%AUTOESCAPE context=\"HTML\"}}" + prepared(text, language, words, sources),
                                       ctemplate::DO_NOT_STRIP);
    }
}

void fill_section(ctemplate::TemplateDictionary& dict, const Json& object, Language language);

void fill_member(ctemplate::TemplateDictionary& dict, const std::string& name, const Json& value, Language language) {
  bool nothing = value.is_null() || value == false || (value.is_array() && value.empty()) || (value.is_string() && value.get_ref<const std::string&>().empty());
  if (nothing) dict.ShowSection("no_" + name);
  if (value.is_array()) {
    for (const auto& member : value) {
      auto* section = dict.AddSectionDictionary(name);
      if (member.is_object()) fill_section(*section, member, language);
      else section->SetValue("item", member.is_string() ? member.get<std::string>() : member.dump());
    }
    if (!value.empty()) dict.ShowSection("has_" + name);
  } else if (value.is_object()) {
    fill_section(*dict.AddSectionDictionary(name), value, language);
  } else if (value.is_boolean()) {
    if (value.get<bool>()) dict.ShowSection(name);
  } else if (!value.is_null()) {
    auto text = value.is_string() ? value.get<std::string>() : value.dump();
    dict.SetValue(name, text);
    if (!text.empty()) dict.ShowSection("has_" + name);
  }
}

void fill_section(ctemplate::TemplateDictionary& dict, const Json& object, Language language) {
  for (const auto& [name, value] : object.items()) fill_member(dict, name, value, language);
}

void load_folder(const std::string& folder, const Words& words) {
  Sources sources;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    sources[entry.path().stem().string()] = text.str();
  }
  put_in_cache(sources, words);
}

}  // namespace

Templates::Templates(const Words& words, std::string folder) : inside_(std::make_shared<Inside>()) {
  inside_->words = words;
  inside_->folder = std::move(folder);
  Sources sources;
  for (auto path : base::embedded_under(home))
    if (auto name = path.substr(home.size()); name.ends_with(".html"))
      sources[std::string(name.substr(0, name.size() - 5))] = *base::embedded(path);
  put_in_cache(sources, words);
}

std::string Templates::render(std::string_view name, Language language, const Json& view) const {
  if (!inside_->folder.empty()) {
    std::lock_guard lock(inside_->loading);
    load_folder(inside_->folder, inside_->words);
  }
  ctemplate::TemplateDictionary dict("page");
  fill_section(dict, view, language);
  std::string out;
  std::string key = prefix_of(language) + std::string(name);
  if (!ctemplate::ExpandTemplate(key, ctemplate::DO_NOT_STRIP, &dict, &out))
    throw std::runtime_error("no template " + key);
  return out;
}

}  // namespace view
