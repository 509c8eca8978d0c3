#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Shapes of places from a TopoJSON text, fitted into a frame. Knows no country.
namespace results::chart {

struct Shape {
  std::string code;
  std::vector<std::vector<std::pair<int, int>>>
      rings;         // to the right and down, in whole units; each ends where it began
  std::string path;  // the same as an SVG path
  int x = 0, y = 0;  // the middle of its largest part
  double area = 0;
};
struct Land {
  int width = 0, height = 0;
  std::vector<Shape> shapes;  // the largest first
};

class Topology {
 public:
  explicit Topology(std::string_view json);  // throws std::runtime_error when it is none
  // Those shapes whose id is wanted, as large as the frame allows, north above. Empty when there are none.
  Land land(const std::function<bool(std::string_view id)>& wanted, int width, int height) const;

 private:
  struct Point {
    double x, y;
  };  // degrees east; degrees north, stretched as they are at this latitude
  struct Place {
    std::string id;
    std::vector<std::vector<Point>> rings;
  };
  std::vector<Place> places_;
};

}  // namespace results::chart
