#if SuiteSparse
#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Runs a call of METIS so that it survives where it has no memory.
///
/// METIS raises `SIGABRT` where an allocation fails, and its entry points catch that. A thread of libdispatch, as Swift's
/// tasks run on, blocks the signal: METIS would go on with a null pointer.
func withAbortUnblocked<Result>(_ body: () -> Result) -> Result {
  var (signals, before) = (sigset_t(), sigset_t())
  sigemptyset(&signals)
  sigaddset(&signals, SIGABRT)
  pthread_sigmask(SIG_UNBLOCK, &signals, &before)
  // Also because METIS leaves its handler by a jump, which leaves the signal blocked.
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  return body()
}
#endif
