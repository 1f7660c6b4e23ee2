#include "reduce/symmetric.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <cblas.h>
#include <lapacke.h>

#include "verger/error.h"

namespace verger {
namespace {

/// Sets OpenBLAS to one thread, once: its own threads would make the bits depend on their number. This is a copy of its
/// own; numpy's and scipy's are not touched.
void UseSerialBlas() {
  static const bool once = (scipy_openblas_set_num_threads(1), true);
  static_cast<void>(once);
}

arrow::Status Check(const char* routine, lapack_int info) {
  if (info == 0) return arrow::Status::OK();
  return Error(ErrorKind::kFailed,
               "the eigenproblem was not solved: " + std::string(routine) + " answered " + std::to_string(info));
}

}  // namespace

arrow::Result<SymmetricEigen> DecomposeSymmetric(
    std::vector<double> matrix, int n, const std::function<arrow::Result<int64_t>(const std::vector<double>&)>& keep) {
  UseSerialBlas();
  const auto size = static_cast<size_t>(n);
  double largest = 0;
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = i; j < size; ++j) {
      if (!std::isfinite(matrix[i * size + j])) {
        return Error(ErrorKind::kFailed, "the features are too large: their variances overflow");
      }
      largest = std::max(largest, std::abs(matrix[i * size + j]));
    }
  }
  // To about 1, by a power of two, which rounds nothing: so that no product of tiny or huge variances is lost.
  const int exponent = largest > 0 ? std::clamp(std::ilogb(largest), -1000, 1000) : 0;
  const double down = std::ldexp(1, -exponent), up = std::ldexp(1, exponent);
  for (double& value : matrix) value *= down;

  // To LAPACK, which reads column after column, our upper triangle is the lower one.
  std::vector<double> diagonal(size), off(size), tau(size);
  ARROW_RETURN_NOT_OK(Check("dsytrd", scipy_LAPACKE_dsytrd(LAPACK_COL_MAJOR, 'L', n, matrix.data(), n, diagonal.data(),
                                                           off.data(), tau.data())));
  // Divide and conquer finds all vectors as fast as dstemr finds a tenth of them, and orthonormal to the last digits
  // however the eigenvalues cluster. Only those that are kept are taken back to the features' axes.
  std::vector<double> vectors(size * size);
  ARROW_RETURN_NOT_OK(
      Check("dstedc", scipy_LAPACKE_dstedc(LAPACK_COL_MAJOR, 'I', n, diagonal.data(), off.data(), vectors.data(), n)));
  SymmetricEigen eigen;
  eigen.values.assign(diagonal.rbegin(), diagonal.rend());
  for (double& value : eigen.values) value *= up;
  ARROW_ASSIGN_OR_RAISE(const int64_t kept, keep(eigen.values));

  const auto k = static_cast<size_t>(kept);
  double* const last = vectors.data() + (size - k) * size;
  ARROW_RETURN_NOT_OK(
      Check("dormtr", scipy_LAPACKE_dormtr(LAPACK_COL_MAJOR, 'L', 'L', 'N', n, static_cast<lapack_int>(k),
                                           matrix.data(), n, tau.data(), last, n)));
  eigen.vectors.resize(k * size);
  for (size_t i = 0; i < k; ++i) std::copy_n(last + (k - 1 - i) * size, size, eigen.vectors.data() + i * size);
  return eigen;
}

}  // namespace verger
