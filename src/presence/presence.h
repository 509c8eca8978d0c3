#pragma once
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// Who has which report open, and at which of its questions: kept in memory, for minutes. Nothing of it is
// written down. Each node keeps the picture of all, from what every node tells every half second.
namespace presence {

using Time = std::chrono::steady_clock::time_point;

// One person at one report. A browser says it when it comes, when the question changes and every `beat`;
// who is silent for `silence` has left.
inline constexpr auto beat = std::chrono::seconds(20), silence = std::chrono::seconds(50);

struct Here {
  std::int64_t seat = 0;
  std::string name, question;  // question: its code, or "" between two
  bool operator==(const Here&) const = default;
};

// Safe from any thread. However often one client calls, what it makes the others hear is bounded: one line a
// report and half second, a new report at most every second, three reports at once.
class Presence {
 public:
  // `place` is the report's address. Refused (false) for who comes too often, and where there is no room.
  bool note(const std::string& place, const Here& here, Time now);
  void leave(const std::string& place, std::int64_t seat);
  // What the nodes must be told, in parts that fit into one announcement; forgets it.
  std::vector<std::string> take_news();
  // From any node, this one too. Gives the places whose picture it changed.
  std::set<std::string> hear(std::string_view news, Time now);
  std::set<std::string> forget_silent(Time now);
  std::vector<Here> at(const std::string& place) const;  // by name; at most `most_shown`

  static constexpr std::size_t most_shown = 8, most_people = 30'000, most_places = 3;

 private:
  struct Seen {
    Here here;
    Time at;
  };
  struct Walk {
    std::deque<std::string> places;
    Time moved{};
  };  // of one seat, on this node
  void put_news(const std::string& place, std::int64_t seat, std::string line);

  mutable std::mutex mutex_;
  std::map<std::string, std::map<std::int64_t, Seen>> places_;
  std::size_t people_ = 0;
  std::map<std::int64_t, Walk> walks_;
  std::map<std::pair<std::string, std::int64_t>, std::string> news_;
};

}  // namespace presence
