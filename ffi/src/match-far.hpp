// Memory for the levels far from the touch: a fixed number of equal blocks, handed to an ordered map one at a time.
//
// The map asks for one node a level, and there are never more levels than orders: what is set aside at the start is
// enough for ever, and nothing is allocated afterwards. Blocks that no level has needed yet are not touched, and so
// take no room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <memory_resource>

#include "assert.hpp"
#include "match-nodes.hpp"

namespace halfspread::match {

class Blocks final : public std::pmr::memory_resource {
 public:
  explicit Blocks(std::uint32_t blocks_max)
      : blocks_max_(blocks_max), blocks_(std::make_unique_for_overwrite<Block[]>(blocks_max)) {}

 private:
  // A node of the usual red-black tree: colour, three pointers, and the pair.
  union Block {
    Block* next;
    alignas(16) std::byte bytes[48];
  };

  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    check(bytes <= sizeof(Block) && alignment <= alignof(Block), "a node of the map fits a block");
    if (free_ != nullptr) {
      Block* block = free_;
      free_ = block->next;
      return block;
    }
    check(unused_ < blocks_max_, "there is a block for every level");
    return &blocks_[unused_++];
  }

  void do_deallocate(void* pointer, std::size_t, std::size_t) override {
    auto* block = static_cast<Block*>(pointer);
    block->next = free_;
    free_ = block;
  }

  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

  std::uint32_t blocks_max_;
  std::uint32_t unused_ = 0;
  Block* free_ = nullptr;
  std::unique_ptr<Block[]> blocks_;
};

// Levels by rank, best first.
using FarLevels = std::pmr::map<Rank, Index>;

}  // namespace halfspread::match
