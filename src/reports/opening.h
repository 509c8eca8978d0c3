#pragma once
#include "reports/pages.h"

// From a request's address to a report, through the seat. A stranger's report, an unknown plan and an
// unknown body are all the same 404.
namespace reports {

Where where_of(const identity::Context& ctx);
pages::Opened open_for_reading(const identity::Context& ctx, const Where& where);

// May this seat change this report now? Empty: yes; otherwise the reason, as a sentence.
std::string why_locked(const identity::Context& ctx, const pages::Opened& opened);
// The same for a write: throws the Problem.
void require_own(const identity::Context& ctx, const Where& where);
// As Connection::expect: require_window() and the report of open_draft().
void expect_draft(const identity::Context& ctx, const Where& where);
void require_window(const identity::Context& ctx, const Where& where);
calendar::Change window_over(const identity::Context& ctx, const Where& where);  // that holds for the body now

// Title, body and links every page of a report begins with.
struct Head {
  std::string title, body_name, body_code, place, base_href, answers_action, stage_label, window_note, locked_reason,
      saved_at, receipt_href, review_href, import_href, locked_by, request_note, ask_href, ask_label, time_left, places,
      open_only;
  bool editable = false, submitted = false, may_submit = false, unsent = false;
  std::int64_t now_ms = 0, opens_ms = 0, closes_ms = 0;  // for the countdown, by the server's clock
  pages::ProgressView progress;
  std::vector<pages::SectionView> sections;
  void describe(auto& d) const {
    d("title", title)("body_name", body_name)("body_code", body_code)("place", place)("base_href", base_href)(
        "answers_action", answers_action)("stage_label", stage_label)("window_note", window_note)(
        "locked_reason", locked_reason)("saved_at", saved_at)("receipt_href", receipt_href)("review_href", review_href)(
        "import_href", import_href)("editable", editable)("submitted", submitted)("may_submit", may_submit)(
        "progress", progress)("sections", sections)("locked_by", locked_by)("request_note", request_note)(
        "ask_href", ask_href)("ask_label", ask_label)("time_left", time_left)("places", places)("unsent", unsent)(
        "open_only", open_only)("now_ms", now_ms)("opens_ms", opens_ms)("closes_ms", closes_ms);
  }
};
// "เหลือ 3 วัน 4 ชั่วโมง"; empty when it is not open.
std::string time_left(const identity::Voice& ctx, const calendar::Window& window);
Head head_of(const identity::Context& ctx, const pages::Opened& opened, std::string_view section);

}  // namespace reports
