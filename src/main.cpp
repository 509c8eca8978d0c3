#include "app/commands.h"

int main(int argc, char** argv) { return app::command_line(argc, argv); }
