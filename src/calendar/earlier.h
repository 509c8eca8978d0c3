#pragma once
#include <optional>
#include <vector>

#include "framework/framework.h"

namespace calendar {

// Of the plans, the place of that of the same name which ended last before this one began. Nothing where there is none.
std::optional<std::size_t> round_before(const std::vector<const framework::Framework*>& plans,
                                        const framework::Framework& plan);
std::optional<std::size_t> round_before(const std::vector<framework::Framework>& plans,
                                        const framework::Framework& plan);

}  // namespace calendar
