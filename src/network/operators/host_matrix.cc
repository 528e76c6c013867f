#include <algorithm>

#include <fmt/format.h>

#include "network/operators/host_operators.h"

namespace tron::network {
namespace {

/// Leading dims, rows and columns of an operand of MatMul; vectors are a row on the left, a column on the
/// right.
struct Stack {
  Dims lead;
  std::size_t rows = 1, cols = 1;
};

Stack stack_of(const Dims& dims, bool left) {
  if (dims.empty()) refuse_host("a number", "a vector, a matrix or a stack of them");
  if (dims.size() == 1) return left ? Stack{{}, 1, dims[0]} : Stack{{}, dims[0], 1};
  return {Dims(dims.begin(), dims.end() - 2), dims[dims.size() - 2], dims.back()};
}

HostTensor matmul_shape(const HostCall& call) {
  const Dims &a = call.real(0).dims, &b = call.real(1).dims;
  const Stack left = stack_of(a, true), right = stack_of(b, false);
  if (left.cols != right.rows) {
    refuse_host(fmt::format("a product of {} and {}", dims_text(a), dims_text(b)), "equal inner dimensions");
  }
  Dims dims = broadcast(left.lead, right.lead);
  if (a.size() > 1) dims.push_back(left.rows);
  if (b.size() > 1) dims.push_back(right.cols);
  return {HostKind::real, std::move(dims), {}, {}};
}

void matmul(const HostCall& call, HostTensor& out) {
  const HostTensor &a = call.operand(0), &b = call.operand(1);
  const Stack left = stack_of(a.dims, true), right = stack_of(b.dims, false);
  const std::size_t m = left.rows, k = left.cols, n = right.cols;
  const Dims lead = broadcast(left.lead, right.lead);
  const Dims from_a = broadcast_strides(left.lead, lead), from_b = broadcast_strides(right.lead, lead);
  std::vector<std::size_t> first(element_count(lead));
  for_each_strided(lead, from_a, std::size_t{0}, [&](std::size_t i, std::size_t at) { first[i] = at; });
  for_each_strided(lead, from_b, std::size_t{0}, [&](std::size_t i, std::size_t at) {
    host_multiply(a.real.data() + first[i] * m * k, b.real.data() + at * k * n, out.real.data() + i * m * n,
                  m, k, n);
  });
}

struct GemmShape {
  std::size_t m = 0, k = 0, n = 0;
  bool a_turned = false, b_turned = false;
};

GemmShape gemm_of(const HostCall& call) {
  const Dims &a = call.real(0).dims, &b = call.real(1).dims;
  if (a.size() != 2 || b.size() != 2) {
    refuse_host(fmt::format("operands of dimensions {} and {}", dims_text(a), dims_text(b)), "two matrices");
  }
  GemmShape g;
  g.a_turned = call.integer("transA", 0) != 0;
  g.b_turned = call.integer("transB", 0) != 0;
  g.m = a[g.a_turned ? 1 : 0];
  g.k = a[g.a_turned ? 0 : 1];
  g.n = b[g.b_turned ? 0 : 1];
  if (b[g.b_turned ? 1 : 0] != g.k) {
    refuse_host(fmt::format("a product of {} and {}", dims_text(a), dims_text(b)), "equal inner dimensions");
  }
  return g;
}

HostTensor gemm_shape(const HostCall& call) {
  const GemmShape g = gemm_of(call);
  HostTensor out{HostKind::real, {g.m, g.n}, {}, {}};
  if (call.has(2) && broadcast(call.real(2).dims, out.dims) != out.dims) {
    refuse_host("a bias of dimensions " + dims_text(call.operand(2).dims),
                "one that broadcasts to the result");
  }
  return out;
}

std::vector<float> turned(const std::vector<float>& x, std::size_t rows, std::size_t cols) {
  std::vector<float> out(x.size());
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < cols; ++c) out[c * rows + r] = x[r * cols + c];
  }
  return out;
}

void gemm(const HostCall& call, HostTensor& out) {
  const GemmShape g = gemm_of(call);
  const float alpha = call.number("alpha", 1), beta = call.number("beta", 1);
  const std::vector<float> a = g.a_turned ? turned(call.real(0).real, g.k, g.m) : call.real(0).real;
  const std::vector<float> b = g.b_turned ? turned(call.real(1).real, g.n, g.k) : call.real(1).real;
  host_multiply(a.data(), b.data(), out.real.data(), g.m, g.k, g.n);
  for (float& x : out.real) x *= alpha;
  if (!call.has(2)) return;
  const HostTensor& c = call.operand(2);
  for_each_strided(out.dims, broadcast_strides(c.dims, out.dims), std::size_t{0},
                   [&](std::size_t i, std::size_t at) { out.real[i] += beta * c.real[at]; });
}

const HostOperator kOperators[] = {
    {"MatMul", 2, 2, matmul_shape, matmul, HostCost::products},
    {"Gemm", 2, 3, gemm_shape, gemm, HostCost::products},
};

}  // namespace

std::span<const HostOperator> matrix_operators() {
  return kOperators;
}

}  // namespace tron::network
