#include "results/topology.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <stdexcept>

namespace results::chart {

using nlohmann::json;

namespace {

// Twice the area a ring encloses, and where its middle is.
struct Middle {
  double area = 0, x = 0, y = 0;
};

template <class Ring>
Middle middle_of(const Ring& ring) {
  Middle of;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    double cross = ring[i].x * ring[i + 1].y - ring[i + 1].x * ring[i].y;
    of.area += cross, of.x += (ring[i].x + ring[i + 1].x) * cross, of.y += (ring[i].y + ring[i + 1].y) * cross;
  }
  if (of.area != 0) of.x /= 3 * of.area, of.y /= 3 * of.area;
  of.area = std::abs(of.area);
  return of;
}

void append(std::string& path, char command, int x, int y) {
  path += command;
  path += std::to_string(x);
  if (y >= 0) path += ' ';
  path += std::to_string(y);
}

void append(std::string& path, const std::vector<std::pair<int, int>>& ring) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    if (i)
      append(path, 'l', ring[i].first - ring[i - 1].first, ring[i].second - ring[i - 1].second);
    else
      append(path, 'M', ring[i].first, ring[i].second);
  }
  path += 'z';
}

}  // namespace

Topology::Topology(std::string_view text) {
  json topology = json::parse(text, nullptr, false);
  if (!topology.is_object() || topology.value("type", "") != "Topology") throw std::runtime_error("not a TopoJSON");
  const auto& scale = topology["transform"]["scale"];
  const auto& translate = topology["transform"]["translate"];
  std::vector<std::vector<Point>> arcs;
  double north = -90, south = 90;
  for (const auto& steps : topology["arcs"]) {
    auto& arc = arcs.emplace_back();
    long x = 0, y = 0;
    for (const auto& step : steps) {
      x += step[0].get<long>(), y += step[1].get<long>();
      arc.push_back({double(x) * scale[0].get<double>() + translate[0].get<double>(),
                     double(y) * scale[1].get<double>() + translate[1].get<double>()});
      north = std::max(north, arc.back().y), south = std::min(south, arc.back().y);
    }
  }
  double stretch = 1 / std::cos((north + south) / 2 * std::numbers::pi / 180);
  for (auto& arc : arcs)
    for (Point& point : arc) point.y *= stretch;
  for (const auto& object : topology["objects"])
    for (const auto& geometry : object["geometries"]) {
      Place place{geometry["id"].get<std::string>(), {}};
      auto polygons = geometry["type"] == "Polygon" ? json::array({geometry["arcs"]}) : geometry["arcs"];
      for (const auto& polygon : polygons)
        for (const auto& joined : polygon) {
          auto& ring = place.rings.emplace_back();
          for (const auto& number : joined) {
            long at = number.get<long>();
            auto arc = arcs.at(std::size_t(at < 0 ? ~at : at));
            if (at < 0) std::reverse(arc.begin(), arc.end());  // drawn the other way round
            ring.insert(ring.end(), arc.begin() + (ring.empty() ? 0 : 1), arc.end());
          }
        }
      places_.push_back(std::move(place));
    }
}

Land Topology::land(const std::function<bool(std::string_view)>& wanted, int width, int height) const {
  double west = 1e9, east = -1e9, south = 1e9, north = -1e9;
  for (const Place& place : places_)
    if (wanted(place.id))
      for (const auto& ring : place.rings)
        for (const Point& p : ring)
          west = std::min(west, p.x), east = std::max(east, p.x), south = std::min(south, p.y),
          north = std::max(north, p.y);
  Land land;
  if (east <= west || north <= south) return land;
  double scale = std::min(width / (east - west), height / (north - south));
  land.width = int(std::ceil((east - west) * scale)), land.height = int(std::ceil((north - south) * scale));
  for (const Place& place : places_) {
    if (!wanted(place.id)) continue;
    Shape shape{.code = place.id, .rings = {}, .path = {}};
    for (const auto& ring : place.rings) {
      auto& drawn = shape.rings.emplace_back();
      for (const Point& p : ring) {
        std::pair at{int(std::lround((p.x - west) * scale)), int(std::lround((north - p.y) * scale))};
        if (drawn.empty() || drawn.back() != at) drawn.push_back(at);
      }
      append(shape.path, drawn);
      if (auto middle = middle_of(ring); middle.area > shape.area)
        shape.area = middle.area, shape.x = int(std::lround((middle.x - west) * scale)),
        shape.y = int(std::lround((north - middle.y) * scale));
    }
    land.shapes.push_back(std::move(shape));
  }
  std::sort(land.shapes.begin(), land.shapes.end(), [](const Shape& a, const Shape& b) { return a.area > b.area; });
  return land;
}

}  // namespace results::chart
