#pragma once
#include "api/rules.h"
#include "framework/framework.h"
#include "identity/context.h"
#include "releases/store.h"

// What the handlers of this slice share.
namespace api {

using view::Json;

// The body with a strong tag of its content, or 304. `lasting`: of a release by its number, which never changes.
http::Reply reply_of(const identity::Context& ctx, const Json& body, bool lasting = false);

// A page of a list: {…head, items, next}. `next` is an address with every parameter of this question and the cursor;
// it stands in a Link header too. Empty `after`: this is the last page.
http::Reply page_of(const identity::Context& ctx, Json head, Json items, const Query& question,
                    const std::string& after, bool lasting = false);
// Behind which row this page begins; "" for the first. A cursor that is not of this question is refused.
std::string begins_after(const identity::Context& ctx, const Query& question);

Json said(const framework::Text& text);  // {"th": …, "en": … or null}
Json said(const std::string& th, const std::string& en);
Json said(const identity::Context& ctx, std::string_view key);
Json number(const base::Decimal& value);  // "72.58": decimals are strings

std::string address_of(const framework::Framework& plan);  // "/api/v1/frameworks/clean-province/2567"
Json release_of(const identity::Context& ctx, const framework::Framework& plan, const releases::Release& release);

// ── which plan is asked, by `framework` and `period`
struct Round {
  const framework::Framework& plan;
  std::int64_t id = 0;
};
std::vector<Round> rounds_of(
    const identity::Context& ctx);  // all that fit, the latest first; refused: one that is not there
// The release that is asked: of the latest plan that has one, its latest, unless named. Problem{not_found} without any.
struct Released {
  const framework::Framework& plan;
  releases::Release release;
  Query question;
};  // with all of it named
Released released(const identity::Context& ctx);
Json head_of(const identity::Context& ctx, const Released& of);

}  // namespace api
