// Goal: the matcher's structures hold what a plain container would, at their bounds and far from the touch.
// Method: long runs of random changes beside the standard containers; bounds by hand.
#include <map>
#include <memory>
#include <random>
#include <unordered_map>

#include "check.hpp"
#include "match-far.hpp"
#include "match-ids.hpp"
#include "match-ladder.hpp"
#include "match-nodes.hpp"

namespace match_structures_tests {

using namespace halfspread;
using namespace halfspread::match;

namespace {

void compare(const LevelLadder& ladder, const std::map<Rank, Index>& model) {
  Rank rank = ladder.best();
  for (const auto& [expected, level] : model) {
    EQUAL(rank, expected);
    EQUAL(ladder.at(rank), level);
    rank = ladder.next(rank);
  }
  EQUAL(rank, no_rank);
  if (!model.empty()) EQUAL(ladder.best_level(), model.begin()->second);
}

// Inserts and erases around a centre that leaps now and then, with no more levels than there are blocks.
void wander(unsigned seed, Rank spread, Rank leap) {
  constexpr std::uint32_t levels_max = 60;
  std::mt19937 random(seed);
  Blocks blocks(levels_max);
  const auto ladder = std::make_unique<LevelLadder>(blocks);
  std::map<Rank, Index> model;
  Rank centre = 1u << 20;
  for (Index step = 1; step <= 4000; ++step) {
    if (random() % 50 == 0) centre = static_cast<Rank>(random()) % leap;
    const Rank rank = std::min<Rank>(centre + static_cast<Rank>(random()) % spread, 0x7fff'fffeu);
    if (model.contains(rank) || model.size() == levels_max) {
      const Rank gone = model.contains(rank) ? rank : model.begin()->first;
      ladder->erase(gone);
      model.erase(gone);
    } else {
      ladder->insert(rank, step);
      model[rank] = step;
    }
    EQUAL(ladder->at(rank), model.contains(rank) ? model[rank] : nil);
    if (step % 20 == 0) compare(*ladder, model);
  }
}

}  // namespace

TEST("matcher's ladder: levels near, far and leaping: those of a map, in its order") {
  wander(1, 40, 1u << 21);
  wander(2, LevelLadder::window * 2, 1u << 22);
  wander(3, 1u << 30, 0x7fff'0000u);
}

TEST("matcher's ladder: ends of all prices: both are found, and the way between them") {
  Blocks blocks(2);
  const auto ladder = std::make_unique<LevelLadder>(blocks);
  ladder->insert(0x7fff'fffe, 5);
  ladder->insert(0, 6);
  EQUAL(ladder->best(), 0u);
  EQUAL(ladder->next(0), 0x7fff'fffeu);
  ladder->erase(0);
  EQUAL(ladder->best(), 0x7fff'fffeu);
  EQUAL(ladder->best_level(), 5u);
}

TEST("matcher's blocks: more asked for than there are: refused, and a freed one serves again") {
  Blocks blocks(2);
  FarLevels far(&blocks);
  far.emplace(1, 1);
  far.emplace(2, 2);
  THROWS(far.emplace(3, 3));
  far.erase(1);
  far.emplace(3, 3);
  EQUAL(far.size(), 2u);
}

TEST("matcher's ids: random ones come and go in a full table: found as in a hash map, and only those") {
  constexpr std::uint32_t orders_max = 64;
  std::mt19937_64 random(7);
  Nodes nodes(orders_max);
  Ids ids(orders_max);
  std::unordered_map<std::uint64_t, Index> model;
  for (int step = 0; step < 20'000; ++step) {
    // Few ids that differ in either half, so that many meet again.
    const std::uint64_t id = 1 + (random() % 12 << 32 | random() % 12);
    const Ids::Seat seat = ids.find(id, nodes);
    EQUAL(seat.order, model.contains(id) ? model[id] : nil);
    if (seat.order != nil) {
      step % 2 == 0 ? ids.erase_at(seat.at) : ids.erase(id, seat.order);
      nodes.give_back(seat.order);
      model.erase(id);
    } else if (model.size() < orders_max) {
      const Index order = nodes.take();
      nodes[order].id = id;
      ids.insert(seat, id, order);
      model[id] = order;
    }
  }
}

TEST("matcher's nodes: more taken than orders and their levels need: refused") {
  Nodes nodes(2);
  for (int count = 0; count < 4; ++count) EQUAL(nodes.take() != nil, true);
  THROWS(nodes.take());
  nodes.give_back(3);
  EQUAL(nodes.take(), 3u);
}

TEST("matcher's nodes: orders unlinked from front, middle and back: the level keeps the rest in order") {
  Nodes nodes(4);
  const Index level = nodes.take();
  nodes.make_level(level, 0, 100);
  const Index first = nodes.take(), second = nodes.take(), third = nodes.take();
  for (const Index order : {first, second, third}) nodes.link(order, level);
  nodes.unlink(second);
  EQUAL(nodes[first].next, third);
  EQUAL(nodes[third].prev, first);
  nodes.unlink(first);
  nodes.unlink(third);
  EQUAL(nodes[level].next, level);
  EQUAL(nodes[level].prev, level);
}

}  // namespace match_structures_tests
