#include "network/onnx/file/onnx_einsum.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/error.h"

namespace tron::network {
namespace {

[[noreturn]] void refuse(const std::string& equation) {
  throw InputError({}, "equation '" + equation + "'",
                   "two operands with letters in common, one letter of each its own, and one summed over");
}

bool has(const std::string& letters, char c) {
  return letters.find(c) != std::string::npos;
}

struct Equation {
  std::string left, right, out;
};

Equation parse(const std::string& text) {
  std::string plain;
  std::copy_if(text.begin(), text.end(), std::back_inserter(plain), [](char c) { return c != ' '; });
  const std::size_t comma = plain.find(','), arrow = plain.find("->");
  if (comma == std::string::npos || arrow == std::string::npos || comma > arrow) refuse(text);
  Equation e{plain.substr(0, comma), plain.substr(comma + 1, arrow - comma - 1), plain.substr(arrow + 2)};
  for (const std::string* side : {&e.left, &e.right, &e.out}) {
    const std::set<char> distinct(side->begin(), side->end());
    const bool letters = std::all_of(side->begin(), side->end(),
                                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    if (!letters || distinct.size() != side->size()) refuse(text);
  }
  return e;
}

/// A transposition that brings the letters of `from` into the order of `to`.
OnnxNode transposition(const std::string& input, const std::string& output, const std::string& from,
                       const std::string& to) {
  OnnxNode node{"", "Transpose", {input}, {output}, {}};
  for (char c : to) node.attributes["perm"].integers.push_back(static_cast<std::int64_t>(from.find(c)));
  return node;
}

}  // namespace

std::vector<OnnxNode> without_einsum(const OnnxNode& einsum) {
  const auto found = einsum.attributes.find("equation");
  const std::string text = found == einsum.attributes.end() ? "" : found->second.text;
  const Equation e = parse(text);
  if (einsum.inputs.size() != 2 || einsum.outputs.size() != 1) refuse(text);
  std::string common, summed, rows, columns;
  for (char c : e.left) {
    const bool right = has(e.right, c), out = has(e.out, c);
    if (!right && !out) refuse(text);
    (right && out ? common : right ? summed : rows) += c;
  }
  for (char c : e.right) {
    if (has(e.left, c)) continue;
    if (!has(e.out, c)) refuse(text);
    columns += c;
  }
  const std::string product = common + rows + columns;
  if (summed.size() != 1 || rows.size() != 1 || columns.size() != 1 || e.out.size() != product.size())
    refuse(text);
  if (!std::all_of(e.out.begin(), e.out.end(), [&](char c) { return has(product, c); })) refuse(text);
  const std::string& name = einsum.outputs[0];
  std::vector<OnnxNode> nodes{
      transposition(einsum.inputs[0], name + ".left", e.left, common + rows + summed),
      transposition(einsum.inputs[1], name + ".right", e.right, common + summed + columns),
      {einsum.name, "MatMul", {name + ".left", name + ".right"}, {name + ".product"}, {}},
      transposition(name + ".product", name, product, e.out)};
  return nodes;
}

}  // namespace tron::network
