#pragma once
#include <stdexcept>
#include <string>

#include "base/text.h"

namespace base {

// The only exception of ours: a request that cannot be carried out. Thrown anywhere, it unwinds the
// transaction and is rendered in one place (app/problems.cpp) as page or application/problem+json.
struct Problem : std::exception {
  enum class Kind { not_found, not_signed_in, not_allowed, conflict, invalid, too_large, busy };

  // `key` names the sentence under words/*.yaml; `arguments` fill it.
  Problem(Kind kind, std::string key, Arguments arguments = {})
      : kind(kind), key(std::move(key)), arguments(std::move(arguments)) {}
  const char* what() const noexcept override { return key.c_str(); }

  Kind kind;
  std::string key;
  Arguments arguments;
};

}  // namespace base
