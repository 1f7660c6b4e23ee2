#include "reduce/symmetric.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <lapacke.h>

#include "reduce/blas.h"
#include "verger/error.h"

namespace verger {
namespace {

arrow::Status Check(const char* routine, lapack_int info) {
  if (info == 0) return arrow::Status::OK();
  return Error(ErrorKind::kFailed, "the eigenproblem did not converge (" + std::string(routine) + " answered " +
                                       std::to_string(info) + ")");
}

}  // namespace

arrow::Result<SymmetricEigen> DecomposeSymmetric(
    std::vector<double>& matrix, int n, const std::function<arrow::Result<int64_t>(const std::vector<double>&)>& keep) {
  UseSerialBlas();
  const auto size = static_cast<size_t>(n);
  std::vector<double> diagonal(size), off(size), tau(size);
  // To LAPACK, which reads column after column, our upper triangle is the lower one.
  ARROW_RETURN_NOT_OK(Check("dsytrd", scipy_LAPACKE_dsytrd(LAPACK_COL_MAJOR, 'L', n, matrix.data(), n, diagonal.data(),
                                                           off.data(), tau.data())));
  SymmetricEigen eigen;
  eigen.values = diagonal;
  std::vector<double> scratch = off;
  ARROW_RETURN_NOT_OK(Check("dsterf", scipy_LAPACKE_dsterf(n, eigen.values.data(), scratch.data())));
  std::ranges::reverse(eigen.values);
  ARROW_ASSIGN_OR_RAISE(const int64_t keep_count, keep(eigen.values));

  const auto k = static_cast<lapack_int>(keep_count);
  eigen.vectors.resize(static_cast<size_t>(k) * size);
  std::vector<double> values(size), vectors(eigen.vectors.size());
  std::vector<lapack_int> support(2 * size);
  lapack_int found = 0;
  lapack_logical accurate = 1;
  ARROW_RETURN_NOT_OK(
      Check("dstemr", scipy_LAPACKE_dstemr(LAPACK_COL_MAJOR, 'V', 'I', n, diagonal.data(), off.data(), 0, 0, n - k + 1,
                                           n, &found, values.data(), vectors.data(), n, k, support.data(), &accurate)));
  ARROW_RETURN_NOT_OK(Check("dormtr", scipy_LAPACKE_dormtr(LAPACK_COL_MAJOR, 'L', 'L', 'N', n, k, matrix.data(), n,
                                                           tau.data(), vectors.data(), n)));
  for (size_t i = 0; i < static_cast<size_t>(k); ++i) {
    std::copy_n(vectors.begin() + static_cast<ptrdiff_t>((static_cast<size_t>(k) - 1 - i) * size), size,
                eigen.vectors.begin() + static_cast<ptrdiff_t>(i * size));
  }
  return eigen;
}

}  // namespace verger
