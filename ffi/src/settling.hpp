// Commands between their arrival at the venue and the moment at which it is known what the venue did (rules, section
// 4).
//
// They wait until the market has told of everything up to their arrival: then the book is the one that they met.
#pragma once

#include <algorithm>
#include <deque>

#include "assert.hpp"
#include "layout.hpp"
#include "market.hpp"
#include "order-entry.hpp"

namespace halfspread {

// Numbered as `commandKind` of src/engine/layout.ts.
enum class CommandKind : std::uint8_t { place = 0, cancel = 1, amend = 2, cancel_all = 3 };

struct PendingCommand {
  Command command;
  TimeNs arrival_ns;
  // The newest ticker received by the arrival, once a newer one has come.
  bool has_noted_ticker = false;
  Ticker noted_ticker{};
};

class Settling {
 public:
  Settling(const Market& market, OrderEntry& entry, TimeNs close_ns)
      : market_(market), entry_(entry), close_ns_(close_ns) {}

  // A command leaves: it waits behind those that arrive earlier, or at the same time and were sent before.
  void send(const Command& command, TimeNs leave_ns) {
    const TimeNs arrival_ns = leave_ns + time_of(command.entry_latency_ns);
    const auto is_earlier = [](TimeNs at_ns, const PendingCommand& than) { return at_ns < than.arrival_ns; };
    pending_.insert(std::upper_bound(pending_.begin(), pending_.end(), arrival_ns, is_earlier), {command, arrival_ns});
    first_arrival_ns_ = pending_.front().arrival_ns;
  }

  // When the first pending command arrived, and when it is settled if nothing newer comes; `never` for none.
  TimeNs first_arrival_ns() const { return first_arrival_ns_; }
  TimeNs next_close_ns() const { return pending_.empty() ? never : first_arrival_ns_ + close_ns_; }

  // Settles what arrived before a venue time that has been reached.
  void settle_before(TimeNs raised_ns, TimeNs now_ns) {
    while (first_arrival_ns_ < raised_ns) settle_first(now_ns);
  }

  void settle_first(TimeNs now_ns) {
    const PendingCommand& pending = pending_.front();
    const TimeNs seen_ns = std::max(now_ns, pending.arrival_ns + time_of(pending.command.response_latency_ns));
    settle(pending, {pending.arrival_ns, seen_ns});
    pending_.pop_front();
    first_arrival_ns_ = pending_.empty() ? never : pending_.front().arrival_ns;
  }

  // Before a ticker is applied: the one it replaces is the newest for whoever came before it was received.
  void note_ticker(TimeNs received_ns) {
    for (PendingCommand& pending : pending_) {
      if (pending.arrival_ns >= received_ns) return;
      if (pending.has_noted_ticker) continue;
      pending.has_noted_ticker = true;
      pending.noted_ticker = market_.ticker;
    }
  }

 private:
  void settle(const PendingCommand& pending, const AnswerTimes& times) {
    const Ticker& ticker = pending.has_noted_ticker ? pending.noted_ticker : market_.ticker;
    switch (static_cast<CommandKind>(pending.command.kind)) {
      case CommandKind::place:
        return entry_.place(pending.command, ticker, times);
      case CommandKind::cancel:
        return entry_.cancel(pending.command, times);
      case CommandKind::amend:
        return entry_.amend(pending.command, ticker, times);
      case CommandKind::cancel_all:
        return entry_.cancel_all(times);
    }
    violated("a command is of a known kind");
  }

  const Market& market_;
  OrderEntry& entry_;
  const TimeNs close_ns_;
  std::deque<PendingCommand> pending_;
  // Kept apart for the one compare that every message makes.
  TimeNs first_arrival_ns_ = never;
};

}  // namespace halfspread
