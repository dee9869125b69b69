// The C ABI of the engine: all that TypeScript can call. Numbers and addresses go through it, nothing else.
//
// No exception crosses it: a broken invariant becomes a negative code, and so does a lack of memory. State lives behind the
// handle alone, so that any number of engines may run in any number of threads, one thread an engine at a time.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <exception>
#include <new>
#include <string>

#include "engine.hpp"
#include "layout.hpp"

#define HALFSPREAD_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

using halfspread::Engine;
using halfspread::EngineMemory;

// Below all row errors, which are -1 to -9.
constexpr std::int32_t broken_invariant = -100;

bool is_whole(double value) { return value >= 0 && value < static_cast<double>(halfspread::whole_end) && value == static_cast<double>(static_cast<std::int64_t>(value)); }

bool is_sound(const halfspread::EngineConfig& config) {
  return is_whole(config.entry_latency_ns) && is_whole(config.response_latency_ns) && is_whole(config.venue_close_ns) &&
         is_whole(config.ticker_latency_ns) && is_whole(config.decision_time_ns) && is_whole(config.decide_every_ns) &&
         (config.queue_model == 0 || config.queue_model == 1);
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

// A new engine over the memory at this address, which outlives it; null when the configuration in it is not whole and not
// negative, or there is no room.
HALFSPREAD_EXPORT void* engine_create(EngineMemory* memory) noexcept {
  try {
    return is_sound(memory->config) ? new Engine(*memory) : nullptr;
  } catch (...) {
    return nullptr;
  }
}

HALFSPREAD_EXPORT void engine_destroy(Engine* engine) noexcept { delete engine; }

// Lends columns of `rows` values each, until they are used up. Returns 0, or `broken_invariant`.
HALFSPREAD_EXPORT std::int32_t engine_push(Engine* engine, const std::int64_t* received, const std::int64_t* venue,
                                           const std::int64_t* size, const std::int32_t* price,
                                           const std::uint8_t* flags, std::int32_t rows, double offset_ns) noexcept {
  try {
    engine->push({received, venue, size, price, flags, rows, 0, static_cast<std::int64_t>(offset_ns)});
    return 0;
  } catch (...) {
    return broken_invariant;
  }
}

// Runs to the next stop: its bits, a negated row error, or `broken_invariant`.
HALFSPREAD_EXPORT std::int32_t engine_run(Engine* engine, double horizon_ns) noexcept {
  try {
    return engine->run(halfspread::time_of(horizon_ns));
  } catch (...) {
    return broken_invariant;
  }
}

// Lets go of the whole pages inside a mapped file: they are read again when touched. Returns 0, or -1 when the system refuses.
HALFSPREAD_EXPORT std::int32_t engine_drop_pages(void* start, double bytes) noexcept {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto from = (reinterpret_cast<std::uintptr_t>(start) + page - 1) / page * page;
  const auto to = (reinterpret_cast<std::uintptr_t>(start) + static_cast<std::uintptr_t>(bytes)) / page * page;
  return from >= to ? 0 : madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}
