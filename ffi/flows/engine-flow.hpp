// Two markets through the engine's C ABI, with orders of ours in them: depth, trades, tickers, gaps and snapshots as
// they come, stops for decisions, own events and deadlines, and at each stop commands of every kind. All that features
// may need is kept.
//
// The queue models of the two are those that use logarithm and power, since numbers that are not whole are what a
// compiler could change.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include "flow.hpp"

namespace flows {

class EngineFlow {
 public:
  // Prints one line of what came of it.
  void play() {
    configure((*memories_)[0].config, halfspread::QueueFamily::log, 2, 1);
    configure((*memories_)[1].config, halfspread::QueueFamily::power, 3, 1.7);
    for (halfspread::EngineMemory& memory : *memories_) memory.state.deadline_ns = memory.state.told_ns = HUGE_VAL;
    engine_ = static_cast<halfspread::Engine*>(engine_create(memories_->data(), markets_count));
    law(engine_ != nullptr, "an engine is made");
    while (!is_over()) run();
    const bool has_all_kinds = std::find(kinds_.begin(), kinds_.end(), 0u) == kinds_.end();
    law(fills_ > 1000 && has_all_kinds, "orders are filled, and every own event occurs");
    const auto rows = (*memories_)[0].state.rows_count + (*memories_)[1].state.rows_count;
    std::printf("engine: %.0f rows, %u stops, %u fills, seen %016llx\n", rows, stops_, fills_, wide(seen_.value()));
    engine_destroy(engine_);
  }

 private:
  using RowKind = halfspread::RowKind;
  using Rows = halfspread::Rows;
  using Kind = halfspread::CommandKind;

  static constexpr auto post_only = static_cast<std::uint8_t>(halfspread::OrderType::post_only);

  static constexpr std::int32_t markets_count = 2;
  static constexpr int chunks_count = 20;
  static constexpr int chunk_messages = 500;

  // What is lent to the engine, and where the market stands.
  struct Market {
    std::vector<std::int64_t> received, venue, size;
    std::vector<std::int32_t> price;
    std::vector<std::uint8_t> flags;
    std::int64_t now_ns = 1'000'000'000;
    std::int64_t centre_ticks = 1000;
    bool has_book = false;
    int chunks = 0;
    bool has_ended = false;
  };

  static void configure(halfspread::EngineConfig& config, halfspread::QueueFamily family, std::int32_t variant,
                        double exponent) {
    config.venue_close_ns = 5'000'000;
    config.ticker_latency_ns = 300'000;
    config.decision_time_ns = 20'000;
    config.decide_every_ns = 50'000'000;
    config.queue_exponent = exponent;
    config.decide_on = 1;
    config.reads = 31;
    config.queue_family = static_cast<std::int32_t>(family);
    config.queue_variant = variant;
    config.kept = halfspread::kept_sums | halfspread::kept_flow;
    config.depth_levels = halfspread::depth_levels_max;
  }

  bool is_over() const {
    return std::all_of(markets_.begin(), markets_.end(), [](const Market& market) { return market.has_ended; });
  }

  void run() {
    const std::int32_t answer = engine_run(engine_, 0);
    law(answer > 0, "rows are sound, and the engine's own rules hold");
    const auto market = static_cast<std::size_t>(answer / halfspread::Engine::answers_of_market);
    if (answer % halfspread::Engine::answers_of_market == halfspread::Stop::rows_used) return feed(market);
    ++stops_;
    look(answer, (*memories_)[market]);
    command((*memories_)[market], (answer & halfspread::Stop::decision) != 0);
  }

  void feed(std::size_t index) {
    Market& market = markets_[index];
    const auto id = static_cast<std::int32_t>(index);
    if (market.chunks++ == chunks_count) {
      law(engine_end(engine_, id) == 0, "a market ends");
      market.has_ended = true;
      return;
    }
    market.received.clear(), market.venue.clear(), market.size.clear(), market.price.clear(), market.flags.clear();
    for (int message = 0; message < chunk_messages; ++message) add_message(market);
    const auto rows = static_cast<std::int32_t>(market.flags.size());
    law(engine_push(engine_, id, market.received.data(), market.venue.data(), market.size.data(), market.price.data(),
                    market.flags.data(), nullptr, rows, 0) == 0,
        "rows are taken");
  }

  void add_message(Market& market) {
    market.now_ns += draws_.within(0, 4'000'000);
    if (draws_.chance(2)) market.centre_ticks = std::max<std::int64_t>(100, market.centre_ticks + draws_.within(-1, 1));
    const std::int64_t venue_ns = market.now_ns - draws_.within(100'000, 2'000'000);
    if (!market.has_book) return add_snapshot(market, venue_ns);
    const std::uint64_t draw = draws_.below(1000);
    if (draw < 2) {
      market.has_book = false;
      return add(market, RowKind::gap, venue_ns, 0, 0, 0, Rows::is_last);
    }
    if (draw < 500) return add_depth(market, venue_ns);
    if (draw < 800) return add_trade(market, venue_ns);
    const int flags = Rows::moves_touch | (draws_.chance(2) ? Rows::no_venue_time : 0);
    add(market, RowKind::ticker, venue_ns, 0, price(market, 0, 1), draws_.within(1, 40), flags);
    add(market, RowKind::ticker, venue_ns, 1, price(market, 1, 1), draws_.within(1, 40), flags | Rows::is_last);
  }

  void add_snapshot(Market& market, std::int64_t venue_ns) {
    market.has_book = true;
    add(market, RowKind::clear, venue_ns, 0, 0, 0, Rows::moves_touch);
    for (std::uint8_t side : {0, 1})
      for (std::int64_t away = 1; away <= 12; ++away)
        add(market, RowKind::snapshot_level, venue_ns, side, price(market, side, away), draws_.within(1, 60),
            Rows::moves_touch | (side == 1 && away == 12 ? Rows::is_last : 0));
  }

  void add_depth(Market& market, std::int64_t venue_ns) {
    for (std::int64_t more = draws_.within(0, 3); more >= 0; --more) {
      const auto side = static_cast<std::uint8_t>(draws_.below(2));
      const std::int64_t lots = draws_.chance(6) ? 0 : draws_.within(1, 60);
      add(market, RowKind::depth, venue_ns, side, price(market, side, draws_.within(0, 12)), lots,
          Rows::moves_touch | (more == 0 ? Rows::is_last : 0));
    }
  }

  void add_trade(Market& market, std::int64_t venue_ns) {
    const auto side = static_cast<std::uint8_t>(draws_.below(2));
    const std::int64_t price_ticks = price(market, 1 - side, draws_.within(0, 3));
    add(market, RowKind::trade, venue_ns, side, price_ticks, draws_.within(1, 50), Rows::is_last);
  }

  // So many ticks behind the middle of the market.
  static std::int64_t price(const Market& market, int side, std::int64_t away) {
    return market.centre_ticks + (side == 0 ? -away : away);
  }

  static void add(Market& market, RowKind kind, std::int64_t venue_ns, std::uint8_t side, std::int64_t price_ticks,
                  std::int64_t lots, int flags) {
    market.received.push_back(market.now_ns);
    market.venue.push_back(venue_ns);
    market.size.push_back(lots);
    market.price.push_back(static_cast<std::int32_t>(price_ticks));
    market.flags.push_back(static_cast<std::uint8_t>(static_cast<int>(kind) | side << 3 | flags));
  }

  void look(std::int32_t answer, const halfspread::EngineMemory& memory) {
    seen_.add(static_cast<std::uint64_t>(answer));
    add_state(memory.state);
    add_signals(memory.signals);
    for (std::int32_t index = 0; index < memory.state.own_events_count; ++index) {
      const halfspread::OwnEvent& event = memory.own_events[static_cast<std::size_t>(index)];
      add_words(event);
      ++kinds_[event.kind];
      fills_ += event.kind == static_cast<std::uint8_t>(halfspread::OwnEventKind::filled);
    }
  }

  // What is told from outside is no answer, and nothing is told here.
  void add_state(const halfspread::EngineState& state) {
    std::array<std::uint64_t, sizeof(state) / 8> words;
    std::memcpy(words.data(), &state, sizeof(state));
    for (std::size_t index = 0; index < words.size(); ++index)
      if (index != offsetof(halfspread::EngineState, told_ns) / 8) seen_.add(words[index]);
  }

  // Of what is kept for features: figures, and the flow by its length and its ends.
  void add_signals(const halfspread::EngineSignals& signals) {
    for (const double sum : signals.sums) seen_.add(sum);
    for (std::size_t level = 0; level < static_cast<std::size_t>(signals.depth_bids_count); ++level)
      seen_.add(signals.depth_bid_ticks[level] * signals.depth_bid_lots[level]);
    for (std::size_t level = 0; level < static_cast<std::size_t>(signals.depth_asks_count); ++level)
      seen_.add(signals.depth_ask_ticks[level] * signals.depth_ask_lots[level]);
    add_last(signals.trade_signed_lots, signals.trades_count);
    add_last(signals.touch_bid_lots, signals.touches_count);
  }

  void add_last(const halfspread::FlowColumn<double>& column, std::int32_t count) {
    seen_.add(static_cast<double>(count));
    if (count > 0) seen_.add(column[static_cast<std::size_t>(count) - 1]);
  }

  template <typename Record>
  void add_words(const Record& record) {
    std::array<std::uint64_t, sizeof(Record) / 8> words;
    std::memcpy(words.data(), &record, sizeof(Record));
    for (const std::uint64_t word : words) seen_.add(word);
  }

  // After own events seldom, since every command has answers.
  void command(halfspread::EngineMemory& memory, bool is_decision) {
    const auto later_ns = static_cast<double>(draws_.within(0, 30'000'000));
    if (draws_.chance(10)) memory.state.deadline_ns = memory.state.now_ns + later_ns;
    const std::uint64_t wanted = is_decision ? draws_.below(4) : draws_.chance(8);
    for (std::uint64_t more = wanted; more > 0; --more)
      memory.commands[static_cast<std::size_t>(memory.state.commands_count++)] = drawn(memory.state);
  }

  halfspread::Command drawn(const halfspread::EngineState& state) {
    const std::uint64_t draw = draws_.below(100);
    const auto entry_ns = static_cast<double>(draws_.within(0, 4'000'000));
    const auto response_ns = static_cast<double>(draws_.within(0, 4'000'000));
    const auto side = static_cast<std::uint8_t>(draws_.below(2));
    const std::int32_t best_ticks = side == 0 ? state.book_bid_ticks : state.book_ask_ticks;
    const auto price_ticks = std::max(1, best_ticks + static_cast<std::int32_t>(draws_.within(-4, 4)));
    const std::int64_t lots = draws_.within(1, 20);
    const auto size = static_cast<double>(lots);
    if (draw < 60) {
      const std::uint8_t type = draws_.chance(3) ? static_cast<std::uint8_t>(draws_.below(5)) : post_only;
      const std::int64_t shown = type <= post_only && draws_.chance(5) ? draws_.within(1, lots) : 0;
      const auto peak = static_cast<double>(shown);
      return {placed_++, size, peak, entry_ns, response_ns, price_ticks, code(Kind::place), side, type, 0};
    }
    const double order_id = std::max(1.0, placed_ - static_cast<double>(draws_.within(0, 30)));
    if (draw < 80) return {order_id, 0, 0, entry_ns, response_ns, 0, code(Kind::cancel), 0, 0, 0};
    if (draw < 98) return {order_id, size, 0, entry_ns, response_ns, price_ticks, code(Kind::amend), 0, 0, 0};
    return {0, 0, 0, entry_ns, response_ns, 0, code(Kind::cancel_all), 0, 0, 0};
  }

  static std::uint8_t code(Kind kind) { return static_cast<std::uint8_t>(kind); }

  using Memories = std::array<halfspread::EngineMemory, markets_count>;
  std::unique_ptr<Memories> memories_ = std::make_unique<Memories>();
  halfspread::Engine* engine_ = nullptr;
  std::array<Market, markets_count> markets_{};
  Draws draws_{2028};
  Hash seen_;
  double placed_ = 1;
  std::uint32_t stops_ = 0;
  std::uint32_t fills_ = 0;
  std::array<std::uint32_t, 9> kinds_{};
};

}  // namespace flows
