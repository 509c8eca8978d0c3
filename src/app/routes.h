#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "identity/context.h"

namespace app {

enum class Access { read, write, make };  // make: a read that takes long, behind the pages

struct Route {
  std::string_view method, pattern;  // "/reports/:framework/:period/:body"
  identity::Handler handler;
  identity::May may;
  Access access;
};

// The whole URL map of what handlers answer.
const std::vector<Route>& routes();

struct Match {
  const Route* route = nullptr;
  std::map<std::string, std::string> params;
};
Match match(std::string_view method, std::string_view path);

// What the program answers by itself at one address: sign-in, streams, health. HEAD goes with every GET.
struct Fixed {
  std::string_view path, method;
  bool answers(std::string_view asked) const { return asked == method || (asked == "HEAD" && method == "GET"); }
};
const Fixed* fixed_at(std::string_view path);  // null: none is there

// "GET, HEAD, OPTIONS": what may be asked of an address; "": nobody answers there.
std::string allowed_at(std::string_view path);

}  // namespace app
