// The matcher: operations in, results and reports out, by the rules of src/engine/matching.md.
//
// One operation is under way at a time. When its reports do not fit any more it is left where it stands, between two
// makers, with the book in order; the next call goes on from there. Sides are told apart by index and mirrored ranks
// (numbers.hpp), so that no branch is on the side. What is rare is kept out of line: the way of most operations then
// stays short, and in the caches of code that it shares with its caller.
#pragma once

#include <algorithm>
#include <cstdint>

#include "match-book.hpp"
#include "match-operation.hpp"
#include "matcher-layout.hpp"

namespace halfspread::match {

class Matcher {
 public:
  Matcher(MatcherMemory& memory, std::uint32_t orders_max) : memory_(memory), book_(orders_max) { publish(); }

  const Book& book() const { return book_; }

  // Executes the operations of the shared memory that have no result yet. Returns whether all have one now.
  bool run() {
    MatcherState& state = memory_.state;
    check(state.operations_count >= 0 && state.operations_count <= operations_max,
          "a batch is no larger than its memory");
    check(state.results_count >= 0 && state.results_count <= state.operations_count, "results are of operations");
    check(!is_under_way_ || state.results_count == static_cast<std::int32_t>(next_),
          "an operation under way is gone on with");
    next_ = static_cast<std::uint32_t>(state.results_count);
    const bool is_done = execute(memory_.operations.data(), static_cast<std::uint32_t>(state.operations_count));
    state.results_count = static_cast<std::int32_t>(next_);
    publish();
    return is_done;
  }

  // Executes a long row of operations, batch by batch, for what it leaves in the book: results and reports are
  // overwritten. Returns how many reports there were.
  std::int64_t run_through(const Operation* operations, std::uint32_t count) {
    check(!is_under_way_, "no batch is under way");
    std::int64_t reports_count = 0;
    for (std::uint32_t from = 0; from < count; from += through_batch) {
      next_ = 0;
      for (bool is_done = false; !is_done; reports_count += reports_count_)
        is_done = execute(operations + from, std::min(through_batch, count - from));
    }
    publish();
    return reports_count;
  }

  Lots left_of(double id) const {
    const Index order = is_id(id) ? book_.find(key_of(id)).order : nil;
    return order == nil ? 0 : book_.nodes().left_of(order);
  }

 private:
  static constexpr std::uint32_t through_batch = 64;
  // How far ahead of the operation executed ids are looked up, and then the orders they name, so that both wait in the
  // cache; in a book of more orders than are there anyway.
  static constexpr std::uint32_t id_lookahead = 6;
  static constexpr std::uint32_t order_lookahead = 3;
  static constexpr std::uint32_t orders_cached = 4096;

  // An order on its way through the opposite side.
  struct Taker {
    std::uint64_t key;
    std::uint32_t owner;
    Side side;
    Type type;
    Prevention prevention;
    Ticks price;
    // The worst opposite rank that it trades with.
    Rank limit;
    Lots peak;
    Lots left;
    Lots traded;
    // Set by what ended it, if not the want of lots or of orders.
    bool is_prevented;
  };

  bool execute(const Operation* operations, std::uint32_t count) {
    reports_count_ = 0;
    const bool is_large = book_.orders_count() > orders_cached;
    for (; next_ < count; ++next_) {
      if (is_large) {
        book_.ids().prefetch(key_of(operations[std::min(next_ + id_lookahead, count - 1)].id));
        book_.prefetch_order(key_of(operations[std::min(next_ + order_lookahead, count - 1)].id));
      }
      if (!execute(operations[next_])) return false;
    }
    return true;
  }

  // Each of these returns false when reports are full, with the operation to be gone on with. The most frequent are
  // asked for first: two branches are foreseen better than one jump to any of four places.
  bool execute(const Operation& operation) {
    const auto kind = static_cast<Kind>(operation.kind);
    if (kind == Kind::place) return place(operation);
    if (kind == Kind::cancel) return cancel(operation);
    if (kind == Kind::amend) return amend(operation);
    return kind == Kind::cancel_all ? cancel_all(operation) : refuse(Refusal::bad_kind);
  }

  bool place(const Operation& operation) {
    if (is_under_way_) [[unlikely]]
      return match();
    const Lots size = lots_of(operation.size_lots);
    const Lots peak = peak_of(operation, size);
    const Refusal fault = fault_of_place(operation, size, peak);
    if (fault != Refusal::none) [[unlikely]]
      return refuse(fault);
    const std::uint64_t key = key_of(operation.id);
    const Ids::Seat seat = book_.find(key);
    if (seat.order != nil) [[unlikely]]
      return refuse(Refusal::duplicate_order_id);
    const auto type = static_cast<Type>(operation.type);
    if (may_rest(type) && book_.is_full()) [[unlikely]]
      return refuse(Refusal::orders_max_reached);
    const auto side = static_cast<Side>(operation.side);
    const Rank limit = type == Type::market ? worst_rank : rank_of(opposite(side), operation.price_ticks);
    if (book_.best(opposite(side)) > limit) return rest_or_expire(operation, seat, size, peak);
    if (type == Type::post_only) return refuse(Refusal::would_cross);
    taker_ = {key, operation.owner, side, type, static_cast<Prevention>(operation.prevention), operation.price_ticks,
              limit, peak, size, 0, false};
    if (type == Type::fok && !can_fill()) return answer(Outcome::expired, 0, size);
    return match();
  }

  // An order that finds nobody to trade with.
  bool rest_or_expire(const Operation& operation, Ids::Seat seat, Lots size, Lots peak) {
    if (!may_rest(static_cast<Type>(operation.type))) return answer(Outcome::expired, 0, size);
    const auto side = static_cast<Side>(operation.side);
    const Rank rank = rank_of(side, operation.price_ticks);
    const Index level = book_.level_at(side, rank);
    if (book_.left_at(level) + size >= whole_end) [[unlikely]]
      return refuse(Refusal::level_full);
    const Index at = book_.add(seat, key_of(operation.id), operation.owner, side, rank, level, size, peak);
    return answer_at(Outcome::rested, 0, size, side, operation.price_ticks, book_.nodes()[at].shown);
  }

  bool cancel(const Operation& operation) {
    if (!is_id(operation.id)) return refuse(Refusal::bad_id);
    const Ids::Seat seat = book_.find(key_of(operation.id));
    if (seat.order == nil) [[unlikely]]
      return refuse(Refusal::unknown_order);
    const Side side = book_.side_of(seat.order);
    const Ticks price = price_of(side, book_.rank_of_order(seat.order));
    const Lots left = book_.nodes().left_of(seat.order);
    return answer_at(Outcome::cancelled, 0, left, side, price, book_.remove(seat));
  }

  // Begins at the front each time it is gone on with: what it has closed is not there any more.
  [[gnu::noinline]] bool cancel_all(const Operation& operation) {
    if (operation.owner == 0) return refuse(Refusal::bad_owner);
    for (const Side side : {Side::bid, Side::ask}) {
      for (Rank rank = book_.best(side); rank != no_rank;) {
        const Rank next = book_.next(side, rank);
        if (!cancel_all_at(book_.level_at(side, rank), operation.owner)) return false;
        rank = next;
      }
    }
    return answer(Outcome::cancelled, 0, 0);
  }

  bool cancel_all_at(Index level, std::uint32_t owner) {
    const Nodes& nodes = book_.nodes();
    for (Index order = nodes[level].next; order != level;) {
      const Index next = nodes[order].next;
      if (nodes[order].owner == owner) {
        if (is_report_full()) return false;
        report_left(order);
      }
      order = next;
    }
    return true;
  }

  [[gnu::noinline]] bool amend(const Operation& operation) {
    if (is_under_way_) return match();
    const Lots size = lots_of(operation.size_lots);
    const Refusal fault = fault_of_amend(operation, size);
    if (fault != Refusal::none) return refuse(fault);
    const Index order = book_.find(key_of(operation.id)).order;
    if (order == nil) return refuse(Refusal::unknown_order);
    const Lots peak = book_.nodes().peak_of(order);
    if (peak != 0 && (size + iceberg_parts_max - 1) / iceberg_parts_max > peak) return refuse(Refusal::bad_shown_size);
    const Side side = book_.side_of(order);
    const Lots left = book_.nodes().left_of(order);
    if (rank_of(side, operation.price_ticks) != book_.rank_of_order(order)) return enter_afresh(operation, order, size);
    if (size == left) return refuse(Refusal::no_change);
    if (size > left) return enter_afresh(operation, order, size);
    book_.reduce(order, size);
    const Lots shown = book_.nodes()[book_.nodes().level_of(order)].shown;
    return answer_at(Outcome::reduced, 0, size, side, operation.price_ticks, shown);
  }

  bool enter_afresh(const Operation& operation, Index order, Lots size) {
    const Node& node = book_.nodes()[order];
    const Side side = book_.side_of(order);
    const Rank limit = rank_of(opposite(side), operation.price_ticks);
    const bool is_crossing = book_.best(opposite(side)) <= limit;
    const auto type = static_cast<Type>(operation.type);
    if (is_crossing && type == Type::post_only) return refuse(Refusal::would_cross);
    const Index level = book_.level_at(side, rank_of(side, operation.price_ticks));
    const Lots own = level == book_.nodes().level_of(order) ? book_.nodes().left_of(order) : 0;
    if (!is_crossing && book_.left_at(level) - own + size >= whole_end) return refuse(Refusal::level_full);
    if (is_report_full()) return false;
    const Lots peak = book_.nodes().peak_of(order);
    taker_ = {node.id, node.owner, side, type, static_cast<Prevention>(operation.prevention), operation.price_ticks,
              limit, peak < size ? peak : 0, size, 0, false};
    report_left(order);
    return match();
  }

  // Lets the taker meet makers until one of them is done, then settles what is left of it.
  bool match() {
    const Side side = opposite(taker_.side);
    while (taker_.left != 0 && !taker_.is_prevented && book_.best(side) <= taker_.limit) {
      if (is_report_full()) [[unlikely]] {
        is_under_way_ = true;
        return false;
      }
      meet(book_.best_level(side));
    }
    is_under_way_ = false;
    return settle();
  }

  void meet(Index level) {
    const Node& queue = book_.nodes()[level];
    const Index order = queue.next;
    const Node& maker = book_.nodes()[order];
    Report& report = memory_.reports[reports_count_++];
    report.taker_id = id_of(taker_.key);
    report.maker_id = id_of(maker.id);
    report.taker_owner = taker_.owner;
    report.maker_owner = maker.owner;
    report.price_ticks = price_of(opposite(taker_.side), queue.rank);
    report.operation_index = static_cast<std::uint16_t>(next_);
    report.side = static_cast<std::uint8_t>(taker_.side);
    if (is_self_trade(maker)) [[unlikely]]
      return prevent(order, level, report);
    const Lots lots = std::min(taker_.left, maker.shown);
    taker_.left -= lots;
    taker_.traded += lots;
    // Read before the maker goes, and its level perhaps with it.
    report.kind = static_cast<std::uint8_t>(ReportKind::trade);
    report.lots = static_cast<double>(lots);
    consume(order, level, lots, report);
  }

  void consume(Index order, Index level, Lots lots, Report& report) {
    const Lots others = book_.nodes()[level].shown - book_.nodes()[order].shown;
    const Lots left = book_.consume(order, level, lots);
    report.maker_left_lots = static_cast<double>(left);
    report.level_lots = static_cast<double>(left == 0 ? others : others + book_.nodes()[order].shown);
  }

  bool is_self_trade(const Node& maker) const {
    return maker.owner == taker_.owner && taker_.owner != 0 && taker_.prevention != Prevention::allow;
  }

  [[gnu::noinline]] void prevent(Index order, Index level, Report& report) {
    report.kind = static_cast<std::uint8_t>(ReportKind::prevented);
    taker_.is_prevented = taker_.prevention == Prevention::expire_taker || taker_.prevention == Prevention::expire_both;
    if (taker_.prevention == Prevention::decrement) {
      const Lots lots = std::min(taker_.left, book_.nodes()[order].shown);
      taker_.left -= lots;
      taker_.is_prevented = taker_.left == 0;
      report.lots = static_cast<double>(lots);
      consume(order, level, lots, report);
      return;
    }
    const bool stays = taker_.prevention == Prevention::expire_taker;
    const Lots left = book_.nodes().left_of(order);
    report.lots = static_cast<double>(stays ? 0 : left);
    report.maker_left_lots = static_cast<double>(stays ? left : 0);
    report.level_lots = static_cast<double>(stays ? book_.nodes()[level].shown : book_.remove(order));
  }

  bool settle() {
    if (taker_.is_prevented) return answer(Outcome::prevented, taker_.traded, taker_.left);
    if (taker_.left == 0) return answer(Outcome::filled, taker_.traded, 0);
    if (!may_rest(taker_.type)) return answer(Outcome::expired, taker_.traded, taker_.left);
    const Rank rank = rank_of(taker_.side, taker_.price);
    const Index at = book_.add(book_.find(taker_.key), taker_.key, taker_.owner, taker_.side, rank,
                               book_.level_at(taker_.side, rank), taker_.left, taker_.peak);
    return answer_at(Outcome::rested, taker_.traded, taker_.left, taker_.side, taker_.price, book_.nodes()[at].shown);
  }

  // Whether a fill-or-kill order could trade in full (rule 3.4).
  [[gnu::noinline]] bool can_fill() const {
    const Side side = opposite(taker_.side);
    const bool is_guarded = taker_.prevention != Prevention::allow && taker_.owner != 0;
    Lots wanted = taker_.left;
    bool goes_on = true;
    for (Rank rank = book_.best(side); goes_on && wanted > 0 && rank <= taker_.limit; rank = book_.next(side, rank)) {
      const Index level = book_.level_at(side, rank);
      wanted -= is_guarded ? fillable_at(level, goes_on) : book_.left_at(level);
    }
    return wanted <= 0;
  }

  // What a guarded taker may trade at a level; `goes_on` becomes false when an order of its owner ends it there.
  Lots fillable_at(Index level, bool& goes_on) const {
    const Nodes& nodes = book_.nodes();
    Lots shown = 0;
    Lots hidden = 0;
    for (Index order = nodes[level].next; order != level; order = nodes[order].next) {
      if (nodes[order].owner != taker_.owner) {
        shown += nodes[order].shown;
        hidden += nodes.hidden_of(order);
      } else if (taker_.prevention != Prevention::expire_maker) {
        goes_on = false;
        return shown;
      }
    }
    return shown + hidden;
  }

  bool is_report_full() const { return reports_count_ == reports_max; }

  // Closes an order and reports that it left its level.
  [[gnu::noinline]] void report_left(Index order) {
    const Node& node = book_.nodes()[order];
    const Side side = book_.side_of(order);
    Report& report = memory_.reports[reports_count_++];
    report.lots = static_cast<double>(book_.nodes().left_of(order));
    report.maker_left_lots = 0;
    report.taker_id = report.maker_id = id_of(node.id);
    report.taker_owner = report.maker_owner = node.owner;
    report.price_ticks = price_of(side, book_.rank_of_order(order));
    report.operation_index = static_cast<std::uint16_t>(next_);
    report.kind = static_cast<std::uint8_t>(ReportKind::left);
    report.side = static_cast<std::uint8_t>(side);
    report.level_lots = static_cast<double>(book_.remove(order));
  }

  [[gnu::noinline]] bool refuse(Refusal refusal) {
    memory_.results[next_] = {0, 0, 0, 0, static_cast<std::uint8_t>(Outcome::refused),
                              static_cast<std::uint8_t>(refusal), 0, 0};
    return true;
  }

  bool answer(Outcome outcome, Lots traded, Lots left) { return answer_at(outcome, traded, left, Side::bid, 0, 0); }

  bool answer_at(Outcome outcome, Lots traded, Lots left, Side side, Ticks price, Lots level) {
    memory_.results[next_] = {static_cast<double>(traded), static_cast<double>(left), static_cast<double>(level), price,
                              static_cast<std::uint8_t>(outcome), 0, static_cast<std::uint8_t>(side), 0};
    return true;
  }

  void publish() {
    MatcherState& state = memory_.state;
    state.reports_count = static_cast<std::int32_t>(reports_count_);
    state.orders_count = static_cast<std::int32_t>(book_.orders_count());
    publish_best(Side::bid, state.best_bid_ticks, state.best_bid_lots);
    publish_best(Side::ask, state.best_ask_ticks, state.best_ask_lots);
  }

  void publish_best(Side side, std::int32_t& price_ticks, double& lots) const {
    const Rank rank = book_.best(side);
    price_ticks = rank == no_rank ? 0 : price_of(side, rank);
    lots = rank == no_rank ? 0 : static_cast<double>(book_.nodes()[book_.best_level(side)].shown);
  }

  static constexpr Rank worst_rank = 0x7fff'ffffu;

  MatcherMemory& memory_;
  Book book_;
  Taker taker_{};
  bool is_under_way_ = false;
  // The operation being executed, and reports of this call.
  std::uint32_t next_ = 0;
  std::uint32_t reports_count_ = 0;
};

}  // namespace halfspread::match
