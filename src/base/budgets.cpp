#include "base/budgets.h"

namespace base::budget {

namespace {

constexpr const char *at_the_field = "told at the field, what was typed stays", *says_which = "400, says which",
                     *refused = "refused whole, says what is accepted", *later = "503, Retry-After";

constexpr Budget all[] = {
    {"head of a request, its lines and headers", head, "bytes", "431, closed"},
    {"fields of a form", fields, "fields", "413"},
    {"time of a request", seconds_of_request, "seconds", "408, closed"},
    {"time between requests", seconds_idle, "seconds", "closed"},
    {"connections of one address, without a proxy before it", connections_of_one, "connections", "closed, and logged"},
    {"body of a form or JSON", form, "bytes", "413"},
    {"body of one answer", answer, "bytes", "413"},
    {"body of a sign-in, with the form that waited for it", sign_in, "bytes", "413"},
    {"body of a change of password", password, "bytes", "413"},
    {"body of a word of presence", presence, "bytes", "413"},
    {"body of a table brought in on a page", import_page, "bytes", "413"},
    {"body sent where nobody needs one", 0, "bytes", "not read; answered, and closed"},
    {"topics of a stream", topics, "topics", "404"},
    {"events a stream's reader leaves unread", unread_events, "bytes", "closed"},
    {"streams of one session", streams_of_session, "streams", later},
    {"length of a stream", hours_of_stream, "hours", "closed; the page opens another"},
    {"login", login, "characters", "nobody's"},
    {"answer", value, "characters", at_the_field},
    {"answer of a text", text, "characters", at_the_field},
    {"unit of an answer", unit, "characters", at_the_field},
    {"source of an answer", source, "characters", at_the_field},
    {"remark", remark, "characters", at_the_field},
    {"reason", reason, "characters", at_the_field},
    {"comment, or reason of a decision", comment, "characters", at_the_field},
    {"reason of a change of windows", window_reason, "characters", at_the_field},
    {"note of a reminder", reminder, "characters", at_the_field},
    {"notes of a release", release_notes, "characters", at_the_field},
    {"value of a parameter of the API", api_value, "characters", says_which},
    {"cells pasted at once", pasted_cells, "cells", "nothing pasted, says so"},
    {"CSV brought in", csv_bytes, "bytes", refused},
    {"workbook brought in, unpacked", workbook_bytes, "bytes", refused},
    {"part of a workbook beyond 16 MiB, by what it is packed", workbook_times_packed, "times", refused},
    {"texts of a workbook", workbook_texts, "bytes", refused},
    {"text of a cell", workbook_text, "bytes", refused},
    {"tag of a workbook, with its attributes", workbook_tag, "bytes", refused},
    {"tags within tags", workbook_depth, "deep", refused},
    {"cells of a workbook, empty ones too", workbook_cells, "cells", refused},
    {"sheets of a workbook, and relations", workbook_sheets, "sheets", refused},
    {"cells of a row", workbook_cells_of_row, "cells", refused},
    {"columns of a sheet", workbook_columns, "columns", refused},
    {"rows of a sheet", workbook_rows, "rows", refused},
    {"formula of a plan", formula, "bytes", "a fault of the plan, by line"},
    {"pages waiting", pages.places, "requests", later},
    {"pages waiting, of one address", pages.of_one, "requests", later},
    {"saves waiting", saves.places, "requests", later},
    {"saves waiting, of one address", saves.of_one, "requests", later},
    {"sign-ins waiting", passwords.places, "requests", later},
    {"sign-ins waiting, of one address", passwords.of_one, "requests", later},
    {"files waiting to be made", files.places, "requests", later},
    {"files waiting to be made, of one address", files.of_one, "requests", later},
    {"requests of programs waiting", programs.places, "requests", later},
    {"public pages waiting", visitors.places, "requests", later},
    {"public pages waiting, of one address", visitors.of_one, "requests", later},
    {"public pictures waiting", pictures.places, "requests", later},
    {"public pictures waiting, of one address", pictures.of_one, "requests", later},
    {"export jobs of one office under way", export_jobs, "jobs", "told on the page"},
    {"wrong passwords for one login before each waits", tries_of_login, "tries", "says how long; each wait doubles"},
    {"wrong passwords from one address", tries_of_address, "tries", "says how long; each wait doubles"},
    {"longest such wait", longest_wait, "seconds", "a browser its owner has signed in from is counted by itself"},
    {"session without a request", minutes_idle, "minutes", "signed out; what is typed stays in the browser"},
    {"session", hours_of_session, "hours", "signed out; what is typed stays in the browser"},
    {"browsers known of one person", known_browsers, "browsers", "the longest unseen is forgotten"},
    {"time a browser is known", days_of_browser, "days", "forgotten"},
};

}  // namespace

std::span<const Budget> table() { return all; }

}  // namespace base::budget
