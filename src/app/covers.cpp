#include "app/covers.h"

#include "calendar/covers.h"
#include "identity/covers.h"
#include "notices/covers.h"
#include "registry/covers.h"
#include "releases/covers.h"
#include "reports/covers.h"
#include "review/covers.h"

namespace app {

journal::Covers covers() {
  journal::Covers all;
  for (auto of_slice : {registry::covers::all(), calendar::covers::all(), identity::covers::all(),
                        reports::covers::all(), review::covers::all(), releases::covers::all(), notices::covers::all()})
    all.insert(all.end(), of_slice.begin(), of_slice.end());
  return all;
}

}  // namespace app
