// Products of narrow panels: the inner loop of moments and of projection.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace verger {

/// Columns of a panel: 24 doubles are three registers of AVX-512, two times three of AVX2.
inline constexpr size_t kPanelWidth = 24;

template <typename T>
struct CacheLineAllocator {
  static constexpr std::align_val_t kAlignment{64};
  using value_type = T;

  CacheLineAllocator() = default;
  template <typename U>
  explicit CacheLineAllocator(const CacheLineAllocator<U>&) {}

  T* allocate(size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kAlignment)); }
  void deallocate(T* p, size_t) { ::operator delete(p, kAlignment); }
  bool operator==(const CacheLineAllocator&) const = default;
};

/// Panels one after the other; aligned, as a load across two cache lines takes twice as long.
using PanelVector = std::vector<double, CacheLineAllocator<double>>;

/// out [kPanelWidth, kPanelWidth] += a^T b for a, b [depth, kPanelWidth], all row after row.
///
/// Each sum grows along depth in order by fused multiply-adds, so its bits depend neither on its neighbours, nor on how
/// depth is cut into calls, nor, among CPUs that have such an instruction, on the CPU.
void AddProduct(const double* a, const double* b, size_t depth, double* out);

}  // namespace verger
