#include "engine/kernels/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "tensor/affine.h"

/// Every kernel set of this machine against double-precision formulas.
namespace cmdai::engine::kernels {
namespace {

using tensor::DataType;

constexpr DataType kTypes[] = {DataType::kF32,  DataType::kF16,  DataType::kBF16, DataType::kQ4_0,
                               DataType::kQ4_1, DataType::kQ5_0, DataType::kQ5_1, DataType::kQ8_0,
                               DataType::kQ4_K, DataType::kQ5_K, DataType::kQ6_K};

class Kernels : public testing::TestWithParam<const KernelSet*> {
 protected:
  const KernelSet& set() const { return *GetParam(); }
  std::mt19937 random_{7};

  std::vector<float> Normals(size_t n) {
    std::normal_distribution<float> normal;
    std::vector<float> values(n);
    for (float& value : values) value = normal(random_);
    return values;
  }
};

INSTANTIATE_TEST_SUITE_P(Sets, Kernels, testing::ValuesIn(AvailableKernels()),
                         [](const auto& param) { return std::string(param.param->name); });

/// Random rows of one type, whose scales are small positive or negative halves.
class RandomWeights {
 public:
  RandomWeights(DataType type, size_t n_rows, size_t n_cols, std::mt19937& random)
      : bytes_(n_rows * tensor::RowBytes(type, n_cols)) {
    view_ = {.type = type,
             .n_rows = n_rows,
             .n_cols = n_cols,
             .row_bytes = tensor::RowBytes(type, n_cols),
             .data = bytes_.data()};
    for (std::byte& b : bytes_) b = static_cast<std::byte>(random());
    const tensor::DataTypeInfo& info = tensor::GetDataTypeInfo(type);
    for (size_t at = 0; at < bytes_.size(); at += info.block_bytes) SetScales(at, random);
  }

  const tensor::TensorView& view() const { return view_; }

  std::vector<double> Row(size_t row) const {
    std::vector<float> values(view_.n_cols);
    tensor::DequantizeRow(view_.type, view_.Row(row), 0, view_.n_cols, values.data());
    return {values.begin(), values.end()};
  }

 private:
  void SetHalf(size_t at, std::mt19937& random) {
    std::normal_distribution<float> normal(0.0F, 0.1F);
    const tensor::Half half = tensor::FloatToHalf(normal(random));
    std::memcpy(bytes_.data() + at, &half, sizeof(half));
  }

  void SetScales(size_t at, std::mt19937& random) {
    std::normal_distribution<float> normal;
    const float value = normal(random);
    const auto bf16 = static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16);
    switch (view_.type) {
      case DataType::kF32:
        std::memcpy(bytes_.data() + at, &value, sizeof(value));
        return;
      case DataType::kBF16:
        std::memcpy(bytes_.data() + at, &bf16, sizeof(bf16));
        return;
      case DataType::kQ6_K:
        return SetHalf(at + offsetof(tensor::BlockQ6_K, d), random);
      case DataType::kQ4_1:
      case DataType::kQ5_1:
      case DataType::kQ4_K:
      case DataType::kQ5_K:
        SetHalf(at + 2, random);
        return SetHalf(at, random);
      default:
        return SetHalf(at, random);
    }
  }

  std::vector<std::byte> bytes_;
  tensor::TensorView view_;
};

/// Activations in both forms, quantised by the set under test.
struct Inputs {
  Inputs(const KernelSet& set, size_t n_rows, size_t n_cols, std::vector<float> x)
      : values(std::move(x)),
        high(n_rows * n_cols),
        low(n_rows * n_cols),
        scales(n_rows * n_cols / 32),
        sums32(scales.size()),
        sums16(2 * scales.size()) {
    activations = {.n_rows = n_rows, .n_cols = n_cols, .values = values.data()};
    if (!set.quantises_activations || n_cols % 32 != 0) return;
    for (size_t m = 0; m < n_rows; ++m) {
      const size_t first = m * n_cols;
      set.quantise(values.data() + first, n_cols,
                   {.high = high.data() + first,
                    .low = low.data() + first,
                    .scales = scales.data() + first / 32,
                    .sums32 = sums32.data() + first / 32,
                    .sums16 = sums16.data() + first / 16});
    }
    activations.high = high.data();
    activations.low = low.data();
    activations.scales = scales.data();
    activations.sums32 = sums32.data();
    activations.sums16 = sums16.data();
  }

  int Quant(size_t i) const { return kHighStep * high[i] + low[i]; }

  /// The value that the kernel works with: quantised where the set quantises for this type.
  double At(const KernelSet& set, DataType type, size_t i) const {
    if (!set.quantises_activations || tensor::GetDataTypeInfo(type).block_elements == 1) {
      return static_cast<double>(values[i]);
    }
    return static_cast<double>(scales[i / 32]) * Quant(i);
  }

  std::vector<float> values;
  std::vector<int8_t> high;
  std::vector<int8_t> low;
  std::vector<float> scales;
  std::vector<float> sums32;
  std::vector<float> sums16;
  Activations activations;
};

struct MatMulShape {
  size_t n_out = 1;
  size_t n_in = 256;
  size_t n_rows = 1;
};

/// The sums of products in double precision, [n_rows, n_out], and of their absolute values.
struct ExactProducts {
  ExactProducts(const KernelSet& set, const RandomWeights& weights, const Inputs& inputs,
                const MatMulShape& shape)
      : sums(shape.n_rows * shape.n_out), magnitudes(sums.size()) {
    std::vector<double> x(shape.n_rows * shape.n_in);
    for (size_t i = 0; i < x.size(); ++i) x[i] = inputs.At(set, weights.view().type, i);
    for (size_t row = 0; row < shape.n_out; ++row) {
      const std::vector<double> w = weights.Row(row);
      for (size_t m = 0; m < shape.n_rows; ++m) {
        for (size_t k = 0; k < shape.n_in; ++k) {
          const double term = w[k] * x[m * shape.n_in + k];
          sums[m * shape.n_out + row] += term;
          magnitudes[m * shape.n_out + row] += std::fabs(term);
        }
      }
    }
  }

  std::vector<double> sums;
  std::vector<double> magnitudes;
};

constexpr float kBefore = 2.0F;  // what lies in y
constexpr float kBias = 0.25F;

/// Checks the output of `call`, of rows first_row to n_out, which found kBefore everywhere.
void ExpectProducts(const MatMul& call, const ExactProducts& exact) {
  const DataType type = call.weights.type;
  const size_t n_out = call.weights.n_rows;
  const auto before = static_cast<double>(kBefore);
  const double start =
      (call.accumulate ? before : 0.0) + (call.bias == nullptr ? 0.0 : static_cast<double>(kBias));
  for (size_t m = 0; m < call.x.n_rows; ++m) {
    for (size_t row = 0; row < call.y_stride; ++row) {
      const auto actual = static_cast<double>(call.y[m * call.y_stride + row]);
      if (row < call.first_row || row >= n_out) {
        ASSERT_EQ(actual, before) << "what is out of the range is untouched";
        continue;
      }
      const size_t i = m * n_out + row;
      // Rounding is proportional to the terms before cancellation: 128 |scale| for 8-bit types.
      const double tolerance =
          2e-6 * (start + exact.magnitudes[i]) * (type == DataType::kQ8_0 ? 8 : 2);
      ASSERT_NEAR(actual, start + exact.sums[i], tolerance)
          << tensor::GetDataTypeInfo(type).name << " n_in " << call.weights.n_cols << " n_out "
          << n_out << " row " << row << " m " << m << " accumulate " << call.accumulate << " bias "
          << (call.bias != nullptr);
    }
  }
}

/// One product in all four modes: with and without bias, onto what is there or in its place.
void ExpectMatMul(const KernelSet& set, DataType type, const MatMulShape& shape,
                  std::mt19937& random, std::vector<float> x) {
  const RandomWeights weights(type, shape.n_out, shape.n_in, random);
  const Inputs inputs(set, shape.n_rows, shape.n_in, std::move(x));
  const ExactProducts exact(set, weights, inputs, shape);
  const std::vector<float> bias(shape.n_out, kBias);
  const size_t stride = shape.n_out + 3;
  for (const bool accumulate : {false, true}) {
    for (const float* const added : {static_cast<const float*>(nullptr), bias.data()}) {
      std::vector<float> y(shape.n_rows * stride, kBefore);
      const MatMul call = {.weights = weights.view(),
                           .x = inputs.activations,
                           .bias = added,
                           .accumulate = accumulate,
                           .y = y.data(),
                           .y_stride = stride,
                           .first_row = shape.n_out / 3,
                           .last_row = shape.n_out};
      set.matmul(call);
      ASSERT_NO_FATAL_FAILURE(ExpectProducts(call, exact));
    }
  }
}

TEST_P(Kernels, MatMulEqualsTheSumOfProducts) {
  for (const DataType type : kTypes) {
    const size_t block = tensor::GetDataTypeInfo(type).block_elements;
    const size_t step = std::max<size_t>(block, 32);
    for (const size_t n_blocks : {1, 2, 3, 5, 8, 9, 17, 18, 33, 35, 65}) {
      if (n_blocks > 18 && step > 32) continue;  // above 1024 columns already
      const size_t n_in = n_blocks * step;
      for (const size_t n_rows : {1, 2, 3, 8, 15}) {
        for (const size_t n_out : {1, 7, 16, 33}) {
          if (n_in * n_rows * n_out > (n_blocks > 18 ? 300'000 : 600'000)) continue;
          ExpectMatMul(set(), type, {.n_out = n_out, .n_in = n_in, .n_rows = n_rows}, random_,
                       Normals(n_in * n_rows));
        }
      }
    }
  }
}

TEST_P(Kernels, FloatWeightsNeedNoMultipleOf32) {
  for (size_t n_in = 1; n_in <= 2 * 32; ++n_in) {
    for (const DataType type : {DataType::kF32, DataType::kF16, DataType::kBF16}) {
      ExpectMatMul(set(), type, {.n_out = 5, .n_in = n_in, .n_rows = 2}, random_,
                   Normals(n_in * 2));
    }
  }
}

TEST_P(Kernels, QuantisationIsWithinHalfAStep) {
  if (!set().quantises_activations) {
    EXPECT_EQ(set().quantise, nullptr);
    return;
  }
  std::vector<float> x = Normals(96);
  for (size_t i = 32; i < 64; ++i) x[i] = 0.0F;
  x[64] = -1000.0F;
  const Inputs inputs(set(), 1, 96, x);
  for (size_t i = 0; i < 96; ++i) {
    const float scale = inputs.scales[i / 32];
    EXPECT_NEAR(static_cast<float>(inputs.Quant(i)) * scale, x[i], 0.51F * scale) << i;
    EXPECT_GE(inputs.low[i], -64);
    EXPECT_LE(inputs.low[i], 63);
  }
  EXPECT_EQ(inputs.high[64], -127);
  EXPECT_EQ(inputs.low[64], 0);
  for (size_t g = 0; g < 6; ++g) {
    int sum = 0;
    for (size_t i = 16 * g; i < 16 * g + 16; ++i) sum += inputs.Quant(i);
    EXPECT_FLOAT_EQ(inputs.sums16[g], inputs.scales[g / 2] * static_cast<float>(sum));
  }
  EXPECT_FLOAT_EQ(inputs.sums32[0], inputs.sums16[0] + inputs.sums16[1]);
}

TEST_P(Kernels, ElementwiseFunctionsHoldForAllSizesAndMisalignments) {
  for (size_t n = 0; n <= 64; ++n) {
    for (size_t offset = 0; offset < 4; ++offset) {
      const std::vector<float> x = Normals(n + offset);
      const std::vector<float> weight = Normals(n + offset);
      std::vector<float> norm(n + 1, 9.0F);
      std::vector<float> silu(n + 1, 9.0F);
      if (n > 0) set().rms_norm(x.data() + offset, weight.data() + offset, n, 1e-5F, norm.data());
      set().silu_multiply(x.data() + offset, weight.data() + offset, n, silu.data());
      double squares = 0.0;
      for (size_t i = 0; i < n; ++i) {
        squares += std::pow(static_cast<double>(x[offset + i]), 2);
      }
      const double scale = 1.0 / std::sqrt(squares / static_cast<double>(n) + 1e-5);
      for (size_t i = 0; i < n; ++i) {
        const auto v = static_cast<double>(x[offset + i]);
        const auto w = static_cast<double>(weight[offset + i]);
        ASSERT_NEAR(static_cast<double>(norm[i]), v * scale * w, 1e-5);
        ASSERT_NEAR(static_cast<double>(silu[i]), v / (1 + std::exp(-v)) * w, 2e-6);
      }
      ASSERT_EQ(norm[n], 9.0F);
      ASSERT_EQ(silu[n], 9.0F);
    }
  }
}

TEST_P(Kernels, SiluAndSoftmaxSurviveExtremes) {
  const std::vector<float> gate = {-1e30F, -200.0F, -88.0F, 0.0F, 88.0F, 1e30F};
  const std::vector<float> up(gate.size(), 1.0F);
  std::vector<float> out(gate.size());
  set().silu_multiply(gate.data(), up.data(), gate.size(), out.data());
  EXPECT_NEAR(out[1], 0.0F, 1e-30F);
  EXPECT_EQ(out[3], 0.0F);
  EXPECT_FLOAT_EQ(out[4], 88.0F);
  EXPECT_FLOAT_EQ(out[5], 1e30F);

  std::vector<float> scores = {-1e30F, 500.0F, 499.0F, -500.0F};
  set().softmax(scores.data(), scores.size());
  EXPECT_NEAR(scores[1], 1.0 / (1.0 + std::exp(-1.0)), 1e-6);
  EXPECT_NEAR(scores[2], std::exp(-1.0) / (1.0 + std::exp(-1.0)), 1e-6);
  EXPECT_NEAR(scores[0] + scores[3], 0.0F, 1e-30F);
}

TEST_P(Kernels, SoftmaxIsADistribution) {
  for (size_t n = 1; n <= 64; ++n) {
    std::vector<float> x = Normals(n);
    const std::vector<float> before = x;
    set().softmax(x.data(), n);
    double sum = 0.0;
    for (const float v : before) sum += std::exp(static_cast<double>(v));
    for (size_t i = 0; i < n; ++i) {
      ASSERT_NEAR(static_cast<double>(x[i]), std::exp(static_cast<double>(before[i])) / sum, 1e-6);
    }
  }
}

TEST_P(Kernels, AttentionReadsBackWhatWasStored) {
  const size_t element_bytes = KvElementBytes(set().kv_type);
  const double tolerance = set().kv_type == KvType::kF16 ? 2e-2 : 1e-5;
  for (const size_t head_dim : {16, 48, 64, 128}) {
    for (const size_t n : {1, 2, 7, 33}) {
      const size_t stride = 2 * head_dim;  // two heads: ours is the second
      const std::vector<float> stored = Normals(n * stride);
      std::vector<std::byte> cache(stored.size() * element_bytes);
      for (size_t t = 0; t < n; ++t) {
        set().store_kv(stored.data() + t * stride, stride,
                       cache.data() + t * stride * element_bytes);
      }
      const KvRows rows = {.data = cache.data() + head_dim * element_bytes,
                           .stride_bytes = stride * element_bytes,
                           .n_rows = n};
      const std::vector<float> query = Normals(head_dim);
      std::vector<float> scores(n);
      std::vector<float> out(head_dim, 1.0F);
      set().scores(query.data(), rows, head_dim, 0.5F, scores.data());
      set().accumulate(scores.data(), rows, head_dim, out.data());
      for (size_t t = 0; t < n; ++t) {
        double dot = 0.0;
        for (size_t i = 0; i < head_dim; ++i) {
          dot += static_cast<double>(query[i]) *
                 static_cast<double>(stored[t * stride + head_dim + i]);
        }
        ASSERT_NEAR(static_cast<double>(scores[t]), 0.5 * dot, tolerance);
      }
      for (size_t i = 0; i < head_dim; ++i) {
        double sum = 1.0;
        for (size_t t = 0; t < n; ++t) {
          sum += static_cast<double>(scores[t]) *
                 static_cast<double>(stored[t * stride + head_dim + i]);
        }
        ASSERT_NEAR(static_cast<double>(out[i]), sum, 5 * tolerance);
      }
    }
  }
}

TEST(SelectKernels, NamesAreCheckedAgainstTheMachine) {
  EXPECT_EQ((*SelectKernels(""))->name, AvailableKernels().front()->name);
  EXPECT_EQ((*SelectKernels("reference"))->name, "reference");
  const auto unknown = SelectKernels("sse9");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(unknown.error().message.find("reference"), std::string::npos);
}

}  // namespace
}  // namespace cmdai::engine::kernels
