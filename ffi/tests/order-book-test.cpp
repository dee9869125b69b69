// Goal: the book of orders keeps every order in its place, and survives whatever it is given.
// Method: small cases by hand, and long random streams with broken rows against a list of orders in the order they
// came; all of it under the sanitizers. That it equals the book in TypeScript is a property of tests/property.
#include <algorithm>
#include <vector>

#include "check.hpp"
#include "order-book.hpp"

namespace order_book_tests {

namespace {

using namespace halfspread;
using namespace halfspread::orders;

struct Row {
  Kind kind;
  std::uint64_t id;
  Side side;
  Ticks price;
  Lots lots;
};

void give(OrderBook& book, const std::vector<Row>& rows) {
  std::vector<std::uint64_t> id;
  std::vector<Lots> size;
  std::vector<Ticks> price;
  std::vector<std::uint8_t> flags;
  for (const Row& row : rows) {
    id.push_back(row.id);
    size.push_back(row.lots);
    price.push_back(row.price);
    flags.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(row.kind) | (index_of(row.side) << 3) | 16u));
  }
  book.apply({id.data(), size.data(), price.data(), flags.data(), static_cast<std::int32_t>(rows.size())});
}

const Row clear_row{Kind::clear, 0, Side::bid, 0, 0};

// Every order that rests, oldest first.
struct Plain {
  std::vector<Row> orders;

  void apply(const Row& row, std::size_t orders_max) {
    const auto found = std::find_if(orders.begin(), orders.end(), [&](const Row& order) { return order.id == row.id; });
    if (row.kind == Kind::clear) orders.clear();
    if (row.kind == Kind::add) {
      if (row.id != 0 && row.lots > 0 && row.price > 0 && found == orders.end() && orders.size() < orders_max)
        orders.push_back(row);
      return;
    }
    if (found == orders.end()) return;
    if (row.kind == Kind::remove) orders.erase(found);
    if (row.kind != Kind::reduce && row.kind != Kind::execute) return;
    if (row.lots <= 0 || row.lots > found->lots) return;
    found->lots -= row.lots;
    if (found->lots == 0) orders.erase(found);
  }
};

void compare(const OrderBook& book, const Plain& plain) {
  std::size_t seen = 0;
  for (const Side side : {Side::bid, Side::ask}) {
    Rank before = 0;
    book.each_level(side, [&](Ticks price, match::Index level) {
      EQUAL(rank_of(side, price) >= before, true);
      before = rank_of(side, price) + 1;
      std::vector<Row> queue;
      std::copy_if(plain.orders.begin(), plain.orders.end(), std::back_inserter(queue),
                   [&](const Row& order) { return order.side == side && order.price == price; });
      Lots sum = 0;
      std::size_t at = 0;
      book.each_order(level, [&](std::uint64_t id, Lots lots) {
        EQUAL(at < queue.size() && queue[at].id == id && queue[at].lots == lots, true);
        Place place{};
        EQUAL(book.find(id, place), true);
        EQUAL(place.ahead_lots, sum);
        sum += lots;
        ++at;
      });
      EQUAL(at, queue.size());
      EQUAL(book.level_lots(side, price), sum);
      seen += at;
      return true;
    });
  }
  EQUAL(seen, plain.orders.size());
}

}  // namespace

TEST("order book: a queue: first come, first to trade") {
  Shared shared{};
  OrderBook book(8, shared);
  give(book, {clear_row, {Kind::add, 1, Side::ask, 100, 5}, {Kind::add, 2, Side::ask, 100, 7}});
  give(book, {{Kind::execute, 1, Side::ask, 0, 5}});
  EQUAL(book.level_lots(Side::ask, 100), 7);
  EQUAL(shared[executes_at_head_count], 1);
  EQUAL(shared[orders_count], 1);
}

TEST("order book: emptied: no level is left, and every node is free again") {
  Shared shared{};
  OrderBook book(3, shared);
  const std::uint64_t empty = book.hash();
  for (int round = 0; round < 5; ++round) {
    give(book, {clear_row, {Kind::add, 1, Side::ask, 1, 5}, {Kind::add, 2, Side::bid, 2147483647, 7}});
    give(book, {{Kind::add, 3, Side::ask, 70000, 1}});
    EQUAL(shared[orders_count], 3);
    for (const std::uint64_t id : {1, 2, 3}) give(book, {{Kind::remove, id, Side::ask, 0, 0}});
    EQUAL(shared[bid_levels_count] + shared[ask_levels_count] + shared[orders_count], 0);
    EQUAL(book.hash(), empty);
  }
  EQUAL(shared[book_full] + shared[unknown_id], 0);
}

TEST("order book: long random streams, broken rows among them: as a list of orders has it") {
  constexpr std::uint32_t orders_max = 40;
  std::uint64_t random = 88172645463325252u;
  const auto draw = [&random](std::uint64_t below) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    return random % below;
  };
  for (int run = 0; run < 40; ++run) {
    Shared shared{};
    OrderBook book(orders_max, shared);
    Plain plain;
    give(book, {clear_row});
    for (int step = 0; step < 40; ++step) {
      std::vector<Row> rows;
      for (std::uint64_t count = draw(20); count > 0; --count) {
        constexpr Kind kinds[] = {Kind::add, Kind::add, Kind::add, Kind::reduce, Kind::remove, Kind::execute};
        const Kind kind = draw(200) == 0 ? Kind::clear : kinds[draw(6)];
        const Ticks far = draw(2) == 0 ? 2147483647 : -7;
        const Ticks price = draw(12) == 0 ? far : static_cast<Ticks>(draw(3) == 0 ? draw(200000) : 100 + draw(6));
        rows.push_back({kind, draw(60), draw(2) == 0 ? Side::bid : Side::ask, price, static_cast<Lots>(draw(7)) - 1});
      }
      give(book, rows);
      for (const Row& row : rows) plain.apply(row, orders_max);
      compare(book, plain);
    }
  }
}

}  // namespace order_book_tests
