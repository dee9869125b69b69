// What may be asked of the matcher, and why it may be refused; numbered as in src/ports/matcher.ts.
//
// Here are the refusals that can be told from the operation alone, in the order of the rules (src/engine/matching.md,
// section 2).
#pragma once

#include <bit>
#include <cstdint>

#include "matcher-layout.hpp"
#include "numbers.hpp"

namespace halfspread::match {

enum class Kind : std::uint8_t { place, amend, cancel, cancel_all };
enum class Type : std::uint8_t { limit, post_only, ioc, fok, market };
enum class Prevention : std::uint8_t { allow, expire_taker, expire_maker, expire_both, decrement };
enum class Outcome : std::uint8_t { refused, rested, filled, expired, prevented, cancelled, reduced };
enum class ReportKind : std::uint8_t { trade, prevented, left };

enum class Refusal : std::uint8_t {
  none,
  bad_kind,
  bad_id,
  bad_owner,
  bad_size,
  bad_price,
  bad_shown_size,
  unknown_order,
  duplicate_order_id,
  no_change,
  orders_max_reached,
  would_cross,
  level_full,
};

// An id is known by the bits of its double: nothing is converted on the way into the table of ids, nor on the way out.
constexpr std::uint64_t key_of(double id) { return std::bit_cast<std::uint64_t>(id); }
constexpr double id_of(std::uint64_t key) { return std::bit_cast<double>(key); }

constexpr bool may_rest(Type type) { return type <= Type::post_only; }

// Whole and below 2^53, else -1. Not a number compares as false.
constexpr Lots lots_of(double value) {
  if (!(value >= 0 && value < static_cast<double>(whole_end))) return -1;
  const auto lots = static_cast<Lots>(value);
  return static_cast<double>(lots) == value ? lots : -1;
}

constexpr bool is_id(double value) {
  return value >= 1 && value < static_cast<double>(whole_end) && static_cast<double>(static_cast<Lots>(value)) == value;
}

// What an iceberg shows, 0 for an order that shows all, -1 for a shown size that cannot be (rule 2.1).
constexpr Lots peak_of(const Operation& operation, Lots size) {
  if (operation.shown_lots == 0) return 0;
  const Lots shown = lots_of(operation.shown_lots);
  if (!may_rest(static_cast<Type>(operation.type)) || shown <= 0 || shown > size) return -1;
  // Rounded up, so that nothing is multiplied that might overflow.
  if ((size + iceberg_parts_max - 1) / iceberg_parts_max > shown) return -1;
  return shown == size ? 0 : shown;
}

constexpr Refusal fault_of_place(const Operation& operation, Lots size, Lots peak) {
  if (operation.type > static_cast<std::uint8_t>(Type::market) || operation.side > 1 ||
      operation.prevention > static_cast<std::uint8_t>(Prevention::decrement))
    return Refusal::bad_kind;
  if (!is_id(operation.id)) return Refusal::bad_id;
  if (size <= 0) return Refusal::bad_size;
  const bool needs_price = operation.type != static_cast<std::uint8_t>(Type::market);
  if (operation.price_ticks <= 0 && needs_price) return Refusal::bad_price;
  return peak < 0 ? Refusal::bad_shown_size : Refusal::none;
}

constexpr Refusal fault_of_amend(const Operation& operation, Lots size) {
  if (operation.type > static_cast<std::uint8_t>(Type::post_only) ||
      operation.prevention > static_cast<std::uint8_t>(Prevention::decrement))
    return Refusal::bad_kind;
  if (!is_id(operation.id)) return Refusal::bad_id;
  if (size <= 0) return Refusal::bad_size;
  return operation.price_ticks <= 0 ? Refusal::bad_price : Refusal::none;
}

}  // namespace halfspread::match
