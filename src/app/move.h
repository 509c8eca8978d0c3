#pragma once
#include "app/app.h"
#include "reports/acts.h"

namespace CLI {
class App;
}

namespace app {

// Whole databases from one place to another: `saat restore` and `saat copy`.
void add_move_commands(CLI::App& program);

// Every sum again from the answers, compared with what is stored.
reports::Recount recounted(db::Tx& tx, const identity::World& world, bool mend);

}  // namespace app
