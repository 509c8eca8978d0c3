#pragma once

namespace CLI {
class App;
}

namespace app {

void add_export_command(CLI::App& program);  // saat export

}  // namespace app
