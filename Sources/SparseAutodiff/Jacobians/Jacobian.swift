import SparseMatrices

/// Which way a Jacobian is filled.
public enum JacobianMode: Sendable {
  /// A column for each coordinate of the argument, by forward mode.
  case forward
  /// A row for each coordinate of the result, by reverse mode.
  case reverse
  /// Forward where the argument has no more coordinates than the result, reverse otherwise.
  case cheaper
}

/// The dense Jacobian `∂y_i/∂x_j` of a function: a row for each coordinate of the result, a column for each of the
/// argument. The coordinates of a sparse matrix are its stored entries.
///
/// The function is evaluated once; each row or column is one sweep over its tape. Where the Jacobian is sparse and large,
/// see ``sparseJacobian(at:coloring:of:)``.
public func jacobian<Argument: TapeValue, Result: TapeValue, E: Error>(
  at x: Argument, mode: JacobianMode = .cheaper,
  of f: (Variable<Argument>) throws(E) -> Variable<Result>
) throws(E) -> DenseMatrix<Argument.Scalar> where Argument.Scalar == Result.Scalar {
  let map = try Linearization(at: x, of: f)
  var jacobian = DenseMatrix<Argument.Scalar>(rows: map.rows, columns: map.columns)
  if mode == .forward || (mode == .cheaper && map.columns <= map.rows) {
    for j in 0..<map.columns {
      for (i, value) in (map.jvp(basis(j, of: map.columns)) ?? []).enumerated() {
        jacobian[i, j] = value
      }
    }
  } else {
    for i in 0..<map.rows {
      for (j, value) in (map.vjp(basis(i, of: map.rows)) ?? []).enumerated() {
        jacobian[i, j] = value
      }
    }
  }
  return jacobian
}

/// 1 at coordinate `k`, 0 elsewhere.
private func basis<Scalar: SparseScalar>(_ k: Int, of count: Int) -> [Scalar] {
  var coordinates: [Scalar] = Kernels.zeros(count)
  coordinates[k] = 1
  return coordinates
}

/// A recorded function in coordinates.
struct Linearization<Argument: TapeValue, Result: TapeValue>
where Argument.Scalar == Result.Scalar {
  typealias Scalar = Argument.Scalar

  private let recording: Recording<Scalar>
  private let argument: Argument
  private let result: Result
  /// The coordinates of the result: the rows of the Jacobian.
  let rows: Int
  /// The coordinates of the argument: the columns of the Jacobian.
  let columns: Int

  init<E: Error>(
    at x: Argument, of f: (Variable<Argument>) throws(E) -> Variable<Result>
  ) throws(E) {
    (result, recording) = try Recording.record { (tape: Tape<Scalar>) throws(E) in
      (1, try f(tape.variable(x)))
    }
    argument = x
    rows = result.coordinates.count
    columns = x.coordinates.count
  }

  /// `J ẋ`, or nil where nothing of the argument reaches the result.
  func jvp(_ tangent: [Scalar]) -> [Scalar]? {
    coordinates(of: recording.jvp(argument.with(coordinates: tangent)._slots)[0])
  }

  /// `Jᵀ ȳ`, or nil where nothing of the result reaches the argument.
  func vjp(_ cotangent: [Scalar]) -> [Scalar]? {
    coordinates(of: recording.vjp(result.with(coordinates: cotangent)._slots)[0])
  }

  private func coordinates(of slot: _Slot<Scalar>) -> [Scalar]? {
    if case .empty = slot { return nil }
    return slot.coordinates
  }
}
