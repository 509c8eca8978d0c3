#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

// How much of anything is taken from outside, in one place. What is over it gets a clear message, and nothing is half
// done. docs/security.md shows the table below; a test holds the two together.
namespace base::budget {

inline constexpr std::size_t KiB = 1024, MiB = 1024 * KiB;

// A request. Bytes, and seconds from its first byte to its last.
inline constexpr std::size_t head = 16 * KiB, fields = 5000;
inline constexpr int seconds_of_request = 30, seconds_idle = 75;
// What so many idle ones cost in memory is measured (bench: crowds). Behind a proxy all are the proxy's.
inline constexpr std::size_t connections_of_one = 20'000;
// Its body, by address; what nobody answers brings none.
inline constexpr std::size_t form = MiB, answer = 64 * KiB, sign_in = MiB, password = 16 * KiB, presence = 4 * KiB,
                             import_page = 4 * MiB;
// A stream.
inline constexpr int topics = 6, hours_of_stream = 24, streams_of_session = 32;
inline constexpr std::size_t unread_events = 64 * KiB;

// Words, in characters.
inline constexpr std::size_t login = 200, value = 200, text = 10'000, unit = 60, source = 200, remark = 4'000,
                             reason = 1'000, comment = 4'000, window_reason = 1'000, reminder = 1'000,
                             release_notes = 2'000, api_value = 200;

// Tables.
inline constexpr std::size_t pasted_cells = 2'000, csv_bytes = 256 * MiB, workbook_bytes = 512 * MiB,
                             workbook_texts = 256 * MiB, workbook_text = MiB, workbook_tag = MiB,
                             workbook_cells = 8'000'000, workbook_sheets = 1'000, workbook_cells_of_row = 20'000;
inline constexpr int workbook_columns = 16'384, workbook_rows = 1'048'576, workbook_depth = 64;
// What a part of a workbook may be unpacked, times what it is packed, once it is more than so many bytes. Ours are
// packed by 10, the barest that any program writes, a sheet of nothing but noughts, by 200; a bomb by 1,000.
inline constexpr std::size_t workbook_times_packed = 100, workbook_may_be_packed = 16 * MiB;

// Plans.
inline constexpr std::size_t formula = 4096;  // bytes

// Places in queues: in all, and of one who asks. Who is over the second is refused while others are still taken.
struct Queue {
  std::size_t places, of_one = SIZE_MAX;
};
inline constexpr Queue pages{4096, 2048}, saves{4096, 2048}, passwords{256, 32}, files{64, 16}, programs{256},
    visitors{256, 128}, pictures{64, 8};
inline constexpr int export_jobs = 5;  // of one office, under way

// Tries of a password before they must wait, sessions, browsers.
inline constexpr int tries_of_login = 5, tries_of_address = 50, longest_wait = 900;
inline constexpr int minutes_idle = 60, hours_of_session = 12, known_browsers = 10, days_of_browser = 90;

struct Budget {
  const char* of;
  std::uint64_t most;
  const char* unit;
  const char* beyond;  // what happens
};
std::span<const Budget> table();

}  // namespace base::budget
