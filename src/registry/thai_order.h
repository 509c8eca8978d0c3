#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace registry {

// The order of a Thai dictionary: เ แ โ ใ ไ count behind the consonant they are written before.
class ThaiOrder {
 public:
  ThaiOrder();
  ~ThaiOrder();
  // Bytes that compare as the names are ordered.
  std::string key(std::string_view name) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace registry
