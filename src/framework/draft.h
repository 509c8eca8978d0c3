#pragma once
#include "framework/item.h"

namespace framework {

struct Unit {
  Text label;
  std::string measures;
  base::Rational factor;
};

// A question, indicator or check with the place it was read from: formulas are read in a second
// round, when every code is known.
struct Placed {
  int number;
  Item item;
};

struct Draft {
  Framework framework;
  Faults faults;
  std::map<std::string, Unit> units;
  std::map<std::string, std::set<std::string>> groups;
  std::vector<Item> sections;             // the names as the plan lists them
  std::vector<std::string> stored_units;  // of each slot, for unit clashes; "" fits all
  std::vector<Placed> questions, indicators;
  std::vector<Item> checks;
  Item flow, last_year;
};

void read_plan(Draft& draft, const Item& plan);
void read_section(Draft& draft, const Item& file);
void read_formulas(Draft& draft);  // needs every section read
void find_unasked(Draft& draft);   // questions nobody is asked, conditions that go in circles

std::optional<base::Rational> constant(const Item& item);
std::set<std::string> bodies_in(const Draft& draft, const Item& item);

}  // namespace framework
