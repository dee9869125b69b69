// What one market keeps for features, as far as they need it: sums, levels, flow (rules, section 9).
#pragma once

#include <utility>

#include "fills.hpp"
#include "flow.hpp"
#include "layout.hpp"
#include "market.hpp"
#include "numbers.hpp"
#include "signals.hpp"

namespace halfspread {

class Kept {
 public:
  Kept(const Market& market, const EngineConfig& config, EngineSignals& memory)
      : market_(market),
        has_sums_((config.kept & kept_sums) != 0),
        has_flow_((config.kept & kept_flow) != 0),
        has_any_(has_sums_ || has_flow_),
        depth_levels_(static_cast<std::size_t>(config.depth_levels)),
        memory_(memory),
        flow_(memory) {}

  // Whether messages have to be told of, beyond what the market shows at a stop.
  bool has_any() const { return has_any_; }
  bool has_sums() const { return has_sums_; }
  // Whether no more fits before the next stop.
  bool is_flow_full() const { return flow_.is_full(); }
  bool is_counting() const { return signals_.sums.is_counting(); }

  [[gnu::noinline]] void printed(Side side, Ticks price_ticks, Lots lots, const MessageTimes& times) {
    if (has_sums_) signals_.printed(side, price_ticks, lots, times);
    if (has_flow_) flow_.add_trade(side, price_ticks, lots, times);
  }

  // The touch is another than before the message. By value: whoever only may call this keeps both in registers.
  [[gnu::noinline]] void touch_moved(Quotes before, Quotes after, TimeNs received_ns) {
    if (has_flow_) flow_.add_touch(after, received_ns);
    if (has_sums_) signals_.touch_moved(before, after, received_ns);
  }

  void level_set(Side side, Rank rank) { signals_.level_set(side, rank); }
  void levels_shown(bool is_flow, TimeNs received_ns) { signals_.levels_shown(market_, is_flow, received_ns); }
  void cleared() { signals_.cleared(); }

  // Rows of depth, of a snapshot, a gap or a clear were applied.
  void book_changed() { has_book_changed_ = true; }

  void clear_flow() { flow_.clear(); }

  // Writes what TypeScript reads at a stop.
  void publish(TimeNs now_ns) {
    if (has_sums_) signals_.sums.publish(now_ns, memory_.sums);
    if (depth_levels_ > 0 && std::exchange(has_book_changed_, false)) publish_depth();
    if (has_flow_) flow_.publish();
  }

 private:
  void publish_depth() {
    memory_.depth_bids_count = publish_side(Side::bid, memory_.depth_bid_ticks, memory_.depth_bid_lots);
    memory_.depth_asks_count = publish_side(Side::ask, memory_.depth_ask_ticks, memory_.depth_ask_lots);
  }

  // Returns how many levels there are.
  std::int32_t publish_side(Side side, DepthColumn<std::int32_t>& ticks, DepthColumn<double>& lots) const {
    if (!market_.is_valid()) return 0;
    const Ladder& ladder = market_.side(side);
    std::size_t count = 0;
    for (Rank rank = ladder.best(); rank != no_rank && count < depth_levels_; rank = ladder.next(rank), ++count) {
      ticks[count] = price_of(side, rank);
      lots[count] = static_cast<double>(ladder.shown(rank));
    }
    return static_cast<std::int32_t>(count);
  }

  const Market& market_;
  const bool has_sums_;
  const bool has_flow_;
  const bool has_any_;
  const std::size_t depth_levels_;
  EngineSignals& memory_;
  // Since levels were written last.
  bool has_book_changed_ = false;
  Signals signals_;
  Flow flow_;
};

}  // namespace halfspread
