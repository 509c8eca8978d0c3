#include "notices/rules.h"

#include <algorithm>
#include <array>

namespace notices {

namespace {

constexpr bool one = false, gathers = true, by_mail = true;

constexpr std::array all{
    Line{"submit", To::body},
    Line{"submit", To::province, gathers},
    Line{"withdraw", To::body},
    Line{"withdraw", To::province},

    Line{"window-open", To::under, one, by_mail},
    Line{"window-extend", To::under, one, by_mail},
    Line{"window-close", To::under, one, by_mail},
    Line{"window-withdraw", To::under, one, by_mail},
    Line{"request-time", To::province, one, by_mail},
    Line{"request-answers", To::province, one, by_mail},
    Line{"request-forward", To::department, one, by_mail},
    Line{"request-forward", To::body},
    Line{"request-grant", To::body, one, by_mail},
    Line{"request-grant", To::province},
    Line{"request-refuse", To::body, one, by_mail},
    Line{"request-refuse", To::province},
    Line{"let-grant", To::province},
    Line{"let-not-grant", To::province},

    Line{"send-back", To::body, one, by_mail},
    Line{"comment", To::other_side, one, by_mail},
    Line{"resolve", To::other_side},
    Line{"verify", To::body},
    Line{"verify", To::province, gathers},
    Line{"approve", To::body, one, by_mail},
    Line{"accept", To::body},
    Line{"accept", To::province, gathers},
    Line{"withdraw-verification", To::body},
    Line{"withdraw-approval", To::body, one, by_mail},
    Line{"withdraw-acceptance", To::body},

    Line{"anchor", To::overseers, one, by_mail},
};

}  // namespace

std::span<const Line> lines() { return all; }

std::string key_of(std::string_view group, std::string_view act) {
  std::string key = std::string(group) + "." + std::string(act);
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

namespace {

constexpr std::int64_t hour = 3'600 * second, day = 24 * hour;
constexpr std::int64_t morning = 8 * hour, evening = 20 * hour;
constexpr int most_tries = 24;

}  // namespace

base::Instant first_mail_at(base::Instant happened, int gather_seconds) {
  base::Instant at{happened.ms + gather_seconds * second};
  auto begun = base::start_of(base::day_in_bangkok(at)).ms;
  if (at.ms - begun < morning) return {begun + morning};
  if (at.ms - begun >= evening) return {begun + day + morning};
  return at;
}

base::Instant next_morning(base::Instant now) { return {base::start_of(base::day_in_bangkok(now)).ms + day + morning}; }

std::optional<std::int64_t> wait_after(int tries, int retry_seconds) {
  if (tries >= most_tries) return std::nullopt;
  return std::min(hour, (retry_seconds * second) << std::clamp(tries - 1, 0, 20));
}

std::int64_t rest_after(int failures, int retry_seconds) {
  return std::min(300 * second, (retry_seconds * second) << std::clamp(failures - 1, 0, 20));
}

std::string shortened(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (std::size_t seen = 0; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && ++seen > characters) break;
  return at >= text.size() ? std::string(text) : std::string(text.substr(0, at)) + "…";
}

}  // namespace notices
