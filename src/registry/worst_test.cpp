#include "base/growth_for_tests.h"

#include <unistd.h>

#include <filesystem>

#include "db/database.h"
#include "registry/place_for_tests.h"

namespace registry {
namespace {

// Of what is typed into a search, which is of 600 bytes at most; all that is longer finds nothing.
TEST(Worst, search) {
  const auto path =
      (std::filesystem::temp_directory_path() / ("saat-worst-search-" + std::to_string(getpid()))).string();
  std::optional<Registry> registry;
  {
    auto database = db::open(place_for_tests(path));
    db::migrate(*database);
    database->write_now([](db::Tx& tx) { fill(tx); });  // on PostgreSQL it is there already
    database->read([&](db::Tx& tx) { registry = load(tx); });
  }
  for (std::string_view piece :
       {"ก", "ก ", "ต.", "อำเภอ", "จังหวัด เ", "อบต ", " ", "1", "1 ", "น้ํา", "tha ", "\xE0\xB8"}) {
    SCOPED_TRACE(piece);
    base::expect_linear(
        600, [&](std::size_t size) { return base::repeated(piece, size - 16); },
        [&](const std::string& typed) { registry->search(typed, 20); });
  }
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
}

}  // namespace
}  // namespace registry
