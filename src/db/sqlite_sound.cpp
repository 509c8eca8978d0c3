#include "db/sound.h"

namespace db {

Sound sqlite_sound(Database& database) {
  static const Statement pages{"db.sqlite_integrity", "PRAGMA integrity_check"};
  static const Statement keys{"db.sqlite_foreign_keys", "PRAGMA foreign_key_check"};
  Sound sound;
  try {
    database.read([&](Tx& tx) {
      sound = {};
      tx.each(pages, {}, [&](const Row& row) {
        if (row.text(0) != "ok") sound.faults.push_back(row.string(0));
      });
      tx.each(keys, {}, [&](const Row& row) {
        sound.faults.push_back("a row of " + row.string(0) + " names one of " + row.string(2) + " that is not there");
      });
    });
  } catch (const std::exception& error) {
    sound.faults.push_back(error.what());
  }
  return sound;
}

}  // namespace db
