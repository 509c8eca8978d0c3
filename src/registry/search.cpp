#include <string.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "registry/inside.h"
#include "registry/types.h"

namespace registry {
namespace {

constexpr char separator = '\n';

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

// Lower case, Arabic digits, a space for every mark between words, and Thai as it is seen: some keyboards leave
// zero-width spaces behind.
std::string normalised(std::string_view text) {
  std::string found = base::arabic_digits(text);
  replace_all(found, "\u200b", "");
  found = base::thai_as_seen(found);
  replace_all(found, "\u00a0", " ");
  for (char& c : found) {
    if (c >= 'A' && c <= 'Z')
      c = char(c - 'A' + 'a');
    else if (static_cast<unsigned char>(c) < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
      c = ' ';
  }
  return found;
}

std::string compact(std::string_view text) {
  std::string found = normalised(text);
  std::erase(found, ' ');
  return found;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::string_view word : base::split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

struct TypeWord {
  std::string_view word;
  std::array<std::string_view, 3> types;
};

// What people write before a name, longest first where one begins with another.
constexpr std::array<TypeWord, 17> type_words{{
    {"สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", {"PROVINCE"}},
    {"องค์การบริหารส่วนจังหวัด", {"PAO"}},
    {"องค์การบริหารส่วนตำบล", {"SAO"}},
    {"เทศบาลเมือง", {"TOWN"}},
    {"เทศบาลนคร", {"CITY"}},
    {"เทศบาลตำบล", {"SUBDISTRICT_MUNI"}},
    {"เทศบาล", {"TOWN", "CITY", "SUBDISTRICT_MUNI"}},
    {"จังหวัด", {"PROVINCE"}},
    {"อำเภอ", {"DISTRICT"}},
    {"เขต", {"DISTRICT"}},
    {"สถจ", {"PROVINCE"}},
    {"อบจ", {"PAO"}},
    {"อบต", {"SAO"}},
    {"ทม", {"TOWN"}},
    {"ทน", {"CITY"}},
    {"ทต", {"SUBDISTRICT_MUNI"}},
    {"จ", {"PROVINCE"}},
}};

// A province, a district, or (tier local, where people only wrote its name) either of them.
struct Place {
  std::string name;
  Tier tier = Tier::local;
};

// One way to understand what was typed.
struct Reading {
  std::array<std::string_view, 3> types{};
  std::string name;           // "" means every name
  std::vector<Place> places;  // the body stands in all of them
};

struct PlaceWord {
  std::string_view word;
  Tier tier;
};

// What people write before a place; one letter only where it stands alone ("อ.เมือง" came apart at the dot). The
// subdistrict of an address says nothing that a body's own name does not.
constexpr Tier subdistrict = Tier::nation;
constexpr std::array<PlaceWord, 7> place_words{{{"จังหวัด", Tier::province},
                                                {"อำเภอ", Tier::district},
                                                {"เขต", Tier::district},
                                                {"ตำบล", subdistrict},
                                                {"จ", Tier::province},
                                                {"อ", Tier::district},
                                                {"ต", subdistrict}}};

// "อำเภอเมืองพะเยา จังหวัดพะเยา" is two places, "เมือง พะเยา" one written apart.
std::vector<Place> places_of(const std::vector<std::string>& words, std::size_t first) {
  std::vector<Place> places;
  for (std::size_t i = first; i < words.size(); ++i) {
    std::string word = words[i];
    bool marked = false;
    for (const auto& [before, tier] : place_words)
      if (before.size() > 3 ? word.starts_with(before) : word == before) {
        places.push_back({"", tier});
        word.erase(0, before.size());
        marked = true;
        break;
      }
    if (!marked && places.empty()) places.emplace_back();
    places.back().name += word;
  }
  std::erase_if(places, [](const Place& place) { return place.name.empty() || place.tier == subdistrict; });
  return places;
}

void add_readings(std::vector<Reading>& readings, std::array<std::string_view, 3> types,
                  const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += word;
  readings.push_back({types, all, {}});
  for (std::size_t cut = words.size(); cut-- > 0;) {
    if (cut == 0 && types[0].empty()) break;  // a place alone is not a name
    Reading reading{types, "", places_of(words, cut)};
    for (std::size_t i = 0; i < cut; ++i) reading.name += words[i];
    if (!reading.places.empty()) readings.push_back(std::move(reading));
  }
}

// An address is often written without spaces: "…แม่ใสอำเภอเมืองพะเยาจังหวัดพะเยา".
std::vector<std::string> places_apart(const std::vector<std::string>& words) {
  std::vector<std::string> apart;
  for (std::string_view word : words) {
    for (std::size_t at = 1; at < word.size(); ++at) {
      if (!word.substr(at).starts_with("อำเภอ") && !word.substr(at).starts_with("จังหวัด")) continue;
      apart.emplace_back(word.substr(0, at));
      word.remove_prefix(at);
      at = 0;
    }
    apart.emplace_back(word);
  }
  return apart;
}

// Nobody types more words than this for a name, and each costs a pass over all names.
std::vector<std::string> at_most_eight(std::vector<std::string> words) {
  for (std::size_t i = 8; i < words.size(); ++i) words[7] += words[i];
  if (words.size() > 8) words.resize(8);
  return words;
}

std::vector<Reading> readings_of(const std::string& text) {
  const std::vector<std::string> words = words_of(text);
  std::vector<Reading> readings;
  if (words.empty()) return readings;
  add_readings(readings, {}, at_most_eight(places_apart(words)));
  for (const TypeWord& type : type_words) {
    if (!words[0].starts_with(type.word)) continue;
    // One letter is a type only when it stands alone.
    if (type.word.size() <= 3 && words[0] != type.word) continue;
    std::vector<std::string> rest = words;
    rest[0].erase(0, type.word.size());
    if (rest[0].empty()) rest.erase(rest.begin());
    if (rest.empty())
      readings.push_back({type.types, "", {}});
    else
      add_readings(readings, type.types, at_most_eight(places_apart(rest)));
    break;
  }
  return readings;
}

// All Thai letters begin with the same byte, which std::string::find stumbles over.
std::size_t find_in(const std::string& text, const std::string& part, std::size_t from) {
  const void* at = ::memmem(text.data() + from, text.size() - from, part.data(), part.size());
  if (!at) return std::string::npos;
  return std::size_t(static_cast<const char*>(at) - text.data());
}

constexpr int no_match = 99;
enum Match { exact = 0, prefix = 2, contains = 4 };  // odd ones are for names of the past

int match(const Entry& entry, const std::string& name) {
  if (name.empty()) return prefix;
  if (entry.base == name || entry.english == name) return exact;
  const std::size_t at = find_in(entry.full, name, 0);
  if (at == std::string::npos) return no_match;
  if (entry.base.starts_with(name) || entry.english.starts_with(name)) return prefix;
  // The whole of one way to write it, or its beginning.
  int best = contains;
  for (std::size_t i = at; i != std::string::npos; i = find_in(entry.full, name, i + 1)) {
    if (i == 0 || entry.full[i - 1] != separator) continue;
    if (entry.full[i + name.size()] == separator) return exact;
    best = prefix;
  }
  return best;
}

int match_code(const std::string& code, const std::string& typed) {
  std::string_view shorter = code;
  if (code.size() == 8) shorter.remove_prefix(1);
  if (code == typed || shorter == typed) return exact;
  return code.starts_with(typed) || shorter.starts_with(typed) ? prefix : no_match;
}

// The provinces and districts whose name begins with what was typed as a place.
std::vector<std::int64_t> places_named(const Registry::Inside& inside, const Place& typed) {
  std::vector<std::int64_t> found;
  for (const auto& [id, names] : inside.places) {
    if (typed.tier != Tier::local && inside.organisations[inside.by_id.at(id)].tier != typed.tier) continue;
    for (const std::string& name : names) {
      if (name.starts_with(typed.name)) {
        found.push_back(id);
        break;
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool has(const std::vector<std::int64_t>& sorted, std::int64_t id) {
  return id != 0 && std::binary_search(sorted.begin(), sorted.end(), id);
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

void make_index(Registry::Inside& inside) {
  inside.entries.reserve(inside.organisations.size() + 400);
  for (std::size_t i = 0; i < inside.organisations.size(); ++i) {
    const Organisation& o = inside.organisations[i];
    for (const Name& name : o.names) {
      Entry entry;
      entry.organisation = i;
      entry.type = name.type;
      entry.old = name.to < for_ever;
      std::string_view base_name = name.name_th;
      if (o.tier == Tier::district) {
        for (std::string_view word : {"อำเภอ", "เขต"}) {
          if (base_name.starts_with(word)) {
            base_name.remove_prefix(word.size());
            break;
          }
        }
      }
      entry.base = compact(base_name);
      entry.english = compact(name.name_en);
      entry.full = separator;
      for (const std::string& type : {short_type(name.type), long_type(name.type)}) {
        if (!type.empty()) entry.full += compact(type) + entry.base + separator;
      }
      if (o.tier == Tier::district) entry.full += compact(name.name_th) + separator;
      if (o.tier == Tier::province) entry.full += "จังหวัด" + entry.base + separator;
      if (name.type == "BMA") entry.full += "กทม" + std::string(1, separator);
      if (name.type == "PATTAYA") entry.full += "เมืองพัทยา" + std::string(1, separator);
      entry.full += entry.base + separator;
      if (!entry.english.empty()) {
        entry.full += entry.english + compact(english_suffix(name.type)) + separator;
        entry.full += entry.english + compact(english_short_suffix(name.type)) + separator;
      }
      if (o.tier == Tier::province || o.tier == Tier::district) {
        inside.places[o.id].push_back(entry.base);
        if (!entry.english.empty()) inside.places[o.id].push_back(entry.english);
      }
      inside.entries.push_back(std::move(entry));
    }
  }
}

std::vector<const Organisation*> Registry::search(std::string_view typed, std::size_t most) const {
  // Longer than any name there is: no need to look.
  if (typed.size() > 600) return {};
  const std::string text = normalised(base::repair_utf8(typed));
  std::vector<int> best(inside_->organisations.size(), no_match);

  std::string digits = text;
  std::erase(digits, ' ');
  if (is_number(digits)) {
    for (std::size_t i = 0; i < best.size(); ++i) {
      best[i] = match_code(inside_->organisations[i].code, digits);
    }
    for (const auto& [code, i] : inside_->other_codes) best[i] = std::min(best[i], match_code(code, digits));
  }

  for (const Reading& reading : readings_of(text)) {
    std::vector<std::vector<std::int64_t>> places;
    for (const Place& place : reading.places) places.push_back(places_named(*inside_, place));
    auto stands_in_all = [&](const Organisation& o) {
      return std::ranges::all_of(places, [&](const auto& ids) { return has(ids, o.province) || has(ids, o.district); });
    };
    if (std::ranges::any_of(places, [](const auto& ids) { return ids.empty(); })) continue;
    for (const Entry& entry : inside_->entries) {
      if (!reading.types[0].empty() &&
          std::find(reading.types.begin(), reading.types.end(), entry.type) == reading.types.end()) {
        continue;
      }
      const Organisation& o = inside_->organisations[entry.organisation];
      if (!stands_in_all(o)) continue;
      const int found = match(entry, reading.name);
      if (found == no_match) continue;
      best[entry.organisation] = std::min(best[entry.organisation], found + (entry.old ? 1 : 0));
    }
  }

  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < best.size(); ++i) {
    if (best[i] != no_match) order.push_back(i);
  }
  const std::size_t count = std::min(most, order.size());
  std::partial_sort(order.begin(), order.begin() + std::ptrdiff_t(count), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      if (best[a] != best[b]) return best[a] < best[b];
                      return inside_->place_in_order[a] < inside_->place_in_order[b];
                    });
  std::vector<const Organisation*> found;
  for (std::size_t i = 0; i < count; ++i) found.push_back(&inside_->organisations[order[i]]);
  return found;
}

}  // namespace registry
