#pragma once
#include "followup/followup.h"

// From a request's address to its round and place, for every page of follow-up.
namespace followup::web {

struct Round {
  const framework::Framework& plan;
  std::int64_t id;
  const std::map<std::int64_t, Asked>& asked;  // by province
};
Round round_of(const identity::Context& ctx);
std::string address_of(const framework::Framework& plan);
// "SAO" in words: องค์การบริหารส่วนตำบล.
std::string type_name(const identity::Context& ctx, const std::string& type);
std::string name_of(const identity::Context& ctx, const registry::Organisation& place, base::Day day);
// The province of the address, one's own or any for the nation; without one, the nation. Problem{not_found}.
const registry::Organisation& place_of(const identity::Context& ctx);

}  // namespace followup::web
