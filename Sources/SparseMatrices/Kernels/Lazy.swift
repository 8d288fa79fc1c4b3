import Synchronization

/// A value computed at most once, on first use, from any thread.
package final class Lazy<Value: Sendable>: Sendable {
  private let value: Mutex<Value?>

  package init(_ known: sending Value? = nil) { value = Mutex(known) }

  /// The value, made by `make` if it is not there yet. Other threads wait meanwhile.
  func callAsFunction(_ make: () -> Value) -> Value {
    value.withLock { value in
      if let value { return value }
      let made = make()
      value = made
      return made
    }
  }

  /// Forgets the value, which is made anew when it is asked for next.
  package func reset() { value.withLock { $0 = nil } }

  /// The value if it has been made.
  package var current: Value? { value.withLock { $0 } }
}
