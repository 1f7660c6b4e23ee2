// Resizes for comparison with Pillow, one process for many pictures. It reads "filter width height out_width
// out_height\n" and width x height x 3 bytes, writes out_width x out_height x 3 bytes, and so on until its input ends.
#include "enhance/resize.h"

#include <cstdio>
#include <map>
#include <tuple>

int main() {
  std::map<std::tuple<verger::Filter, int, int>, verger::Resizer> resizers;
  char name[16];
  int width, height, out_width, out_height;
  while (std::scanf("%15s %d %d %d %d", name, &width, &height, &out_width, &out_height) == 5 &&
         std::getchar() == '\n') {
    const auto filter = verger::ParseFilter(name);
    if (!filter.ok()) return 1;
    std::vector<uint8_t> rgb(static_cast<size_t>(width) * height * 3);
    std::vector<uint8_t> out(static_cast<size_t>(out_width) * out_height * 3);
    if (std::fread(rgb.data(), 1, rgb.size(), stdin) != rgb.size()) return 1;
    verger::Resizer& resizer =
        resizers.try_emplace({*filter, out_width, out_height}, out_width, out_height, *filter).first->second;
    if (!resizer.Resize(rgb.data(), width, height, out.data()).ok()) return 1;
    std::fwrite(out.data(), 1, out.size(), stdout);
    std::fflush(stdout);
  }
  return 0;
}
