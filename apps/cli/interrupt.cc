#include "interrupt.h"

#include <semaphore.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace verger::cli {
namespace {

sem_t asked;  // raised by a signal, and by the destructor
std::atomic<int> signals = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler uses it");

// Libraries start threads while they are loaded, so a signal may arrive on any of them: masks would not keep it off.
void OnSignal(int) {
  if (signals++ > 0) _exit(130);
  sem_post(&asked);
}

void Handle(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  signals = 0;
  sem_init(&asked, 0, 0);
  waiter_ = std::thread([this] {
    while (sem_wait(&asked) != 0) {  // EINTR
    }
    if (signals > 0) source_.request_stop();
  });
  Handle(OnSignal);
}

Interrupt::~Interrupt() {
  if (signals == 0) Handle(SIG_DFL);  // once asked, a second signal still ends the process
  sem_post(&asked);
  waiter_.join();
  sem_destroy(&asked);
}

}  // namespace verger::cli
