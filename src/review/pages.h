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

// Why a report came back. What a revision of the plan asks is said in the reader's language, an officer's words are
// theirs.
std::string reason_of(const identity::Context& ctx, const Correction& correction);

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

// Of the journal's line of an answer, in words. A question that the plan does not ask any more says what was kept.
std::string answer_in_words(const identity::Context& ctx, const reports::Where& where, const std::string& question,
                            const std::string& line);
view::Json change_view(const identity::Context& ctx, const reports::Where& where, const Change& change, People& people);

}  // namespace review::pages
