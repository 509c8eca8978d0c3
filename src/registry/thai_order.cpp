#include "registry/thai_order.h"

#include <unicode/coll.h>
#include <unicode/unistr.h>

#include <stdexcept>

namespace registry {

struct ThaiOrder::Inside {
  std::unique_ptr<icu::Collator> collator;
};

ThaiOrder::ThaiOrder() : inside_(std::make_unique<Inside>()) {
  UErrorCode error = U_ZERO_ERROR;
  inside_->collator.reset(icu::Collator::createInstance(icu::Locale("th"), error));
  if (U_FAILURE(error)) throw std::runtime_error("no Thai collation in ICU");
}

ThaiOrder::~ThaiOrder() = default;

std::string ThaiOrder::key(std::string_view name) const {
  auto text = icu::UnicodeString::fromUTF8({name.data(), std::int32_t(name.size())});
  std::string key(128, '\0');
  for (;;) {
    auto* bytes = reinterpret_cast<std::uint8_t*>(key.data());
    std::int32_t size = inside_->collator->getSortKey(text, bytes, std::int32_t(key.size()));
    const bool fitted = std::size_t(size) <= key.size();
    key.resize(std::size_t(size));
    if (fitted) return key;
  }
}

}  // namespace registry
