#include "notices/postman.h"

#include <sodium.h>

#include <condition_variable>
#include <mutex>

#include "base/log.h"
#include "notices/outbox.h"
#include "notices/rules.h"

namespace notices {

namespace {

std::string random_name() {
  unsigned char random[8];
  randombytes_buf(random, sizeof random);
  return base::to_hex({reinterpret_cast<const char*>(random), sizeof random});
}

}  // namespace

Postman::Postman(db::Database& database, WorldNow world, Relay relay)
    : database_(database), world_(std::move(world)), relay_(std::move(relay)), name_(random_name()) {
  if (!relay_.url.empty()) thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

void Postman::write_letters(std::stop_token stop) {
  for (bool more = true; more && !stop.stop_requested();) {
    auto world = world_();
    bool wanted = false;
    database_.read([&](db::Tx& tx) { wanted = outbox::wants_letters(tx, world->clock.now()); });
    if (!wanted) return;
    database_.write_now([&](db::Tx& tx) { more = outbox::write_some(tx, {*world, world->clock.now()}, relay_); });
  }
}

// Only what is known is written down: accepted, refused, not taken. What is not known is never sent again by itself.
bool Postman::send_some(Wire& wire, std::stop_token stop) {
  auto world = world_();
  auto now = [&] { return world->clock.now(); };
  bool due = false;
  database_.read([&](db::Tx& tx) { due = outbox::is_due(tx, now()); });
  if (!due) return true;
  std::vector<outbox::Claimed> claimed;
  auto from_name = world->words.say(base::Language::th, "mail.from");
  database_.write_now([&](db::Tx& tx) { claimed = outbox::claim(tx, name_, relay_, from_name, now()); });
  bool reachable = true;
  for (const auto& [id, letter, tries] : claimed) {
    Sent sent{Outcome::unreachable, ""};
    if (reachable && !stop.stop_requested()) {
      auto hand = [&] {
        bool ours = false;
        try {
          database_.write_now([&](db::Tx& tx) { ours = outbox::hand(tx, id, name_, now()); });
        } catch (const std::exception&) {}  // not written down, so not sent
        return ours;
      };
      sent = wire.send(letter.to, written(letter), hand, stop);
      if (sent.outcome != Outcome::accepted)
        base::log::warn("mail={} outcome={} tries={}", id, int(sent.outcome), tries + 1);
    }
    database_.write_now([&](db::Tx& tx) {
      auto due_next = now();
      switch (sent.outcome) {
        case Outcome::accepted:
          outbox::sent(tx, id, name_, now());
          break;
        case Outcome::refused:
          outbox::bury(tx, id, name_, sent.why, now());
          break;
        case Outcome::unknown:
          outbox::bury(tx, id, name_, outbox::lost, now());
          break;
        case Outcome::later:
          if (auto wait = wait_after(tries + 1, relay_.retry_seconds)) {
            due_next.ms += *wait;
            outbox::try_later(tx, id, name_, due_next, true, sent.why);
          } else {
            outbox::bury(tx, id, name_, sent.why, now());
          }
          break;
        case Outcome::unreachable:
          outbox::try_later(tx, id, name_, due_next, false, sent.why);
          break;
        case Outcome::not_ours:
          break;
      }
    });
    reachable = reachable && sent.outcome != Outcome::unreachable;
  }
  return reachable;
}

void Postman::run(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  Wire wire(relay_);
  int failures = 0;
  while (!stop.stop_requested()) {
    auto wait = std::chrono::milliseconds(1000);
    try {
      auto world = world_();
      bool lost = false;
      database_.read([&](db::Tx& tx) { lost = outbox::is_lost(tx, world->clock.now()); });
      if (lost) database_.write_now([&](db::Tx& tx) { outbox::bury_lost(tx, world->clock.now()); });
      write_letters(stop);
      if (send_some(wire, stop))
        failures = 0;
      else
        wait = std::chrono::milliseconds(rest_after(++failures, relay_.retry_seconds));
      if (failures == 1) base::log::warn("the mail server takes nothing; letters wait");
    } catch (const std::exception& error) {
      base::log::warn("letters wait: {}", error.what());
      wait = std::chrono::milliseconds(5000);
    }
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, wait, [] { return false; });
  }
}

}  // namespace notices
