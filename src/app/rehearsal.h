#pragma once

namespace CLI {
class App;
}

namespace app {

// `saat rehearse`: the last day of a window, played against a server with the demonstration country, and
// whether that server would hold.
void add_rehearse_command(CLI::App& program);

}  // namespace app
