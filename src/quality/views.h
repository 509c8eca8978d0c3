#pragma once
#include "quality/kept.h"

// A suspicion in words.
namespace quality {

// One line of the page: a suspicion, whose it is, and what it does to the nation's figures.
struct Line {
  const Looked* report = nullptr;
  const Suspicion* suspicion = nullptr;
  const framework::Indicator* indicator = nullptr;  // that moves most; none when none moves
  Effect effect;
  int others = 0;  // further indicators that move
};

struct Told {
  const identity::Context& ctx;
  const framework::Framework& plan;
  const Relations& relations;
  const Look& look;
  bool nation = false;  // whoever sees a province alone is not told of bodies elsewhere by name
};

view::Json view_of(const Told& told, const Line& line);
std::string grouped(std::int64_t count);  // "7,849"
std::string group_words(const Told& told, const Line& line, const Beside& beside);

}  // namespace quality
