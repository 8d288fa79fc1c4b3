import SparseMatrices

/// A value that may depend on the inputs of a derivative, and what operations are written in.
///
/// A variable is on a tape, or constant: made from a value, returned by ``detached()``, or computed from constants alone.
public struct Variable<Value: TapeValue> {
  /// The value computed.
  public let value: Value
  /// The tape that recorded it; nil for a constant.
  public let tape: Tape<Value.Scalar>?
  let node: Int32

  /// A constant.
  public init(_ value: Value) {
    self.value = value
    tape = nil
    node = -1
  }

  package init(_ value: Value, _ tape: Tape<Value.Scalar>, _ node: Int32) {
    self.value = value
    self.tape = tape
    self.node = node
  }

  /// The value as a constant: no derivative passes here (stop-gradient).
  public func detached() -> Variable { Variable(value) }
}
