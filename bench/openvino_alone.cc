// The network and nothing else: images/s of OpenVINO, one stream and one caller a thread. The pixels lie decoded in
// memory, as many different images as no cache holds, since no two photos of a run are the same either.
//
//   openvino_alone MODEL.onnx THREADS PRECISION IMAGES
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <openvino/openvino.hpp>

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: openvino_alone MODEL.onnx THREADS PRECISION IMAGES\n";
    return 2;
  }
  const int threads = std::atoi(argv[2]);
  const std::string precision = argv[3];
  const int images = std::atoi(argv[4]);
  ov::Core core;
  auto model = core.read_model(argv[1]);
  model->reshape({1, 224, 224, 3});
  auto compiled = core.compile_model(model, "CPU", ov::num_streams(threads), ov::inference_num_threads(threads),
                                     ov::hint::inference_precision(ov::element::Type(precision)));

  constexpr size_t kImages = 512, kImageBytes = 224 * 224 * 3;
  std::vector<uint8_t> pixels(kImages * kImageBytes);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * 2654435761u >> 13);

  std::atomic<int> next = 0;
  const auto work = [&](int count) {
    auto request = compiled.create_infer_request();
    for (int i = next++; i < count; i = next++) {
      uint8_t* image = pixels.data() + static_cast<size_t>(i) % kImages * kImageBytes;
      request.set_input_tensor(ov::Tensor(ov::element::u8, {1, 224, 224, 3}, image));
      request.infer();
    }
  };
  const auto seconds = [&](int count) {
    next = 0;
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::jthread> pool;
    for (int i = 0; i < threads; ++i) pool.emplace_back(work, count);
    pool.clear();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  seconds(std::min(images, 200));  // warm up
  std::cout << images / seconds(images) << std::endl;
}
