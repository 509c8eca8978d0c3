#include "followup/rules.h"

#include <algorithm>

namespace followup {

using base::Instant;
using calendar::Window;

namespace {

constexpr std::int64_t hour = 3'600'000, day = 24 * hour;
constexpr int submitted = 1, verified = 2, approved = 3;  // reports::Stage

std::string whole_days(std::int64_t ms) { return std::to_string(ms / day); }

// What speaks for missing the date. The words are made only where somebody reads them.
struct Judgement {
  Risk risk = Risk::none;
  std::vector<Reason>* reasons = nullptr;
  int said = 0;

  void raise(Risk to, const char* key, auto&& arguments) {
    risk = std::max(risk, to);
    ++said;
    if (reasons) reasons->push_back({key, arguments()});
  }
};

base::Arguments no_words() { return {}; }

void judge_pace(Judgement& to, const Standing& r, const Window& own, Instant now, base::Language language) {
  const std::int64_t left = own.closes.ms - now.ms, whole = own.closes.ms - own.opens.ms;
  const bool late_in_window = left < whole / 2, nearly_over = left < std::max(whole / 5, 2 * day);
  if (!r.begun || r.answered == 0) {
    const char* key = r.begun ? "forecast.opened_only" : "forecast.not_begun";
    to.raise(nearly_over      ? Risk::high
             : late_in_window ? Risk::some
                              : Risk::none,
             key, [&] {
               return base::Arguments{{"days", whole_days(left)}};
             });
  } else if (r.answered >= r.expected) {
    if (r.blocking > 0)
      to.raise(nearly_over ? Risk::high : Risk::some, "forecast.blocked", [&] {
        return base::Arguments{{"n", std::to_string(r.blocking)}};
      });
    else
      to.raise(nearly_over ? Risk::some : Risk::none, "forecast.waits_for_approver", [&] {
        return base::Arguments{{"days", whole_days(now.ms - r.changed_at.ms)}};
      });
  } else {
    // At least an hour: a quick start is not a pace.
    const std::int64_t elapsed = std::max(now.ms - r.begun_at.ms, hour);
    const Instant done{now.ms + elapsed / r.answered * (r.expected - r.answered)};
    if (done > own.closes)
      to.raise(nearly_over ? Risk::high : Risk::some, "forecast.too_slow", [&] {
        return base::Arguments{{"when", base::show(base::day_in_bangkok(done), language)}};
      });
    const std::int64_t idle = now.ms - r.changed_at.ms;
    if (idle > std::max(whole / 5, 2 * day))
      to.raise(nearly_over ? Risk::high : Risk::some, "forecast.idle", [&] {
        return base::Arguments{{"days", whole_days(idle)}};
      });
    if (to.said == 0)
      to.raise(Risk::none, "forecast.on_its_way", [&] {
        return base::Arguments{{"n", std::to_string(r.answered)}, {"m", std::to_string(r.expected)}};
      });
  }
}

Judgement judged(const Standing& r, const Earlier& earlier, const Window& own, Instant now, base::Language language,
                 std::vector<Reason>* reasons) {
  Judgement made{Risk::none, reasons, 0};
  if (now >= own.closes)
    made.raise(Risk::missed, r.begun ? "forecast.unsent" : "forecast.never_begun", no_words);
  else
    judge_pace(made, r, own, now, language);
  if (earlier.missed + earlier.late == 0) return made;
  const Risk more = made.risk == Risk::none ? Risk::some : made.risk == Risk::some ? Risk::high : made.risk;
  const int bad = earlier.missed > 0 ? earlier.missed : earlier.late;
  made.raise(more, earlier.missed > 0 ? "forecast.missed_before" : "forecast.late_before", [&] {
    return base::Arguments{{"n", std::to_string(bad)}, {"m", std::to_string(earlier.rounds)}};
  });
  return made;
}

}  // namespace

void Tally::add(const Standing& r, const Window& own, const Window& common, Instant now) {
  ++expected;
  if (!r.begun) return;
  ++begun;
  submitted += r.stage >= followup::submitted;
  verified += r.stage >= followup::verified;
  approved += r.stage >= followup::approved;
  if (r.stage >= followup::submitted && r.submitted_at) ++(*r.submitted_at < common.closes ? on_time : late);
  unsent += r.stage < followup::submitted && now >= own.closes;
}

Tally& Tally::operator+=(const Tally& o) {
  expected += o.expected, begun += o.begun, submitted += o.submitted, verified += o.verified, approved += o.approved;
  on_time += o.on_time, late += o.late, unsent += o.unsent;
  return *this;
}

Curve curve_of(const std::vector<Instant>& sent, const Window& common) {
  Curve curve;
  const auto first = base::day_in_bangkok(common.opens).days;
  const auto last = base::day_in_bangkok(Instant{common.closes.ms - 1}).days;
  // The whole window from its first day on: an axis that does not jump from look to look.
  auto days = last - first + 1;
  for (const Instant at : sent) days = std::max(days, base::day_in_bangkok(at).days - first + 1);
  curve.by_day.resize(std::size_t(std::clamp(days, 1, 400)));
  for (const Instant at : sent) {
    const auto on = base::day_in_bangkok(at).days;
    ++curve.by_day[std::size_t(std::clamp<int>(on - first, 0, int(curve.by_day.size()) - 1))];
    if (on == last) ++curve.by_hour[std::size_t((at.ms - base::start_of(base::Day{last}).ms) / hour)];
  }
  return curve;
}

Risk risk_of(const Standing& r, const Earlier& earlier, const Window& own, Instant now) {
  return judged(r, earlier, own, now, base::Language::th, nullptr).risk;
}

Forecast forecast(const Standing& r, const Earlier& earlier, const Window& own, Instant now, base::Language language) {
  Forecast made;
  made.risk = judged(r, earlier, own, now, language, &made.reasons).risk;
  return made;
}

std::string csv_cell(std::string_view text) {
  std::string cell(text);
  // A spreadsheet runs what begins so; the apostrophe makes it a text.
  if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos) cell.insert(0, "'");
  if (cell.find_first_of("\",\n\r") == cell.npos) return cell;
  std::string quoted = "\"";
  for (char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace followup
