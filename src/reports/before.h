#pragma once
#include "identity/context.h"
#include "reports/acts.h"

// What a body gave in the round before, under the same plan, as this round's plan asks it: beside the fields, and where
// checks look at it.
namespace reports {

// Pure: answers of one plan's round carried to another's questions, by code.
Answers carried_to(const framework::Framework& now, const framework::Framework& then, const Answers& given);
// Of bodies that became one: quantities are added where all are known, all else is absent.
Answers added_up(const framework::Framework& plan, const std::vector<Answers>& given);

// The same, from what each of the bodies reported that one was made of.
std::shared_ptr<const Before> before_of(const framework::Framework& now, const framework::Framework& then,
                                        const std::vector<Answers>& given);
// Who reported then what the body reports now: itself, unless it was not there, and those that became part of it since.
std::vector<const registry::Organisation*> were_before(const registry::Registry& registry,
                                                       const framework::Framework& then,
                                                       const framework::Framework& now,
                                                       const registry::Organisation& body);

Rounds rounds_of(const identity::World& world);
// The round before, under the same plan; nothing where there is none.
std::optional<PlanInRound> round_before(const Rounds& rounds, const framework::Framework& plan);
// A report's place with what stands before and after it: what everything begins with that writes answers, or judges
// them.
Where where_of(db::Tx& tx, const registry::Registry& registry, const Rounds& rounds, const framework::Framework& plan,
               std::int64_t round, const registry::Organisation& body);
// The reports of later rounds whose checks look at this one.
std::vector<Where> looking_back_at(db::Tx& tx, const Where& where);

}  // namespace reports
