#include "presence/presence.h"

#include <algorithm>

#include "base/text.h"

namespace presence {

namespace {

constexpr std::size_t longest_news = 7'000;  // PostgreSQL carries 8,000 bytes
constexpr auto between_places = std::chrono::seconds(1);

// place, seat, question and name: tabs and line ends stand between them, so none may hold one.
std::string plain(std::string text, std::size_t most) {
  text = base::repair_utf8(text.substr(0, most));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return text;
}

std::string line_of(const std::string& place, const Here& here) {
  return place + '\t' + std::to_string(here.seat) + '\t' + plain(here.question, 40) + '\t' + plain(here.name, 200) +
         '\n';
}
std::string line_of_leaving(const std::string& place, std::int64_t seat) {
  return place + '\t' + std::to_string(seat) + '\n';
}

}  // namespace

void Presence::put_news(const std::string& place, std::int64_t seat, std::string line) {
  news_[{place, seat}] = std::move(line);
}

bool Presence::note(const std::string& place, const Here& here, Time now) {
  std::lock_guard lock(mutex_);
  auto& walk = walks_[here.seat];
  auto& places = walk.places;
  if (std::find(places.begin(), places.end(), place) == places.end()) {
    bool first = places.empty() && walk.moved == Time{};
    if ((!first && now - walk.moved < between_places) || people_ >= most_people) {
      if (first) walks_.erase(here.seat);
      return false;
    }
    walk.moved = now;
    if (places.size() >= most_places) {
      put_news(places.front(), here.seat, line_of_leaving(places.front(), here.seat));
      places.pop_front();
    }
    places.push_back(place);
  }
  put_news(place, here.seat, line_of(place, here));
  return true;
}

void Presence::leave(const std::string& place, std::int64_t seat) {
  std::lock_guard lock(mutex_);
  auto walk = walks_.find(seat);
  if (walk == walks_.end() || std::erase(walk->second.places, place) == 0) return;  // nobody was told of it
  put_news(place, seat, line_of_leaving(place, seat));
}

std::vector<std::string> Presence::take_news() {
  std::lock_guard lock(mutex_);
  std::vector<std::string> parts;
  for (auto& [key, line] : news_) {
    if (parts.empty() || parts.back().size() + line.size() > longest_news) parts.push_back("present\n");
    parts.back() += line;
  }
  news_.clear();
  return parts;
}

std::set<std::string> Presence::hear(std::string_view news, Time now) {
  std::set<std::string> changed;
  std::lock_guard lock(mutex_);
  for (auto line : base::split(news, '\n')) {
    auto parts = base::split(line, '\t');
    if (parts.size() != 2 && parts.size() != 4) continue;  // "present" itself
    std::string place(parts[0]);
    Here here{std::atoll(std::string(parts[1]).c_str()), "", ""};
    auto& people = places_[place];
    auto at = people.find(here.seat);
    if (parts.size() == 2) {
      if (at != people.end()) people.erase(at), --people_, changed.insert(place);
    } else {
      here.question = parts[2], here.name = parts[3];
      if (at == people.end() || at->second.here != here) changed.insert(place);
      if (at == people.end()) ++people_;
      people[here.seat] = {here, now};
    }
    if (people.empty()) places_.erase(place);
  }
  return changed;
}

std::set<std::string> Presence::forget_silent(Time now) {
  std::set<std::string> changed;
  std::lock_guard lock(mutex_);
  for (auto place = places_.begin(); place != places_.end();) {
    auto gone = std::erase_if(place->second, [&](const auto& entry) {
      if (now - entry.second.at < silence) return false;
      if (auto walk = walks_.find(entry.first); walk != walks_.end()) std::erase(walk->second.places, place->first);
      return true;
    });
    people_ -= gone;
    if (gone) changed.insert(place->first);
    place = place->second.empty() ? places_.erase(place) : std::next(place);
  }
  std::erase_if(walks_,
                [&](const auto& walk) { return walk.second.places.empty() && now - walk.second.moved > silence; });
  return changed;
}

std::vector<Here> Presence::at(const std::string& place) const {
  std::lock_guard lock(mutex_);
  std::vector<Here> here;
  if (auto found = places_.find(place); found != places_.end())
    for (const auto& [seat, seen] : found->second) here.push_back(seen.here);
  std::sort(here.begin(), here.end(), [](const Here& a, const Here& b) { return a.name < b.name; });
  if (here.size() > most_shown) here.resize(most_shown);
  return here;
}

}  // namespace presence
