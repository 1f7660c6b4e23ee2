#pragma once

#include <stop_token>
#include <thread>

namespace verger::cli {

/// Turns SIGINT and SIGTERM into a stop request: the first asks for a clean stop, the second ends the process at once.
/// One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::thread waiter_;
};

}  // namespace verger::cli
