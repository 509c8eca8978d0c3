#pragma once
#include <map>
#include <set>
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

// The whole URL map of what handlers answer; the rest (assets, sign-in, streams, health) is in serve.cpp.
const std::vector<Route>& routes();

struct Match {
  const Route* route = nullptr;
  std::map<std::string, std::string> params;
};
Match match(std::string_view method, std::string_view path);
std::set<std::string_view> methods_of(std::string_view path);  // of all routes there; none: nobody answers

}  // namespace app
