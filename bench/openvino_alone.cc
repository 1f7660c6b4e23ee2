// The network and nothing else: images/s of OpenVINO on one set of pixels, one stream and one caller a thread.
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

  std::atomic<int> next = 0;
  const auto work = [&](int count) {
    auto request = compiled.create_infer_request();
    std::vector<uint8_t> pixels(224 * 224 * 3);
    for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * 2654435761u >> 13);
    request.set_input_tensor(ov::Tensor(ov::element::u8, {1, 224, 224, 3}, pixels.data()));
    while (next++ < count) request.infer();
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
