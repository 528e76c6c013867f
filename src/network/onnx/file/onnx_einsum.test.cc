#include "network/onnx/file/onnx_einsum.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "network/operators/host_op_for_test.h"

namespace tron::network {
namespace {

OnnxNode einsum(const std::string& equation) {
  OnnxNode node{"sum", "Einsum", {"a", "b"}, {"c"}, {}};
  node.attributes["equation"].text = equation;
  return node;
}

/// Runs the nodes that stand for an Einsum.
HostTensor computed(const std::string& equation, const HostTensor& a, const HostTensor& b) {
  std::map<std::string, HostTensor> values{{"a", a}, {"b", b}};
  for (const OnnxNode& node : without_einsum(einsum(equation))) {
    std::vector<const HostTensor*> operands;
    for (const std::string& input : node.inputs) operands.push_back(&values.at(input));
    values[node.outputs[0]] = host_result(node.type, 13, node.attributes, operands, 0);
  }
  return values.at("c");
}

/// The sum over every index that the equation names, each of size 2.
std::vector<float> by_definition(const std::string& left, const std::string& right, const std::string& out,
                                 const HostTensor& a, const HostTensor& b) {
  std::string letters = left;
  for (char c : right) {
    if (letters.find(c) == std::string::npos) letters += c;
  }
  std::vector<float> sums(std::size_t{1} << out.size(), 0);
  for (std::size_t index = 0; index < (std::size_t{1} << letters.size()); ++index) {
    const auto offset = [&](const std::string& side) {
      std::size_t at = 0;
      for (char c : side) at = 2 * at + (index >> letters.find(c) & 1U);
      return at;
    };
    sums[offset(out)] += a.real[offset(left)] * b.real[offset(right)];
  }
  return sums;
}

TEST(Einsum, ComputesItsDefinition) {
  using Three = std::array<std::string, 3>;
  for (const auto& [left, right, out] :
       {Three{"ij", "jk", "ik"}, Three{"ij", "kj", "ik"}, Three{"bij", "bjk", "bik"},
        Three{"bhid", "bhjd", "bhij"}, Three{"bhij", "bhjd", "bhid"}, Three{"bihd", "bjhd", "bhij"},
        Three{"bhij", "bjhd", "bihd"}, Three{"ij", "jk", "ki"}}) {
    const HostTensor a = testing_only::counted(Dims(left.size(), 2)),
                     b = testing_only::counted(Dims(right.size(), 2));
    EXPECT_EQ(computed(left + "," + right + "->" + out, a, b).real, by_definition(left, right, out, a, b))
        << left << right << out;
  }
}

TEST(Einsum, SpacesMeanNothing) {
  const HostTensor a = testing_only::counted({2, 3}), b = testing_only::counted({3, 2});
  EXPECT_EQ(computed("i j, j k -> i k", a, b).real, computed("ij,jk->ik", a, b).real);
}

TEST(Einsum, KeepsItsNameForTheProduct) {
  const std::vector<OnnxNode> nodes = without_einsum(einsum("ij,jk->ik"));
  ASSERT_EQ(nodes.size(), 4U);
  EXPECT_EQ(nodes[2].title(), "node 'sum' (MatMul)");
  EXPECT_EQ(nodes[3].outputs[0], "c");
}

}  // namespace
}  // namespace tron::network
