// The symmetric eigenproblem behind PCA.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <arrow/result.h>

namespace verger {

struct SymmetricEigen {
  std::vector<double> values;   ///< [n], descending: all of them
  std::vector<double> vectors;  ///< [k, n], orthonormal rows: those of the k largest values
};

/// Eigenvalues of the symmetric matrix [n, n], then eigenvectors of as many as `keep` answers when shown the values
/// (descending). Reads the upper triangle (row after row) alone. One thread; may be called from many at a time.
/// Errors: what `keep` answers; kFailed when the matrix is not finite or LAPACK does not converge.
arrow::Result<SymmetricEigen> DecomposeSymmetric(
    std::vector<double> matrix, int n, const std::function<arrow::Result<int64_t>(const std::vector<double>&)>& keep);

}  // namespace verger
