#include "inference/executor/supported.h"

#include <gtest/gtest.h>

#include "base/testing/input_error_of.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using program::examples::NetworkMaker;

TEST(CheckSupported, TakesTheEncoders) {
  EXPECT_NO_THROW(check_supported(NetworkMaker(1).vit()));
  EXPECT_NO_THROW(check_supported(NetworkMaker(1).bert(2, Op::relu)));
  EXPECT_NO_THROW(check_supported(NetworkMaker(1).cross()));
}

TEST(CheckSupported, RefusesANetworkWithoutWeights) {
  Graph graph = NetworkMaker(1).vit();
  graph.shapes_only = true;
  EXPECT_NE(input_error_of([&] { check_supported(graph); }).found().find("no weights"), std::string::npos);
}

}  // namespace
}  // namespace tron::inference
