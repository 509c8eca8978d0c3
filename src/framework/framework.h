#pragma once
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/decimal.h"
#include "base/instant.h"
#include "formula/formula.h"

namespace framework {

struct Text {
  std::string th, en;
  const std::string& in(base::Language l) const { return l == base::Language::th || en.empty() ? th : en; }
};

enum class Kind { count, decimal, yes_no, choice, text, date, file };
// How sure we are: said by the ministry, or our reference until the department confirms it.
enum class Mark { attested, reference };

// A unit a quantity may be typed in. stored = typed × factor.
struct UnitOption {
  std::string code;
  Text label;
  base::Rational factor;
};
struct Choice {
  std::string code;
  Text label;
};

struct Question {
  int slot = 0;      // its place in `Framework::questions` and in every formula
  std::string code;  // "U2.1"
  Text label, help;
  Kind kind = Kind::count;
  std::vector<UnitOption> units;  // the first is the stored one; empty for kinds without a unit
  std::vector<Choice> choices;
  std::set<std::string> asked_of;            // types of body: PAO CITY TOWN SUBDISTRICT_MUNI SAO PATTAYA …
  std::optional<formula::Formula> asked_if;  // asked only when true; absent counts as not asked
  bool required = true;                      // submission waits for it
  bool may_not_apply = false;
  bool asks_source = false;   // "how it is known" is offered
  std::string registry_fact;  // "households", "population", "villages" or ""
  int indicator = -1;         // the block it stands in

  bool is_quantity() const { return kind == Kind::count || kind == Kind::decimal; }
};

struct Target {
  base::Decimal value;
  Mark mark = Mark::reference;
  Text source;
};

// For a body: numerator ÷ denominator × factor. For an area: Σ numerator ÷ Σ denominator × factor over
// the bodies where both are known. Without a denominator the figure is a sum × factor.
struct Indicator {
  int number = 0;    // place in `Framework::indicators`
  std::string code;  // "U2"
  int section = 0;
  Text label, why, formula_words;
  Mark mark = Mark::reference;
  Text mark_source;
  std::vector<int> questions;  // slots
  std::optional<formula::Formula> numerator, denominator;
  base::Rational factor;  // 100 for per cent
  Text unit;              // "%"
  int places = 2;
  std::optional<Target> target;
  std::set<std::string> asked_of;
  bool supporting = false;  // computed, no target: ข้อมูลสนับสนุน
};

enum class Weight { blocks, asks };

struct Check {
  int number = 0;         // place in `Framework::checks`
  std::string code;       // "U2.3-within"
  int question = 0;       // where the finding stands
  formula::Formula when;  // true: there is a finding
  Weight weight = Weight::asks;
  std::set<std::string> asked_of;                               // types of body
  Text message;                                                 // {U2.1} → the answer as shown
  std::vector<std::pair<std::string, formula::Formula>> shows;  // {name} → value in the message
  // The likely value of `question`, in its stored unit: offered beside the message where it would not be asked about
  // itself.
  std::optional<formula::Formula> suggestion;
};

struct Section {
  std::string code;
  Text label, about;
  std::vector<int> indicators;
};

// What one type of body is asked.
struct Scope {
  std::vector<bool> questions, indicators, checks;  // by slot, by number
};

// Where it goes, in one unit: a whole, what of it is carried away, and what it ends as. Its sums are over the bodies
// where all of it is known, so that what the ends leave of the whole is what nobody accounts for.
struct Flow {
  enum Part { whole, collected, used, proper, improper };
  static constexpr std::size_t parts = 5;
  std::array<int, parts> slots{};
  std::array<std::string, parts> items;  // codes of its sums: "flow.D1.1"
};

struct CodeHash : std::hash<std::string_view> {
  using is_transparent = void;
};

struct Framework {
  std::string name;    // "clean-province"
  std::string period;  // "2567", or "2567-03" for monthly frameworks
  int revision = 1;
  std::string hash;  // hex of the files' contents
  Text title, menu;
  base::Day period_from, period_to;
  base::Day opens, closes;  // first and last day of the plan's own reporting window
  bool monthly = false;
  std::vector<Section> sections;
  std::vector<Indicator> indicators;
  std::vector<Question> questions;
  std::vector<Check> checks;
  std::optional<Flow> flow;
  std::vector<std::string> facts;  // registry facts; fact i has slot questions.size() + i
  std::vector<int> last;  // questions whose answer of the round before checks look at; slots after the facts, in order
  std::set<std::string> bodies;                                             // types of body that report
  std::vector<Choice> sources;                                              // how an answer is known
  std::unordered_map<std::string, int, CodeHash, std::equal_to<>> slot_of;  // by question code
  std::map<std::string, Scope, std::less<>> scopes;                         // by type of body

  const Question* find(std::string_view code) const;
  const Scope& scope_of(std::string_view type) const;  // nothing for a type that does not report
  int last_slot(std::size_t i) const { return int(questions.size() + facts.size() + i); }
  int slots() const { return last_slot(last.size()); }
};

// What a slot of formulas is called: "U2.1", "registry.population", "last.U2.1".
std::string name_of_slot(const Framework& plan, int slot);
// A formula by the names of its slots: "U2.3 ÷ (U2.1 − U2.2)", "" where there is none. `word`: as
// Formula::show has it.
using SignWord = std::function<std::string(std::string_view sign)>;
std::string in_codes(const Framework& plan, const std::optional<formula::Formula>& formula, const SignWord& word = {});
// Of a figure before its factor; what it is divided by is left out where it is 1.
std::string in_codes(const Framework& plan, const Indicator& indicator, const SignWord& word = {});

struct Fault {
  std::string file;
  int line = 0;
  std::string why;
};

// Files of one framework folder: name → text.
using Files = std::map<std::string, std::string>;
// Every fault is listed, not only the first.
std::variant<Framework, std::vector<Fault>> load(const Files& files);
Files read_folder(const std::string& path);  // throws std::runtime_error when unreadable
std::vector<Files> embedded_frameworks();    // those of the program's own frameworks/

}  // namespace framework
