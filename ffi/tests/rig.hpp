// An engine of one market on a bench: messages go in one at a time, time is let run, and what comes back is kept to be
// looked at.
#pragma once

#include <memory>
#include <vector>

#include "engine.hpp"

namespace rig {

using namespace halfspread;

struct Line {
  Side side;
  Ticks price_ticks;
  Lots lots;
};

inline Line bid(Ticks price_ticks, Lots lots) { return {Side::bid, price_ticks, lots}; }
inline Line ask(Ticks price_ticks, Lots lots) { return {Side::ask, price_ticks, lots}; }

struct Times {
  TimeNs venue_ns;
  TimeNs received_ns;
};

// Latencies that are easy to add up.
inline EngineConfig plain_config() {
  EngineConfig config{};
  config.venue_close_ns = 1'000;
  config.ticker_latency_ns = 5;
  config.reads = 31;
  config.queue_exponent = 1;
  config.queue_variant = 1;
  return config;
}

class Rig {
 public:
  explicit Rig(EngineConfig config = plain_config()) : memory(std::make_unique<EngineMemory>()) {
    memory->config = config;
    memory->state.deadline_ns = std::numeric_limits<double>::infinity();
    memory->state.told_ns = std::numeric_limits<double>::infinity();
    engine = std::make_unique<Engine>(memory.get(), 1);
  }

  std::unique_ptr<EngineMemory> memory;
  std::unique_ptr<Engine> engine;
  // All own events so far, and the bits of all stops but `rows_used`.
  std::vector<OwnEvent> events;
  std::vector<std::int32_t> stops;

  const EngineState& state() const { return memory->state; }
  const OwnEvent& last() const { return events.back(); }

  // Rows of one message; returns what the run ended with.
  std::int32_t message(RowKind kind, Times times, std::vector<Line> levels, std::uint8_t flags = Rows::moves_touch) {
    for (std::size_t i = 0; i < levels.size(); ++i)
      row(kind, times, levels[i], static_cast<std::uint8_t>(flags | (i + 1 == levels.size() ? Rows::is_last : 0)));
    return flush();
  }
  std::int32_t depth(Times times, std::vector<Line> levels) {
    return message(RowKind::depth, times, std::move(levels));
  }
  std::int32_t buyer(Times times, Ticks price_ticks, Lots lots) {
    return message(RowKind::trade, times, {bid(price_ticks, lots)});
  }
  std::int32_t seller(Times times, Ticks price_ticks, Lots lots) {
    return message(RowKind::trade, times, {ask(price_ticks, lots)});
  }
  std::int32_t ticker(TimeNs received_ns, Line bid_side, Line ask_side) {
    return message(RowKind::ticker, {0, received_ns}, {bid_side, ask_side}, Rows::moves_touch | Rows::no_venue_time);
  }
  std::int32_t gap(TimeNs at_ns) { return message(RowKind::gap, {at_ns, at_ns}, {bid(0, 0)}, 0); }
  std::int32_t snapshot(Times times, const std::vector<Line>& levels) {
    row(RowKind::clear, times, bid(0, 0), Rows::moves_touch);
    for (std::size_t i = 0; i < levels.size(); ++i)
      row(RowKind::snapshot_level, times, levels[i],
          static_cast<std::uint8_t>(Rows::moves_touch | (i + 1 == levels.size() ? Rows::is_last : 0)));
    return flush();
  }

  // Adds a row that is not yet pushed.
  void row(RowKind kind, Times times, Line level, std::uint8_t flags, std::uint64_t order_id = 0) {
    received_.push_back(times.received_ns);
    venue_.push_back(times.venue_ns);
    size_.push_back(level.lots);
    price_.push_back(level.price_ticks);
    flags_.push_back(static_cast<std::uint8_t>(static_cast<std::uint8_t>(kind) | index_of(level.side) << 3 | flags));
    order_id_.push_back(order_id);
  }

  // Pushes the rows added, and runs until they are used up or an error.
  std::int32_t flush() {
    engine->push(0, {received_.data(), venue_.data(), size_.data(), price_.data(), flags_.data(), order_id_.data(),
                     static_cast<std::int32_t>(flags_.size()), 0, 0});
    const std::int32_t result = run(0);
    received_.clear(), venue_.clear(), size_.clear(), price_.clear(), flags_.clear(), order_id_.clear();
    return result;
  }

  // Lets time run to just before the horizon.
  std::int32_t run(TimeNs horizon_ns) {
    for (;;) {
      const std::int32_t result = engine->run(horizon_ns);
      if (result == Stop::rows_used || result < 0) return result;
      note(result);
    }
  }

  // Stops at a time, or now if that has passed, as a deadline does, so that commands can leave then.
  void stop_at(TimeNs at_ns) {
    memory->state.deadline_ns = static_cast<double>(at_ns);
    const TimeNs horizon_ns = std::max(at_ns, static_cast<TimeNs>(state().now_ns)) + 1;
    do {
      note(engine->run(horizon_ns));
      check(stops.back() > Stop::rows_used, "the deadline is met before the horizon");
    } while ((stops.back() & Stop::timer) == 0);
  }

  // Latencies of commands, as easy to add up.
  void place(std::int64_t order_id, Line level, OrderType type = OrderType::post_only, double entry_ns = 10,
             double response_ns = 10) {
    send(CommandKind::place, order_id, level, type, 0, entry_ns, response_ns);
  }
  void iceberg(std::int64_t order_id, Line level, Lots shown) {
    send(CommandKind::place, order_id, level, OrderType::limit, shown);
  }
  void amend(std::int64_t order_id, Ticks price_ticks, Lots size) {
    send(CommandKind::amend, order_id, bid(price_ticks, size), OrderType::limit);
  }
  void cancel(std::int64_t order_id, double entry_ns = 10) {
    send(CommandKind::cancel, order_id, bid(0, 0), OrderType::limit, 0, entry_ns);
  }
  void cancel_all() { send(CommandKind::cancel_all, 0, bid(0, 0), OrderType::limit); }

  // Lots filled of an order, by one cause.
  double filled(std::int64_t order_id, FillCause cause) const {
    double lots = 0;
    for (const OwnEvent& event : events)
      if (event.order_id == static_cast<double>(order_id) && is(event, OwnEventKind::filled) &&
          event.cause == static_cast<std::uint8_t>(cause))
        lots += event.lots;
    return lots;
  }

  static bool is(const OwnEvent& event, OwnEventKind kind) { return event.kind == static_cast<std::uint8_t>(kind); }
  static bool is(const OwnEvent& event, RejectReason reason) {
    return event.reason == static_cast<std::uint8_t>(reason);
  }

 private:
  void send(CommandKind kind, std::int64_t order_id, Line level, OrderType type, Lots shown = 0, double entry_ns = 10,
            double response_ns = 10) {
    memory->commands[static_cast<std::size_t>(memory->state.commands_count++)] = {
        static_cast<double>(order_id), static_cast<double>(level.lots), static_cast<double>(shown), entry_ns,
        response_ns, level.price_ticks, static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(level.side),
        static_cast<std::uint8_t>(type), 0};
  }

  void note(std::int32_t result) {
    stops.push_back(result);
    const auto count = static_cast<std::size_t>(memory->state.own_events_count);
    const auto first = memory->own_events.begin();
    events.insert(events.end(), first, first + static_cast<std::ptrdiff_t>(count));
  }

  std::vector<std::int64_t> received_, venue_, size_;
  std::vector<std::int32_t> price_;
  std::vector<std::uint8_t> flags_;
  std::vector<std::uint64_t> order_id_;
};

// A market of 10 lots bid at 100 and 8 offered at 105 at 1,000, and a stop at 1,010.
inline Rig quoted(EngineConfig config = plain_config()) {
  Rig rig(config);
  rig.snapshot({1'000, 1'001}, {bid(100, 10), bid(99, 20), ask(105, 8), ask(106, 12)});
  rig.stop_at(1'010);
  return rig;
}

}  // namespace rig
