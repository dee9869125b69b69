// Seeded flows through the C ABI, a line for each: how much was done, the hash of every answer, and how often memory
// was asked for after the start. Each build of this program, by whichever compiler, must print what golden.txt holds.
#include "../src/abi.cpp"

#include "engine-flow.hpp"
#include "matcher-flow.hpp"
#include "order-book-flow.hpp"

int main() {
  std::make_unique<flows::EngineFlow>()->play();
  std::make_unique<flows::MatcherFlow>()->play();
  std::make_unique<flows::OrderBookFlow>()->play();
}
