#pragma once

namespace CLI {
class App;
}

namespace app {

// Every command of the program, with its options and its --help.
void add_commands(CLI::App& program);

}  // namespace app
