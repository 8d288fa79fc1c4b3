/// A piece of work, and the least that it can cost.
struct Work {
  /// Bytes of all operands and results, each touched once: indices and row starts of 4 bytes.
  let bytes: Int
  /// Floating-point additions and multiplications.
  let flops: Int
  let run: () throws -> Void
}

/// An operation on a problem, ready to be called again and again.
struct Case {
  let forward: Work
  private(set) var backward: Work?
  /// The same operation in another library.
  private(set) var peer: (name: String, run: () -> Void)?

  init(bytes: Int, flops: Int, _ run: @escaping () throws -> Void) {
    forward = Work(bytes: bytes, flops: flops, run: run)
  }

  /// The cotangents of all operands, given that of the result.
  func backward(bytes: Int, flops: Int, _ run: @escaping () throws -> Void) -> Case {
    var copy = self
    copy.backward = Work(bytes: bytes, flops: flops, run: run)
    return copy
  }

  /// What to compare the forward call with; without `run`, nothing.
  func peer(_ name: String, _ run: (() -> Void)?) -> Case {
    var copy = self
    if let run { copy.peer = (name, run) }
    return copy
  }
}

/// How to make the case of one operation: one element of a list.
struct Operation<S: BenchmarkScalar> {
  let name: String
  /// The name of its backward pass in tables.
  let backwardName: String
  /// Nil where the operation does not apply to the problem.
  let make: (Problem<S>) throws -> Case?

  init(
    _ name: String, backward: String? = nil, _ make: @escaping (Problem<S>) throws -> Case?
  ) {
    self.name = name
    backwardName = backward ?? "bwd_" + name
    self.make = make
  }
}
