#pragma once
#include "releases/store.h"

// What the pages of this slice share.
namespace releases {

struct Of {
  const framework::Framework& plan;
  std::int64_t round = 0;
  std::size_t at = 0;
};
Of of_request(const identity::Context& ctx);  // by the address; Problem{not_found}
[[noreturn]] inline void not_there() { throw base::Problem(base::Problem::Kind::not_found, "problem.not_found"); }
std::string address_of(const framework::Framework& plan);  // "/open/clean-province/2567"
std::string counted_words(const identity::Voice& voice, int n, int of);
view::Json release_view(const identity::Voice& voice, const framework::Framework& plan, const Release& release);
std::optional<Release> numbered(const identity::Context& ctx, const Of& of, const std::string& number);
inline constexpr const char* kept_for_ever = "public, max-age=31536000, immutable";

}  // namespace releases
