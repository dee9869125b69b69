// The matcher under coverage-guided fuzzing: bytes become operations, and what the C ABI answers is held against a
// naive book.
//
//   byte 0          how many orders may live
//   then 8 a time   kind, type | side, prevention | id | owner | price | size | shown size | end of batch, odd values
//
// Nothing here is taken from the matcher but its answers: a map of orders follows them, and has to agree with the
// levels it shows. A broken law aborts, which is what both libFuzzer and the plain main (replay-main.cpp) take for a
// failure.
#include "../src/abi.cpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <memory>

namespace {

using namespace halfspread::match;
using halfspread::Lots;
using halfspread::Ticks;

void law(bool holds, const char* rule) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", rule);
  std::abort();
}

struct NaiveOrder {
  std::uint32_t owner;
  int side;
  Ticks price;
  Lots left;
  Lots shown;
  Lots peak;

  void lose(Lots lots) {
    law(lots <= shown, "a maker loses only what it shows");
    left -= lots;
    shown -= lots;
    if (shown == 0) shown = std::min(peak, left);
  }
};

// The book as a map of orders, moved by results and reports alone.
class NaiveBook {
 public:
  std::map<double, NaiveOrder> orders;

  void follow(const Report& report) {
    const auto found = orders.find(report.maker_id);
    law(found != orders.end(), "reports are of live orders");
    NaiveOrder& order = found->second;
    const auto lots = static_cast<Lots>(report.lots);
    law(order.owner == report.maker_owner && order.price == report.price_ticks,
        "a report names its maker's owner and price");
    if (report.kind == static_cast<int>(ReportKind::trade)) law(lots > 0, "a trade has lots");
    const bool leaves = report.maker_left_lots == 0;
    if (report.kind != static_cast<int>(ReportKind::trade) && leaves && lots == order.left)
      order.left = 0;
    else
      order.lose(lots);
    law(order.left == static_cast<Lots>(report.maker_left_lots), "a maker has left what it had, less what it lost");
    const auto [side, price] = std::pair(order.side, order.price);
    if (order.left == 0) orders.erase(found);
    law(shown_at(side, price) == static_cast<Lots>(report.level_lots), "a report tells what its level shows then");
  }

  Lots shown_at(int side, Ticks price) const {
    Lots sum = 0;
    for (const auto& [id, order] : orders)
      if (order.side == side && order.price == price) sum += order.shown;
    return sum;
  }

  // Levels of a side, best first.
  std::map<std::int64_t, Lots> levels(int side) const {
    std::map<std::int64_t, Lots> sums;
    for (const auto& [id, order] : orders)
      if (order.side == side) sums[side == 0 ? -std::int64_t{order.price} : order.price] += order.shown;
    return sums;
  }
};

class Trial {
 public:
  explicit Trial(std::uint8_t orders_max)
      : orders_max_(1 + orders_max % 64),
        handle_(static_cast<MatcherHandle*>(matcher_create(memory_.get(), orders_max_))) {
    law(handle_ != nullptr, "a matcher is made");
  }
  ~Trial() { matcher_destroy(handle_); }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  void add(const std::uint8_t* bytes) {
    if (memory_->state.results_count != 0) begin_batch();
    memory_->operations[static_cast<std::size_t>(memory_->state.operations_count++)] = operation_of(bytes);
    if (bytes[7] % 4 == 0 || memory_->state.operations_count == operations_max) run();
  }

  void end() {
    run();
    compare();
    while (!book_.orders.empty()) cancel(book_.orders.begin()->first);
    law(memory_->state.orders_count == 0, "an emptied book has no orders");
    law(memory_->state.best_bid_ticks == 0 && memory_->state.best_ask_ticks == 0, "an emptied book has no best");
    law(matcher_state_hash(handle_) == 0x811c'9dc5u, "an emptied book is as it began");
  }

 private:
  void begin_batch() {
    MatcherState& state = memory_->state;
    state.operations_count = state.results_count = state.reports_count = 0;
  }

  static Operation operation_of(const std::uint8_t* bytes) {
    static constexpr std::array<double, 8> odd_numbers = {
        0, -1, 0.5, 0x1p53, 0x1p53 - 1, 0x1p52, 1e300, std::numeric_limits<double>::quiet_NaN()};
    static constexpr std::array<std::int32_t, 8> far_prices = {
        1, 2, 65'636, 65'637, 1'000'000, 1'000'000'000, 0x7fff'ffff, -5};
    Operation operation{};
    operation.kind = bytes[0] & 7;
    operation.type = bytes[0] >> 3 & 7;
    operation.side = bytes[1] & 1;
    operation.prevention = bytes[1] >> 1 & 7;
    const bool is_odd = bytes[7] >= 248 && bytes[2] >= 248;
    operation.id = is_odd ? odd_numbers[bytes[2] & 7] : (bytes[2] & 0x3f) + 0x1p32 * (bytes[2] >> 6);
    operation.owner = bytes[3] & 3;
    operation.price_ticks = bytes[4] < 192 ? 100 + bytes[4] % 16 : far_prices[bytes[4] & 7];
    operation.size_lots = bytes[7] >= 248 ? odd_numbers[bytes[5] & 7] : bytes[5];
    operation.shown_lots = bytes[7] >= 248 ? odd_numbers[bytes[6] & 7] : bytes[6];
    return operation;
  }

  void run() {
    for (bool is_done = false; !is_done;) {
      const auto results_before = memory_->state.results_count;
      const std::int32_t code = matcher_run(handle_);
      law(code == 0 || code == 1, "the matcher's own rules hold");
      is_done = code == 1;
      follow(results_before);
    }
    law(memory_->state.results_count == memory_->state.operations_count, "a batch is done in full");
    compare();
  }

  // Plays results and reports of one call in the order in which they came to be.
  void follow(std::int32_t from) {
    const MatcherState& state = memory_->state;
    std::int32_t report = 0;
    for (std::int32_t index = from; index <= state.results_count; ++index) {
      for (; report < state.reports_count; ++report) {
        const Report& told = memory_->reports[static_cast<std::size_t>(report)];
        if (told.operation_index != index) break;
        book_.follow(told);
        if (told.kind == static_cast<int>(ReportKind::trade)) traded_ += static_cast<Lots>(told.lots);
        if (told.kind == static_cast<int>(ReportKind::prevented) && takes_prevention(index))
          decremented_ += static_cast<Lots>(told.lots);
      }
      if (index < state.results_count) settle(index);
    }
    law(report == state.reports_count, "reports are told in the order of operations");
  }

  bool takes_prevention(std::int32_t index) const {
    return memory_->operations[static_cast<std::size_t>(index)].prevention == static_cast<int>(Prevention::decrement);
  }

  // The result of an operation whose reports have been followed.
  void settle(std::int32_t index) {
    const Operation& operation = memory_->operations[static_cast<std::size_t>(index)];
    const Result& result = memory_->results[static_cast<std::size_t>(index)];
    const auto outcome = static_cast<Outcome>(result.outcome);
    const auto left = static_cast<Lots>(result.left_lots);
    law((outcome == Outcome::refused) == (result.refusal != 0), "a refusal has a reason, and nothing else has");
    law(static_cast<Lots>(result.traded_lots) == traded_, "a result counts its trades");
    if (outcome == Outcome::refused) law(traded_ == 0 && decremented_ == 0, "a refusal changes nothing");
    if (outcome == Outcome::rested || outcome == Outcome::filled || outcome == Outcome::expired ||
        outcome == Outcome::prevented)
      law(static_cast<Lots>(operation.size_lots) == traded_ + decremented_ + left, "size is conserved");
    if (outcome == Outcome::rested) rest(operation, result, left);
    if (outcome == Outcome::reduced) reduce(book_.orders.at(operation.id), left);
    if (outcome == Outcome::cancelled && operation.kind == static_cast<int>(Kind::cancel)) close(operation.id, left);
    if (result.price_ticks != 0)
      law(book_.shown_at(result.side, result.price_ticks) == static_cast<Lots>(result.level_lots),
          "a result tells what its level shows");
    traded_ = decremented_ = 0;
  }

  void rest(const Operation& operation, const Result& result, Lots left) {
    const double id = operation.id;
    law(!book_.orders.contains(id), "an id is of one live order");
    const auto size = static_cast<Lots>(operation.size_lots);
    const bool is_place = operation.kind == static_cast<int>(Kind::place);
    const bool is_iceberg = operation.shown_lots < operation.size_lots;
    if (is_place) peaks_[id] = {operation.owner, is_iceberg ? static_cast<Lots>(operation.shown_lots) : 0};
    auto& [owner, peak] = peaks_.at(id);
    if (peak >= size) peak = 0;
    book_.orders[id] = {owner, result.side, result.price_ticks, left, peak == 0 ? left : std::min(peak, left), peak};
  }

  static void reduce(NaiveOrder& order, Lots left) {
    order.left = left;
    order.shown = std::min(order.shown, left);
  }

  void close(double id, Lots left) {
    law(book_.orders.at(id).left == left, "a cancel tells what was left");
    book_.orders.erase(id);
  }

  void cancel(double id) {
    begin_batch();
    Operation& operation = memory_->operations[0];
    operation = {};
    operation.kind = static_cast<int>(Kind::cancel);
    operation.id = id;
    memory_->state.operations_count = 1;
    run();
    law(memory_->results[0].outcome == static_cast<int>(Outcome::cancelled), "a live order can be cancelled");
  }

  void compare() {
    law(memory_->state.orders_count == static_cast<std::int32_t>(book_.orders.size()),
        "as many orders live as were followed");
    law(memory_->state.orders_count <= orders_max_, "no more orders live than may");
    const std::int32_t bid = memory_->state.best_bid_ticks;
    const std::int32_t ask = memory_->state.best_ask_ticks;
    law(bid == 0 || ask == 0 || bid < ask, "a book at rest is not crossed");
    for (const int side : {0, 1}) compare_side(side);
    for (const auto& [id, order] : book_.orders)
      law(static_cast<Lots>(matcher_left_lots(handle_, id)) == order.left, "an order has left what it was followed to");
  }

  void compare_side(int side) {
    const auto expected = book_.levels(side);
    law(matcher_read_levels(handle_, side, levels_max) == static_cast<std::int32_t>(expected.size()),
        "as many levels as in the map");
    std::size_t index = 0;
    for (const auto& [rank, lots] : expected) {
      const ShownLevel& level = memory_->levels[index++];
      law(level.price_ticks == (side == 0 ? -rank : rank) && static_cast<Lots>(level.lots) == lots,
          "levels are those of the map");
    }
  }

  std::unique_ptr<MatcherMemory> memory_ = std::make_unique<MatcherMemory>();
  std::int32_t orders_max_;
  MatcherHandle* handle_;
  NaiveBook book_;
  // Owner and peak of each id, which an amend keeps.
  std::map<double, std::pair<std::uint32_t, Lots>> peaks_;
  // Of the operation being followed, which may span calls.
  Lots traded_ = 0;
  Lots decremented_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Trial trial(data[0]);
  for (std::size_t at = 1; at + 8 <= size; at += 8) trial.add(data + at);
  trial.end();
  return 0;
}
