#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Two things measured in turn. A machine's speed swings within minutes, up to threefold where it is shared: two figures
// compare only when they were taken beside each other, several times.
namespace bench {

struct Spread {
  double median = 0, least = 0, most = 0;
};
Spread spread_of(std::vector<double> values);  // of none: zeros

// A figure and what it is held against, one of each a round.
struct Pairs {
  std::vector<double> figures, against;
  double figure() const { return spread_of(figures).median; }
  double other() const { return spread_of(against).median; }
  Spread ratio() const;  // of each round's figure ÷ against: not of the medians, which are of different moments
  // [{"<figure>": 5, "<against>": 10}, …], a round each
  nlohmann::json rounds(const std::string& figure, const std::string& against) const;
};

// Runs both once. Who goes first changes from round to round: neither always finds the disk and the processor as the
// other left them.
void in_turn_once(int round, const std::function<void()>& figure, const std::function<void()>& against);
// So many rounds of it.
void in_turn(int rounds, const std::function<void()>& figure, const std::function<void()>& against);

}  // namespace bench
