// The C ABI of the engine: all that TypeScript can call. Numbers and addresses go through it, nothing else.
//
// No exception crosses it: a broken invariant becomes a negative code, and so does a lack of memory. State lives behind
// the handle alone, so that any number of engines may run in any number of threads, one thread an engine at a time.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <limits>
#include <new>
#include <string>

#include "engine.hpp"
#include "layout.hpp"
#include "match-views.hpp"
#include "matcher-layout.hpp"
#include "matcher.hpp"
#include "order-book.hpp"

#define HALFSPREAD_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

using halfspread::Engine;
using halfspread::EngineMemory;
using halfspread::orders::OrderBook;

// Below all row errors of an engine's first market.
constexpr std::int32_t broken_invariant = -100;

bool is_whole(double value) {
  return value >= 0 && value < static_cast<double>(halfspread::whole_end) &&
         value == static_cast<double>(static_cast<std::int64_t>(value));
}

bool has_sound_times(const halfspread::EngineConfig& config) {
  return is_whole(config.venue_close_ns) && is_whole(config.ticker_latency_ns) && is_whole(config.decision_time_ns) &&
         is_whole(config.decide_every_ns);
}

bool has_sound_queue(const EngineMemory& memory) {
  const halfspread::EngineConfig& config = memory.config;
  return config.queue_family >= 0 && config.queue_family <= static_cast<std::int32_t>(halfspread::QueueFamily::exact) &&
         config.queue_variant >= 1 && config.queue_variant <= 3 && config.queue_exponent > 0 &&
         config.queue_exponent <= halfspread::queue_exponent_max &&
         std::all_of(memory.queue_shares.begin(), memory.queue_shares.end(),
                     [](double share) { return share >= 0 && share <= 1; });
}

bool has_sound_depth(const halfspread::EngineConfig& config) {
  return config.depth_levels >= 0 && config.depth_levels <= halfspread::depth_levels_max;
}

bool is_sound(const EngineMemory& memory) {
  return has_sound_times(memory.config) && has_sound_queue(memory) && has_sound_depth(memory.config);
}

}  // namespace

// The layout of the shared memory as one line of text.
HALFSPREAD_EXPORT const char* engine_layout() noexcept {
  try {
    static const std::string text = halfspread::layout::text();
    return text.c_str();
  } catch (...) {
    return "";
  }
}

// A new engine over as many memories as markets, one behind the other at this address, which outlive it; null when
// there are none or too many, a time of a configuration is not whole and not negative, a queue model is none, a view
// would show too many levels, or there is no room.
HALFSPREAD_EXPORT void* engine_create(EngineMemory* memories, std::int32_t markets_count) noexcept {
  try {
    if (markets_count < 1 || markets_count > halfspread::markets_max) return nullptr;
    return std::all_of(memories, memories + markets_count, is_sound) ? new Engine(memories, markets_count) : nullptr;
  } catch (...) {
    return nullptr;
  }
}

HALFSPREAD_EXPORT void engine_destroy(Engine* engine) noexcept { delete engine; }

// Lends a market columns of `rows` values each, until they are used up; order ids, null where rows name no orders.
// Returns 0, or `broken_invariant`.
HALFSPREAD_EXPORT std::int32_t engine_push(Engine* engine, std::int32_t market, const std::int64_t* received,
                                           const std::int64_t* venue, const std::int64_t* size,
                                           const std::int32_t* price, const std::uint8_t* flags,
                                           const std::uint64_t* order_ids, std::int32_t rows,
                                           double offset_ns) noexcept {
  try {
    const auto offset = static_cast<std::int64_t>(offset_ns);
    engine->push(market, {received, venue, size, price, flags, order_ids, rows, 0, offset});
    return 0;
  } catch (...) {
    return broken_invariant;
  }
}

// Says that a market has no more rows. Returns 0, or `broken_invariant`.
HALFSPREAD_EXPORT std::int32_t engine_end(Engine* engine, std::int32_t market) noexcept {
  try {
    engine->end(market);
    return 0;
  } catch (...) {
    return broken_invariant;
  }
}

// Runs to the next stop: its market times 256 and its bits, that market times 256 and a row error, negated; or
// `broken_invariant`.
HALFSPREAD_EXPORT std::int32_t engine_run(Engine* engine, double horizon_ns) noexcept {
  try {
    return engine->run(halfspread::time_of(horizon_ns));
  } catch (...) {
    return broken_invariant;
  }
}

// After `rows_used`: when the next thing happens that needs no more rows; infinity for none.
HALFSPREAD_EXPORT double engine_next(const Engine* engine) noexcept {
  const halfspread::TimeNs next_ns = engine->next_ns();
  return next_ns == halfspread::never ? std::numeric_limits<double>::infinity() : static_cast<double>(next_ns);
}

// The engine's own functions, for the test that their bits are those of src/base/math.ts.
HALFSPREAD_EXPORT double engine_exp(double x) noexcept { return halfspread::math::exponential(x); }
HALFSPREAD_EXPORT double engine_ln(double x) noexcept { return halfspread::math::ln(x); }
HALFSPREAD_EXPORT double engine_power(double x, double y) noexcept { return halfspread::math::power(x, y); }

// Lets go of the whole pages inside a mapped file: they are read again when touched. Returns 0, or -1 when the system
// refuses.
HALFSPREAD_EXPORT std::int32_t engine_drop_pages(void* start, double bytes) noexcept {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto from = (reinterpret_cast<std::uintptr_t>(start) + page - 1) / page * page;
  const auto to = (reinterpret_cast<std::uintptr_t>(start) + static_cast<std::uintptr_t>(bytes)) / page * page;
  return from >= to ? 0 : madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

// --- The matcher (src/engine/matching.md). Its handle knows the memory it was made over.

namespace halfspread::match {

struct MatcherHandle {
  MatcherMemory& memory;
  Matcher matcher;
};

}  // namespace halfspread::match

using halfspread::match::MatcherHandle;

HALFSPREAD_EXPORT const char* matcher_layout() noexcept {
  try {
    static const std::string text = halfspread::match::layout::text();
    return text.c_str();
  } catch (...) {
    return "";
  }
}

// A new matcher over the zeroed memory at this address, which outlives it; null when the number of orders is not of 1
// to `orders_limit`, or there is no room.
HALFSPREAD_EXPORT void* matcher_create(halfspread::match::MatcherMemory* memory, std::int32_t orders_max) noexcept {
  try {
    if (orders_max < 1 || orders_max > halfspread::match::orders_limit) return nullptr;
    return new MatcherHandle{*memory, {*memory, static_cast<std::uint32_t>(orders_max)}};
  } catch (...) {
    return nullptr;
  }
}

HALFSPREAD_EXPORT void matcher_destroy(MatcherHandle* handle) noexcept { delete handle; }

// Executes the batch in shared memory: 1 when it is done, 0 when reports are full, or `broken_invariant`.
HALFSPREAD_EXPORT std::int32_t matcher_run(MatcherHandle* handle) noexcept {
  try {
    return handle->matcher.run() ? 1 : 0;
  } catch (...) {
    return broken_invariant;
  }
}

// Executes operations that lie elsewhere, for the book they leave: how many reports there were, or `broken_invariant`.
HALFSPREAD_EXPORT double matcher_run_through(MatcherHandle* handle, const halfspread::match::Operation* operations,
                                             std::uint32_t count) noexcept {
  try {
    return static_cast<double>(handle->matcher.run_through(operations, count));
  } catch (...) {
    return broken_invariant;
  }
}

// Best levels of a side (0 bids, 1 asks) into shared memory; returns how many.
HALFSPREAD_EXPORT std::int32_t matcher_read_levels(const MatcherHandle* handle, std::int32_t side,
                                                   std::int32_t count_max) noexcept {
  const auto of = side == 0 ? halfspread::Side::bid : halfspread::Side::ask;
  return halfspread::match::read_levels(handle->matcher.book(), of, count_max, handle->memory);
}

// What a live order has left, or 0.
HALFSPREAD_EXPORT double matcher_left_lots(const MatcherHandle* handle, double id) noexcept {
  return static_cast<double>(handle->matcher.left_of(id));
}

HALFSPREAD_EXPORT std::uint32_t matcher_state_hash(const MatcherHandle* handle) noexcept {
  return halfspread::match::StateHash(handle->matcher.book()).value();
}

// Books of orders (order-book.hpp).

HALFSPREAD_EXPORT const char* order_book_layout() noexcept {
  try {
    static const std::string text = halfspread::orders::layout_text();
    return text.c_str();
  } catch (...) {
    return "";
  }
}

// A book of at most so many orders, which tells of itself at the address; null when there is no room.
HALFSPREAD_EXPORT OrderBook* order_book_create(double orders_max, halfspread::orders::Shared* shared) noexcept {
  try {
    if (!is_whole(orders_max) || orders_max < 1 || orders_max > OrderBook::orders_limit) return nullptr;
    return new OrderBook(static_cast<std::uint32_t>(orders_max), *shared);
  } catch (...) {
    return nullptr;
  }
}

HALFSPREAD_EXPORT void order_book_destroy(OrderBook* book) noexcept { delete book; }

// Applies rows. Returns 0, or `broken_invariant`.
HALFSPREAD_EXPORT std::int32_t order_book_apply(OrderBook* book, const std::uint64_t* id, const std::int64_t* size,
                                                const std::int32_t* price, const std::uint8_t* flags,
                                                std::int32_t rows) noexcept {
  try {
    book->apply({id, size, price, flags, rows});
    return 0;
  } catch (...) {
    return broken_invariant;
  }
}

// The best levels of a side, up to `room`; returns how many were written.
HALFSPREAD_EXPORT std::int32_t order_book_levels(const OrderBook* book, std::int32_t side, double* price, double* lots,
                                                 double* orders, std::int32_t room) noexcept {
  std::int32_t count = 0;
  book->each_level(static_cast<halfspread::Side>(side), [&](halfspread::Ticks price_ticks, std::uint32_t level) {
    if (count == room) return false;
    price[count] = price_ticks;
    lots[count] = static_cast<double>(book->lots_of(level));
    orders[count] = 0;
    book->each_order(level, [&](std::uint64_t, halfspread::Lots) { ++orders[count]; });
    ++count;
    return true;
  });
  return count;
}

// The orders at a price, the first to trade first, up to `room` of them; returns how many there are.
HALFSPREAD_EXPORT std::int32_t order_book_queue(const OrderBook* book, std::int32_t side, std::int32_t price_ticks,
                                                std::uint64_t* ids, double* lots, std::int32_t room) noexcept {
  std::int32_t count = 0;
  const std::uint32_t level = book->level(static_cast<halfspread::Side>(side), price_ticks);
  if (level == 0) return 0;
  book->each_order(level, [&](std::uint64_t id, halfspread::Lots order_lots) {
    if (count < room) {
      ids[count] = id;
      lots[count] = static_cast<double>(order_lots);
    }
    ++count;
  });
  return count;
}

HALFSPREAD_EXPORT double order_book_level_lots(const OrderBook* book, std::int32_t side,
                                               std::int32_t price_ticks) noexcept {
  return static_cast<double>(book->level_lots(static_cast<halfspread::Side>(side), price_ticks));
}

// One order: side, price, lots, lots ahead, orders ahead. Returns 1, or 0 when it does not rest.
HALFSPREAD_EXPORT std::int32_t order_book_order(const OrderBook* book, const std::uint64_t* id,
                                                double* place) noexcept {
  halfspread::orders::Place found{};
  if (!book->find(*id, found)) return 0;
  place[0] = halfspread::index_of(found.side);
  place[1] = found.price_ticks;
  place[2] = static_cast<double>(found.lots);
  place[3] = static_cast<double>(found.ahead_lots);
  place[4] = found.ahead_count;
  return 1;
}

HALFSPREAD_EXPORT void order_book_hash(const OrderBook* book, std::uint64_t* hash) noexcept { *hash = book->hash(); }
