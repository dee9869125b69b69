// Goal: nothing but numbers crosses the C ABI, whatever goes wrong behind it.
// Method: the ABI itself is compiled in, and called as TypeScript would.
#include "../src/abi.cpp"

#include <limits>
#include <memory>

#include "check.hpp"

namespace abi_tests {

using namespace halfspread;

namespace {

std::unique_ptr<EngineMemory> empty_memory() {
  auto memory = std::make_unique<EngineMemory>();
  memory->state.deadline_ns = std::numeric_limits<double>::infinity();
  memory->state.told_ns = std::numeric_limits<double>::infinity();
  memory->config.queue_variant = 1;
  memory->config.queue_exponent = 1;
  return memory;
}

Engine* create(EngineMemory& memory) { return static_cast<Engine*>(engine_create(&memory, 1)); }

}  // namespace

TEST("abi: a configuration that is not whole, or negative: no engine") {
  for (const double latency : {-1.0, 0.5, std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()}) {
    const auto memory = empty_memory();
    memory->config.venue_close_ns = latency;
    EQUAL(engine_create(memory.get(), 1) == nullptr, true);
  }
}

TEST("abi: a queue model that there is not: no engine") {
  const auto engine_of = [](std::int32_t family, std::int32_t variant, double exponent) {
    const auto memory = empty_memory();
    memory->config.queue_family = family;
    memory->config.queue_variant = variant;
    memory->config.queue_exponent = exponent;
    Engine* engine = create(*memory);
    engine_destroy(engine);
    return engine != nullptr;
  };
  EQUAL(engine_of(2, 3, 10), true);
  EQUAL(engine_of(5, 1, 1), true);
  EQUAL(engine_of(6, 1, 1), false);
  EQUAL(engine_of(-1, 1, 1), false);
  EQUAL(engine_of(3, 0, 1), false);
  EQUAL(engine_of(3, 4, 1), false);
  EQUAL(engine_of(2, 1, 0), false);
  EQUAL(engine_of(2, 1, 10.5), false);
  EQUAL(engine_of(2, 1, std::numeric_limits<double>::quiet_NaN()), false);
}

TEST("abi: more levels than a view shows, or fewer than none: no engine") {
  const auto engine_of = [](std::int32_t depth_levels) {
    const auto memory = empty_memory();
    memory->config.depth_levels = depth_levels;
    Engine* engine = create(*memory);
    engine_destroy(engine);
    return engine != nullptr;
  };
  EQUAL(engine_of(0), true);
  EQUAL(engine_of(depth_levels_max), true);
  EQUAL(engine_of(depth_levels_max + 1), false);
  EQUAL(engine_of(-1), false);
}

TEST("abi: no markets, or too many; a share beyond one: no engine") {
  const auto memory = empty_memory();
  EQUAL(engine_create(memory.get(), 0) == nullptr, true);
  EQUAL(engine_create(memory.get(), -1) == nullptr, true);
  EQUAL(engine_create(memory.get(), markets_max + 1) == nullptr, true);
  memory->queue_shares[queue_shares_count - 1] = 1.5;
  EQUAL(engine_create(memory.get(), 1) == nullptr, true);
}

TEST("abi: a market that there is not, rows without the ids that exact queues need, an end too many: codes") {
  const auto memory = empty_memory();
  memory->config.queue_family = static_cast<std::int32_t>(QueueFamily::exact);
  Engine* engine = create(*memory);
  const std::int64_t time = 5;
  const std::int32_t price = 0;
  const std::uint8_t flags = 4 | Rows::is_last;
  EQUAL(engine_push(engine, 1, &time, &time, &time, &price, &flags, nullptr, 1, 0), broken_invariant);
  EQUAL(engine_push(engine, 0, &time, &time, &time, &price, &flags, nullptr, 1, 0), broken_invariant);
  EQUAL(engine_end(engine, 0), 0);
  EQUAL(engine_end(engine, 0), broken_invariant);
  engine_destroy(engine);
}

TEST("abi: two engines: neither knows of the other") {
  const auto one = empty_memory();
  const auto two = empty_memory();
  Engine* first = create(*one);
  Engine* second = create(*two);
  const std::int64_t time = 5;
  const std::int64_t size = 0;
  const std::int32_t price = 0;
  const std::uint8_t flags = 4 | Rows::is_last;
  EQUAL(engine_push(first, 0, &time, &time, &size, &price, &flags, nullptr, 1, 7), 0);
  EQUAL(engine_run(first, 0), Stop::rows_used);
  EQUAL(engine_run(second, 0), Stop::rows_used);
  EQUAL(one->state.received_ns, 12);
  EQUAL(two->state.messages_count, 0);
  engine_destroy(first);
  engine_destroy(second);
}

TEST("abi: what is next: its time, infinity for nothing") {
  const auto memory = empty_memory();
  Engine* engine = create(*memory);
  EQUAL(engine_next(engine), std::numeric_limits<double>::infinity());
  memory->state.told_ns = 9;
  EQUAL(engine_run(engine, 9), Stop::rows_used);
  EQUAL(engine_next(engine), 9.0);
  EQUAL(engine_run(engine, 10), Stop::own_events);
  EQUAL(engine_run(engine, 10), Stop::rows_used);
  EQUAL(engine_next(engine), std::numeric_limits<double>::infinity());
  engine_destroy(engine);
}

TEST("abi: a broken invariant: a code of its own, and no exception") {
  const auto memory = empty_memory();
  Engine* engine = create(*memory);
  memory->state.commands_count = -1;
  EQUAL(engine_run(engine, 0), broken_invariant);
  memory->state.commands_count = commands_max + 1;
  EQUAL(engine_run(engine, 0), broken_invariant);
  engine_destroy(engine);
}

TEST("abi: pages to drop: only whole ones, and none is no error") {
  EQUAL(engine_drop_pages(reinterpret_cast<void*>(4096 * 7 + 1), 4095), 0);
  EQUAL(engine_drop_pages(nullptr, 0), 0);
}

}  // namespace abi_tests
