import Foundation
import SparseAD

/// Whether this is a run under the thread or the address sanitizer.
package let isSanitized = isLinked("__tsan_init") || isLinked("__asan_init")

private func isLinked(_ symbol: String) -> Bool { dlsym(dlopen(nil, RTLD_NOW), symbol) != nil }

/// The bytes that `body` added to the resident memory at its worst.
package func peakBytes(_ body: () -> Void) -> Int {
  Memory.resetPeak()
  let before = Memory.resident
  body()
  return Memory.peak - before
}
