// features PHOTOS OUT: a folder of photos becomes features, reduced to 95 % of their variance.
#include <iostream>

#include <verger/pipeline.h>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: features PHOTOS OUT\n";
    return 2;
  }
  verger::RunOptions options;
  options.input = argv[1];
  options.output = argv[2];
  options.reduce = verger::ReduceOptions{.n_components = 0.95};

  const arrow::Result<verger::RunResult> result = verger::Run(options);
  if (!result.ok()) {
    std::cerr << "features: " << result.status().message() << "\n";
    return static_cast<int>(verger::KindOf(result.status()));
  }
  std::cout << result->features << " photos became features, " << result->rejects
            << " were rejected: " << result->output << "\n";
}
