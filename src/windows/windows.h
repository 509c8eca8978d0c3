#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "calendar/calendar.h"
#include "framework/framework.h"
#include "registry/registry.h"

// When the form is open: what the department opens, closes and extends, what bodies ask for and who grants it.
namespace windows {

// A sentence of words/*/windows.yaml at the field it is about.
struct Fault {
  std::string field, key;
  base::Arguments arguments;
};

// What an office typed, as it typed it.
struct Typed {
  std::string act;             // "open", "extend", "close"
  std::string scope;           // "nation", "province", "body"
  std::string province, body;  // codes
  std::string opens_day, opens_time, closes_day, closes_time, reason;
};

// A round and those who are asked in it.
struct Asked {
  const registry::Registry& registry;
  const framework::Framework& plan;
  base::Language language = base::Language::th;
};

}  // namespace windows
