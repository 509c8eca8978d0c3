#pragma once
#include "reports/opening.h"
#include "review/acts.h"

// What officers and bodies see of a review, as JSON for template and reply alike.
namespace review::pages {

// Who did it, by name and office; every seat is looked up once.
class People {
 public:
  explicit People(const identity::Context& ctx) : ctx_(ctx) {}
  std::string of(std::int64_t seat);

 private:
  const identity::Context& ctx_;
  std::map<std::int64_t, std::string> names_;
};

std::string address_of(const identity::Context& ctx, const reports::Where& where);  // of the reviewer's page

// What was typed and not taken, by the field's name; why, as a sentence.
struct Kept {
  std::string notice;
  std::map<std::string, std::string> typed;
};
view::Json page(identity::Context& ctx, const reports::Where& where, const Kept& kept = {});

// Adds to every question of a page what is said at it, and how to answer.
void add_threads(identity::Context& ctx, const reports::Where& where, const reports::Report& report, view::Json& page,
                 const Kept& kept);

view::Json change_view(const identity::Context& ctx, const reports::Where& where, const Change& change, People& people);

}  // namespace review::pages
