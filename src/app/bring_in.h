#pragma once

namespace CLI {
class App;
}

namespace app {

void add_import_command(CLI::App& program);

}  // namespace app
