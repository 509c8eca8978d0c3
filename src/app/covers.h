#pragma once
#include "journal/cover.h"

namespace app {

// Every table the journal seals, of all slices. Those it does not stand in covers_test.cpp, each with why.
journal::Covers covers();

}  // namespace app
