#pragma once
#include "identity/context.h"
#include "windows/windows.h"

// What the pages about windows show, and how their addresses are read.
namespace windows {

struct Round {
  const framework::Framework& plan;
  std::int64_t id;
};
Round round_of(const identity::Context& ctx);  // of the address; Problem{not_found}
std::string address_of(const framework::Framework& plan);
std::int64_t number_in(const std::string& text);  // 0 for what is none
calendar::Place over(const registry::Organisation& place);

namespace views {

std::string place_name(const identity::Voice& ctx, const framework::Framework& plan,
                       const registry::Organisation& place);
std::string span(const calendar::Window& window,
                 base::Language language);  // "22 พ.ย. 2567 00.00 น. – 22 พ.ย. 2567 23.59 น."
view::Json window(const identity::Voice& ctx, const calendar::Window& window);
view::Json change(const identity::Context& ctx, const Round& round, const calendar::Listed& listed);
view::Json form(const identity::Voice& ctx, const Typed& typed);
view::Json faults(const identity::Voice& ctx, const std::vector<Fault>& faults);

}  // namespace views
}  // namespace windows
