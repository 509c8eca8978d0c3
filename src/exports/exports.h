#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "identity/context.h"
#include "totals/totals.h"

// Files people take away: answers, indicators, completeness and the codebook as CSV, JSON and XLSX. What they carry of
// answers comes back in through the slice imports, all that a person gave.
namespace exports {

enum class Format { csv, json, xlsx };
// answers: what counts, a body a row. given: what stands beside that, as it was given (units, reasons, sources,
// remarks).
enum class Part { answers, given, indicators, completeness, codebook };
std::string_view code_of(Format format);
std::string_view code_of(Part part);
std::optional<Format> format_of(std::string_view code);
std::optional<Part> part_of(std::string_view code);
std::vector<std::string> part_codes();  // in the order of a workbook

// Types of body by their codes; none: every type that the plan asks.
using Types = std::set<std::string>;
// "SAO,TOWN" → both; nullopt when one of them is none of the plan's. All of the plan's are as good as none.
std::optional<Types> types_of(const framework::Framework& plan, std::string_view text);
std::string text_of(const Types& types);                                  // "SAO,TOWN"
std::vector<std::string> types_in_order(const Types& types);              // as people list them: อบจ. first
std::string words_for(const identity::Voice& voice, const Types& types);  // "ทม. อบต.", or that it is every type

// Which reports of which place. `part` matters to CSV alone: one table a file; the others carry all.
struct Wish {
  const framework::Framework* plan = nullptr;
  std::int64_t round = 0;
  const registry::Organisation* place = nullptr;  // nation, province, district, or one body
  totals::Stage stage = totals::Stage::recorded;
  Format format = Format::xlsx;
  Part part = Part::answers;
  Types types = {};
  bool for_offices = true;  // with `given`, and a row for bodies that have not begun; what is published has neither
  bool counts(const std::string& type) const {
    return plan->bodies.contains(type) && (types.empty() || types.contains(type));
  }
};
std::string name_of(const Wish& wish);    // "saat-clean-province-2567-30-submitted-SAO-answers.csv"
std::string_view type_of(Format format);  // for Content-Type

struct Progress {
  int done = 0, all = 0;
};  // reports written, and those there are
// Throws to stop the export; what it throws comes out of `write`.
using Tell = std::function<void(Progress)>;

// Writes the whole file to `path`, which is made anew. Everything in it is of one moment: `tx` is one snapshot, read
// from and never written to. Memory does not grow with the country.
void write(const identity::Voice& voice, db::Tx& tx, const Wish& wish, const std::string& path, const Tell& tell = {});
class Writer;
void write(const identity::Voice& voice, db::Tx& tx, const Wish& wish, Writer& writer,
           const Tell& tell = {});  // into something else than a file

}  // namespace exports
