#include <gtest/gtest.h>

#include "base/testing/source_tree.h"

// Every test program finds data/ in the source tree.
int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  tron::base::use_source_data();
  return RUN_ALL_TESTS();
}
