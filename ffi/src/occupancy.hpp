// Which of up to 2^18 places are in use: a tree of 64-way bitmaps, three words deep.
//
//   top     1 word:  bit b = block b has something
//   blocks  a bit for each word
//   words   a bit for each place
//
// Finding the next place in use is at most three counts of trailing zeros, however far it lies.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace halfspread {

template <std::uint32_t places>
class Occupancy {
  static_assert(places % 4096 == 0 && places <= 64 * 4096, "three levels of 64 cover the places");

 public:
  static constexpr std::uint32_t none = places;

  void set(std::uint32_t place) {
    words_[place >> 6] |= bit(place);
    blocks_[place >> 12] |= bit(place >> 6);
    top_ |= bit(place >> 12);
  }

  // Sets or resets. Which of the two can seldom be foreseen, but what it does to the word as a whole nearly always can.
  void put(std::uint32_t place, bool is_used) {
    std::uint64_t& word = words_[place >> 6];
    const std::uint64_t before = word;
    word = (before & ~bit(place)) | std::uint64_t{is_used} << (place & 63);
    if ((before == 0) != (word == 0)) [[unlikely]]
      mark_word(place, is_used);
  }

  void reset(std::uint32_t place) {
    if ((words_[place >> 6] &= ~bit(place)) != 0) return;
    if ((blocks_[place >> 12] &= ~bit(place >> 6)) == 0) top_ &= ~bit(place >> 12);
  }

  bool is_empty() const { return top_ == 0; }

  // The first place in use at or after `place`, or `none`.
  std::uint32_t find_from(std::uint32_t place) const {
    const std::uint64_t here = words_[place >> 6] >> (place & 63);
    if (here != 0) return place + lowest(here);
    const std::uint64_t in_block = after(blocks_[place >> 12], place >> 6);
    if (in_block != 0) return first_of_word((place >> 12 << 6) + lowest(in_block));
    const std::uint64_t beyond = after(top_, place >> 12);
    if (beyond == 0) return none;
    const std::uint32_t block = lowest(beyond);
    return first_of_word((block << 6) + lowest(blocks_[block]));
  }

 private:
  [[gnu::noinline]] void mark_word(std::uint32_t place, bool is_used) {
    if (is_used)
      set(place);
    else
      reset(place);
  }

  static std::uint64_t bit(std::uint32_t index) { return std::uint64_t{1} << (index & 63); }
  static std::uint32_t lowest(std::uint64_t word) { return static_cast<std::uint32_t>(std::countr_zero(word)); }
  // Bits strictly after `index`: shifting by one first keeps the shift below 64.
  static std::uint64_t after(std::uint64_t word, std::uint32_t index) {
    return word & (~std::uint64_t{1} << (index & 63));
  }
  std::uint32_t first_of_word(std::uint32_t word) const { return (word << 6) + lowest(words_[word]); }

  std::array<std::uint64_t, places / 64> words_{};
  std::array<std::uint64_t, places / 4096> blocks_{};
  std::uint64_t top_ = 0;
};

}  // namespace halfspread
