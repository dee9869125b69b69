// Goal: what is kept for features stays within its tables and columns, at every edge of them, and is what the rules say
// (section 9).
// Method: weights against the exponential over a window; sums and flow of small markets, worked out by hand.
#include <cmath>

#include "check.hpp"
#include "rig.hpp"

namespace signals_tests {

using namespace rig;

namespace {

constexpr TimeNs second_ns = 1'000'000'000;

EngineConfig keeping(std::int32_t kept, std::int32_t depth_levels = 0) {
  EngineConfig config = plain_config();
  config.kept = kept;
  config.depth_levels = depth_levels;
  return config;
}

bool is_near(double found, double expected) { return std::abs(found - expected) <= 1e-12 * std::abs(expected); }

double sum(const Rig& rig, std::size_t row, std::size_t half_life) {
  return rig.memory->signals.sums[row * half_lives_count + half_life];
}

const std::vector<Line> book{bid(100, 10), bid(99, 20), ask(105, 8), ask(106, 12)};

}  // namespace

TEST("weights: over the window, at its ends and beside every step: the exponential's") {
  const Weights& weights = Weights::shared();
  std::vector<TimeNs> times{0, 1, Weights::window_ns - 1};
  for (TimeNs at_ns = 1 << 20; at_ns < Weights::window_ns; at_ns += at_ns / 7)
    for (const TimeNs beside_ns : {at_ns >> 20 << 20, (at_ns >> 20 << 20) - 1, (at_ns >> 28 << 28) + 1})
      times.push_back(beside_ns);
  for (const TimeNs at_ns : times) {
    Figures found{};
    weights.read(at_ns, found);
    for (std::size_t i = 0; i < half_lives_count; ++i) {
      const double half_lives = static_cast<double>(at_ns) / (half_lives_seconds[i] * 1e9);
      EQUAL(is_near(found[i], math::exponential(half_lives * math::ln2)), true);
    }
  }
}

TEST("sums: on both sides of the end of a window: a half-life of 64 s halves, and one of 1 s is as good as gone") {
  Rig rig(keeping(kept_sums));
  rig.snapshot({0, second_ns}, book);
  rig.buyer({second_ns, second_ns}, 105, 64);
  rig.stop_at(second_ns + Weights::window_ns - 1);
  EQUAL(is_near(sum(rig, buy_lots, 3), 32 * math::exponential(math::ln2 / 64e9)), true);
  rig.stop_at(second_ns + Weights::window_ns);
  EQUAL(is_near(sum(rig, buy_lots, 3), 32), true);
  EQUAL(is_near(sum(rig, buy_lots, 0), 64 / 0x1p64), true);
  rig.buyer({second_ns + 3 * Weights::window_ns, second_ns + 3 * Weights::window_ns}, 105, 1);
  rig.stop_at(second_ns + 3 * Weights::window_ns);
  EQUAL(is_near(sum(rig, buy_lots, 3), 9), true);
}

TEST("sums: a hundred days without a message: nothing is left but time") {
  Rig rig(keeping(kept_sums));
  rig.snapshot({0, second_ns}, book);
  rig.buyer({second_ns, second_ns}, 105, 64);
  rig.stop_at(100 * 86'400 * second_ns);
  for (std::size_t i = 0; i < half_lives_count; ++i) {
    EQUAL(sum(rig, buy_lots, i), 0.0);
    EQUAL(is_near(sum(rig, exposure_seconds, i), half_lives_seconds[i] / math::ln2), true);
  }
}

TEST("sums: not asked for: none") {
  Rig rig(keeping(kept_flow));
  rig.snapshot({0, second_ns}, book);
  rig.buyer({second_ns, second_ns}, 105, 64);
  rig.stop_at(2 * second_ns);
  for (const double one : rig.memory->signals.sums) EQUAL(one, 0.0);
}

TEST("levels: one far beyond the window of prices becomes one of five: its lots are what came") {
  Rig rig(keeping(kept_sums));
  rig.snapshot({0, second_ns}, book);
  rig.depth({second_ns, second_ns}, {ask(2'000'000'000, 3)});
  rig.depth({second_ns, second_ns}, {ask(2'000'000'000, 7), bid(1, 5)});
  rig.depth({second_ns, second_ns}, {bid(1, 0)});
  rig.stop_at(second_ns);
  EQUAL(is_near(sum(rig, level_flow_lots + 2, 0), -4), true);
  EQUAL(sum(rig, level_flow_lots + 3, 0), 0.0);
}

TEST("flow: twice as many prints as fit in a message: two stops, and its last print is in the second") {
  Rig rig(keeping(kept_flow));
  rig.snapshot({0, second_ns}, book);
  for (int i = 1; i <= 2 * flow_max; ++i)
    rig.row(RowKind::trade, {second_ns, second_ns}, bid(105, i), i == 2 * flow_max ? Rows::is_last : 0);
  rig.flush();
  EQUAL(rig.stops == std::vector<std::int32_t>({Stop::flow, Stop::flow}), true);
  EQUAL(rig.memory->signals.trade_signed_lots[flow_max - 1], 2.0 * flow_max);
}

TEST("depth: as many levels as a view shows, of more: the best of them") {
  Rig rig(keeping(0, depth_levels_max));
  std::vector<Line> levels;
  for (int away = 1; away <= depth_levels_max + 5; ++away) {
    levels.push_back(bid(1000 - away, away));
    levels.push_back(ask(1000 + 1000 * away, away));
  }
  rig.snapshot({0, second_ns}, levels);
  const EngineSignals& signals = rig.memory->signals;
  EQUAL(signals.depth_bids_count, depth_levels_max);
  EQUAL(signals.depth_asks_count, depth_levels_max);
  EQUAL(signals.depth_bid_ticks[depth_levels_max - 1], 1000 - depth_levels_max);
  EQUAL(signals.depth_ask_lots[depth_levels_max - 1], double{depth_levels_max});
}

}  // namespace signals_tests
