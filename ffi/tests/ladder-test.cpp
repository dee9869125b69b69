// Goal: one side of the book is right wherever its prices lie and however the market moves.
// Method: hand-worked corners, then long runs of random changes beside a std::map, with the whole order of levels
// compared.
#include "ladder.hpp"

#include <map>
#include <memory>
#include <random>

#include "check.hpp"
#include "occupancy.hpp"

namespace ladder_tests {

using namespace halfspread;

namespace {

struct Level {
  Lots shown = 0;
  Lots taken = 0;
};

// The plainest book there is.
class Model {
 public:
  Lots set(Rank rank, Lots shown) {
    Level& at = levels_[rank];
    const Lots before = at.shown;
    at = {shown, std::min(at.taken, shown)};
    if (shown == 0) levels_.erase(rank);
    return before;
  }
  void take(Rank rank, Lots lots) { levels_[rank].taken += lots; }
  void clear() { levels_.clear(); }
  const std::map<Rank, Level>& levels() const { return levels_; }

 private:
  std::map<Rank, Level> levels_;
};

void compare(const Ladder& ladder, const Model& model) {
  Rank rank = ladder.best();
  for (const auto& [expected, level] : model.levels()) {
    EQUAL(rank, expected);
    EQUAL(ladder.shown(rank), level.shown);
    EQUAL(ladder.available(rank), level.shown - level.taken);
    rank = ladder.next(rank);
  }
  EQUAL(rank, no_rank);
  EQUAL(ladder.best_shown(), model.levels().empty() ? 0 : model.levels().begin()->second.shown);
}

// Random changes around a centre that drifts and jumps; now and then far away, emptied, taken from, or cleared.
void wander(unsigned seed, Rank spread, Rank drift) {
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t end) { return static_cast<std::uint32_t>(random() % end); };
  const auto ladder = std::make_unique<Ladder>();
  Model model;
  Rank centre = 1'000'000;
  for (int step = 0; step < 20'000; ++step) {
    centre += below(2 * drift + 1) - drift;
    if (below(2'000) == 0) centre = 200'000 + below(0x7f00'0000);
    const Rank rank = below(20) == 0 ? below(0x7fff'ffff) : centre + below(spread);
    const Lots shown = below(3) == 0 ? 0 : static_cast<Lots>(below(9)) * 1'000'000'000'000;
    EQUAL(ladder->set(rank, shown), model.set(rank, shown));
    if (below(10) == 0 && ladder->best() != no_rank) {
      const Lots lots = ladder->available(ladder->best()) / 2;
      if (lots > 0) ladder->take(ladder->best(), lots);
      model.take(ladder->best(), lots);
    }
    if (below(4) == 0 && ladder->best() != no_rank) {
      const Rank best = ladder->best();
      EQUAL(ladder->set(best, 0), model.set(best, 0));
    }
    if (below(5'000) == 0) {
      ladder->clear();
      model.clear();
    }
    if (step % 50 == 0) compare(*ladder, model);
  }
  compare(*ladder, model);
}

}  // namespace

TEST("occupancy: places one word, block or half of all apart: found in order, from anywhere") {
  Occupancy<1u << 15> occupied;
  EQUAL(occupied.is_empty(), true);
  EQUAL(occupied.find_from(0), occupied.none);
  for (const std::uint32_t place : {0u, 63u, 64u, 4095u, 4096u, 32767u}) occupied.set(place);
  std::uint32_t found = 0;
  for (const std::uint32_t place : {0u, 63u, 64u, 4095u, 4096u, 32767u}) {
    found = occupied.find_from(found);
    EQUAL(found, place);
    ++found;
  }
  occupied.put(4097, true);
  EQUAL(occupied.find_from(4097), 4097u);
  for (const std::uint32_t place : {0u, 63u, 64u}) occupied.reset(place);
  for (const std::uint32_t place : {4095u, 4096u, 4097u}) occupied.put(place, false);
  EQUAL(occupied.find_from(0), 32767u);
  occupied.reset(32767);
  EQUAL(occupied.is_empty(), true);
}

TEST("ladder: nothing shown: no best, nothing next, nothing available") {
  const auto ladder = std::make_unique<Ladder>();
  EQUAL(ladder->best(), no_rank);
  EQUAL(ladder->best_shown(), 0);
  EQUAL(ladder->next(5), no_rank);
  EQUAL(ladder->available(5), 0);
  EQUAL(ladder->set(5, 0), 0);
  EQUAL(ladder->best(), no_rank);
}

TEST("ladder: the ends of int32, one after the other the best: each is found again") {
  const auto ladder = std::make_unique<Ladder>();
  EQUAL(ladder->set(0x7fff'fffe, 3), 0);
  EQUAL(ladder->set(0, 2), 0);
  EQUAL(ladder->best(), 0u);
  EQUAL(ladder->next(0), 0x7fff'fffeu);
  EQUAL(ladder->set(0, 0), 2);
  EQUAL(ladder->best(), 0x7fff'fffeu);
  EQUAL(ladder->best_shown(), 3);
}

TEST("ladder: a price far away and back, what was taken there: kept through the moves of the window") {
  const auto ladder = std::make_unique<Ladder>();
  ladder->set(500'000, 9);
  ladder->take(500'000, 4);
  ladder->set(100, 1);
  EQUAL(ladder->available(500'000), 5);
  ladder->take(500'000, 2);
  ladder->set(100, 0);
  EQUAL(ladder->best(), 500'000u);
  EQUAL(ladder->available(500'000), 3);
  ladder->set(500'000, 5);
  EQUAL(ladder->available(500'000), 0);
  ladder->set(500'000, 8);
  EQUAL(ladder->available(500'000), 3);
}

TEST("ladder: more taken than is shown: a bug, and said to be one") {
  const auto ladder = std::make_unique<Ladder>();
  ladder->set(7, 2);
  THROWS(ladder->take(7, 3));
  ladder->take(7, 1);
  THROWS(ladder->take(7, 2));
  THROWS(ladder->take(8, 1));
}

TEST("ladder: random changes within a few prices: as a map") { wander(1, 12, 1); }
TEST("ladder: random changes as wide as the window, drifting: as a map") { wander(2, Ladder::window, 80); }
TEST("ladder: random changes far wider than the window, drifting fast: as a map") {
  wander(3, 4 * Ladder::window, 3'000);
}

}  // namespace ladder_tests
