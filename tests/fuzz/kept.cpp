// What needs a database: one for all, made when the first bytes come. Nothing is ever committed.
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "db/database.h"
#include "fuzz.h"
#include "journal/journal.h"
#include "registry/registry.h"

namespace fuzz {

namespace {

class Kept {
 public:
  Kept() : folder_(std::filesystem::temp_directory_path() / ("saat-fuzz-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(folder_);
    database_ = db::open((folder_ / "saat.db").string());
    db::migrate(*database_);
  }
  ~Kept() {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  db::Database& database() { return *database_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<db::Database> database_;
};

db::Database& database() {
  static Kept kept;
  return kept.database();
}

registry::Registry all_places() {
  std::optional<registry::Registry> registry;
  database().write_now([](db::Tx& tx) { registry::fill(tx); });
  database().read([&](db::Tx& tx) { registry = registry::load(tx); });
  return *registry;
}

struct NeverMind {};  // thrown so that nothing is committed

std::string sealed(std::string text, std::string_view secret) {
  unsigned char key[crypto_generichash_KEYBYTES], seal[32];
  crypto_generichash(key, sizeof key, reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr, 0);
  crypto_generichash(seal, sizeof seal, reinterpret_cast<const unsigned char*>(text.data()), text.size(), key,
                     sizeof key);
  return text + "seal " + base::to_hex({reinterpret_cast<char*>(seal), sizeof seal}) + "\n";
}

}  // namespace

void search(std::string_view bytes) {
  static const auto registry = all_places();
  constexpr std::size_t most = 20;
  const auto found = registry.search(bytes, most);
  hold(found.size() <= most, "no more are found than asked for");
  std::set<std::int64_t> ids;
  for (const auto* place : found) hold(place && registry.find(place->id) == place, "what is found is a place");
  for (const auto* place : found) hold(ids.insert(place->id).second, "found once");
  if (!found.empty()) {
    const auto by_code = registry.search(found[0]->code, most);
    hold(std::find(by_code.begin(), by_code.end(), found[0]) != by_code.end(), "and found by its code");
  }
  if (const auto* place = registry.by_code(bytes)) hold(registry.find(place->id) == place, "a code is a place's");
}

// Acts: parts "=== act", "=== window-open" …, of their lines the first is the subject, the second what was before and
// the rest what came after. What stands before the first part is taken for an anchor.
void journal(std::string_view bytes) {
  const auto parts = parts_of(bytes);
  const auto anchor_given = parts[0].second;
  constexpr std::int64_t chain = 7;
  try {
    database().write_now([&](db::Tx& tx) {
      std::vector<::journal::Act> acts;
      for (std::size_t i = 1; i < parts.size(); ++i) {
        auto text = base::repair_utf8(parts[i].second);
        std::replace(text.begin(), text.end(), '\0', ' ');
        auto name = base::repair_utf8(parts[i].first);
        std::replace(name.begin(), name.end(), '\0', ' ');
        const auto lines = base::split(text, '\n');
        const auto line = [&](std::size_t n) { return std::string(n < lines.size() ? lines[n] : ""); };
        acts.push_back(
            {{std::int64_t(i)}, name, line(0), line(1), text.substr(std::min(text.size(), line(0).size() + 1))});
        for (auto language : {base::Language::th, base::Language::en})
          ::journal::told_in(name, acts.back().after, language);
      }
      ::journal::write_all(tx, chain, 0, acts);
      const auto told = ::journal::of(tx, chain);
      hold(told.size() == acts.size(), "every act is told");
      for (std::size_t i = 0; i < acts.size(); ++i)
        hold(told[i].act == acts[i].act && told[i].subject == acts[i].subject && told[i].before == acts[i].before &&
                 told[i].after == acts[i].after,
             "as it was written");
      hold(::journal::verify(tx).broken.empty(), "and verifies");
      auto anchor = ::journal::anchor(tx, "secret", {0});
      hold(::journal::held_against(tx, anchor, "secret").empty(), "an anchor holds what it was made of");
      hold(!::journal::held_against(tx, anchor, "another").empty(), "not under another secret");
      anchor[anchor.size() / 2] ^= 1;
      hold(!::journal::held_against(tx, anchor, "secret").empty(), "nor changed");
      ::journal::held_against(tx, anchor_given, "secret");
      ::journal::held_against(tx, sealed("saat-anchor 1 now\n" + anchor_given, "secret"), "secret");
      throw NeverMind{};
    });
  } catch (const NeverMind&) {}
}

}  // namespace fuzz
