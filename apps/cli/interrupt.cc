#include "interrupt.h"

#include <unistd.h>
#include <csignal>

namespace verger::cli {
namespace {

sigset_t Signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGUSR1);  // the destructor's: ends the waiting
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = Signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  waiter_ = std::thread([this, signals] {
    for (int asked = 0;; ++asked) {
      int signal = 0;
      sigwait(&signals, &signal);
      if (signal == SIGUSR1) return;
      if (asked > 0) _exit(130);
      source_.request_stop();
    }
  });
}

Interrupt::~Interrupt() {
  pthread_kill(waiter_.native_handle(), SIGUSR1);
  waiter_.join();
}

}  // namespace verger::cli
