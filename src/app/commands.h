#pragma once
#include "app/config.h"

namespace CLI {
class App;
}

namespace app {

// The program: what it was asked for on its command line. Gives the exit status; what went wrong, thrown as a
// base::Problem or a std::runtime_error by the command, stands on stderr.
int command_line(int argc, char** argv);

// Every command of the program, with its options and its --help.
void add_commands(CLI::App& program);

// Options that mean the same wherever they stand. A command that reads reports wants the plans they answer.
void add_db(CLI::App* command, Config& config);  // --db and --plans
void add_plans(CLI::App* command, Config& config);

}  // namespace app
