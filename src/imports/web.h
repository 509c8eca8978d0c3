#pragma once
#include "identity/context.h"

namespace imports::web {

// Where a body or an office brings a filled table in: what to fill in, and a field for the file.
http::Reply show(identity::Context& ctx);
// Reads a file (field `file`; of a JSON body its text as CSV) and shows all that it would change, or each fault by its
// cell. Writes nothing: what was decided goes back with the page, in the field `decided`.
http::Reply look(identity::Context& ctx);
// Writes what was shown. Nothing at all if somebody changed one of the answers meanwhile.
http::Reply confirm(identity::Context& ctx);

}  // namespace imports::web
