#include <array>

#include "registry/registry.h"
#include "registry/types.h"

namespace registry {
namespace {

struct Type {
  std::string_view code, short_th, long_th, long_en, short_en;
};

constexpr std::array<Type, 10> types{{
    {"PAO", "อบจ.", "องค์การบริหารส่วนจังหวัด", " Provincial Administrative Organization", " PAO"},
    {"CITY", "ทน.", "เทศบาลนคร", " City Municipality", " City Mun."},
    {"TOWN", "ทม.", "เทศบาลเมือง", " Town Municipality", " Town Mun."},
    {"SUBDISTRICT_MUNI", "ทต.", "เทศบาลตำบล", " Subdistrict Municipality", " Subdistrict Mun."},
    {"SAO", "อบต.", "องค์การบริหารส่วนตำบล", " Subdistrict Administrative Organization", " SAO"},
    {"BMA", "กทม.", "กรุงเทพมหานคร", " Metropolitan Administration", " Metropolitan Administration"},
    {"PATTAYA", "เมืองพัทยา", "เมืองพัทยา", " City", " City"},
    {"PROVINCE", "สถจ.", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", " Provincial Office for Local Administration",
     " Provincial Office"},
    {"DISTRICT", "", "", "", ""},
    {"NATION", "สถ.", "กรมส่งเสริมการปกครองท้องถิ่น", "", ""},
}};

const Type* type_of(std::string_view code) {
  for (const Type& type : types) {
    if (type.code == code) return &type;
  }
  return nullptr;
}

// Bangkok has no provincial office: the capital is its own province.
bool is_capital(const Name& name) { return name.type == "PROVINCE" && name.name_th == "กรุงเทพมหานคร"; }

bool stands_alone(const Name& name) {
  return name.type == "BMA" || name.type == "DISTRICT" || name.type == "NATION" || is_capital(name);
}

std::string english(const Name& name, std::string_view suffix) {
  return is_capital(name) ? name.name_en : name.name_en + std::string(suffix);
}

}  // namespace

std::string_view english_suffix(std::string_view type) {
  const Type* found = type_of(type);
  return found ? found->long_en : std::string_view();
}

std::string_view english_short_suffix(std::string_view type) {
  const Type* found = type_of(type);
  return found ? found->short_en : std::string_view();
}

int rank_of_type(std::string_view type) {
  const Type* found = type_of(type);
  return int((found ? found : types.end()) - types.begin());
}

std::string short_type(std::string_view type, base::Language language) {
  const Type* found = type_of(type);
  if (!found) return {};
  if (language == base::Language::th) return std::string(found->short_th);
  if (type == "PATTAYA") return "Pattaya City";
  return std::string(found->short_en.substr(found->short_en.empty() ? 0 : 1));
}

std::string long_type(std::string_view type) {
  const Type* found = type_of(type);
  return std::string(found ? found->long_th : std::string_view());
}

const Name& name_on(const Organisation& body, base::Day day) {
  const Name* found = &body.names.front();
  for (const Name& name : body.names) {
    if (name.from <= day) found = &name;
  }
  return *found;
}

const std::string& type_on(const Organisation& body, base::Day day) {
  static const std::string none;
  const Name& name = name_on(body, day);
  return name.from <= day && day < name.to ? name.type : none;
}

std::string full_name(const Organisation& body, base::Day day, base::Language language) {
  const Name& name = name_on(body, day);
  if (language == base::Language::en && !name.name_en.empty()) {
    return english(name, english_suffix(name.type));
  }
  if (stands_alone(name)) return name.name_th;
  if (name.type == "PATTAYA") return long_type(name.type);
  return long_type(name.type) + name.name_th;
}

std::string short_name(const Organisation& body, base::Day day, base::Language language) {
  const Name& name = name_on(body, day);
  if (language == base::Language::en && !name.name_en.empty()) {
    return english(name, english_short_suffix(name.type));
  }
  if (name.type == "BMA" || name.type == "NATION") return short_type(name.type);
  if (stands_alone(name)) return name.name_th;
  if (name.type == "PATTAYA") return short_type(name.type);
  return short_type(name.type) + name.name_th;
}

}  // namespace registry
