#include "app/rehearsal.h"

#include <iostream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/seed.h"
#include "rehearse/verdict.h"

namespace app {

namespace {

struct Wish {
  std::string url = "http://127.0.0.1:8080", password = std::string(demonstration_password), language = "th";
  double minutes = 10, rate = 1, sign_ins = 20;
  int connections = 2000;
};

struct Place {
  std::string host;
  int port = 80;
};
Place place_of(const std::string& url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme))
    throw std::runtime_error("--url wants http://HOST:PORT: in front of TLS, play against the server behind it");
  auto rest = url.substr(scheme.size());
  if (auto slash = rest.find('/'); slash != rest.npos) rest.resize(slash);
  auto colon = rest.find(':');
  if (colon == rest.npos) return {rest};
  auto number = rest.substr(colon + 1);
  if (number.empty() || number.size() > 5 || number.find_first_not_of("0123456789") != number.npos)
    throw std::runtime_error("--url wants http://HOST:PORT");
  return {rest.substr(0, colon), std::stoi(number)};
}

void rehearse_day(const Wish& wish) {
  auto words = view::Words::built_in();
  auto language = wish.language == "en" ? base::Language::en : base::Language::th;
  auto say = [&](std::string_view key, const base::Arguments& arguments) {
    fmt::print("{}\n", words.say(language, key, arguments));
    std::fflush(stdout);
  };
  rehearse::Pace pace;
  pace.minutes = wish.minutes;
  for (double* each : {&pace.saves, &pace.province_pages, &pace.nation_pages, &pace.submissions}) *each *= wish.rate;
  pace.sign_ins = wish.sign_ins;
  auto place = place_of(wish.url);
  load::Driver driver(place.host, place.port, wish.connections);
  rehearse::Country country;
  try {
    country = rehearse::find_country(driver, wish.password);
  } catch (const nlohmann::json::exception&) {
    throw std::runtime_error(wish.url + " answers, but not as a Sa-at does");
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(words.say(language, error.what()));
  }
  say("rehearse.begin", {{"minutes", fmt::format("{:g}", pace.minutes)},
                         {"url", wish.url},
                         {"saves", fmt::format("{:.0f}", pace.saves)},
                         {"pages", fmt::format("{:.0f}", pace.province_pages + pace.nation_pages)},
                         {"submissions", fmt::format("{:.0f}", pace.submissions * 60)},
                         {"sign_ins", fmt::format("{:.0f}", pace.sign_ins)}});
  auto figures = rehearse::play(driver, country, pace, [&](const rehearse::Figures& so_far) {
    say("rehearse.progress", {{"seconds", fmt::format("{:.0f}", so_far.seconds)},
                              {"saves", fmt::format("{}", so_far.saves.took.count())},
                              {"p99", fmt::format("{:.1f}", so_far.saves.took.at(0.99))},
                              {"errors", fmt::format("{}", so_far.saves.errors + so_far.pages.errors +
                                                               so_far.submissions.errors + so_far.sign_ins.errors)}});
  });
  auto verdict = rehearse::verdict_of(figures, pace, words, language);
  for (const auto& line : verdict.lines) fmt::print("{}\n", line);
  if (!verdict.holds) throw CLI::RuntimeError(1);
}

}  // namespace

void add_rehearse_command(CLI::App& program) {
  static Wish wish;
  auto* command = program.add_subcommand(
      "rehearse", "play the last day of the window against a demonstration server, and say whether it would hold");
  command->add_option("--url", wish.url, "the server's address, http://HOST:PORT")->capture_default_str();
  command->add_option("--minutes", wish.minutes, "how long")->capture_default_str()->check(CLI::Range(0.05, 600.0));
  command->add_option("--password", wish.password, "of the demonstration's people")->capture_default_str();
  command->add_option("--rate", wish.rate, "1: the whole country's pace; 0.5: half of it")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 100.0));
  command->add_option("--sign-ins", wish.sign_ins, "a second")->capture_default_str()->check(CLI::Range(0.0, 1000.0));
  command->add_option("--connections", wish.connections, "at most, kept open")
      ->capture_default_str()
      ->check(CLI::Range(1, 20000));
  command->add_option("--lang", wish.language, "of the verdict")
      ->capture_default_str()
      ->check(CLI::IsMember({"th", "en"}));
  command->callback([] { rehearse_day(wish); });
}

}  // namespace app
