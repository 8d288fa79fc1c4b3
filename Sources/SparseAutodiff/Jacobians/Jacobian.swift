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
  let tape = Tape<Argument.Scalar>()
  let wasPaused = resumeRecording()
  defer { restoreRecording(wasPaused) }
  defer { tape.close() }
  let input = tape.variable(x)
  let y = try f(input)
  let (rows, columns) = (y.value.coordinates.count, x.coordinates.count)
  var jacobian = DenseMatrix<Argument.Scalar>(rows: rows, columns: columns)
  guard y.tape === tape else { return jacobian }
  if mode == .forward || (mode == .cheaper && columns <= rows) {
    for j in 0..<columns {
      let sweep = ForwardSweep(tape, first: 0, last: y.node, isRecorded: false)
      sweep.set(Variable(x.basis(j)), of: input.node)
      sweep.run()
      guard let column: Variable<Result> = sweep.tangent(y.node) else { continue }
      for (i, value) in column.value.coordinates.enumerated() { jacobian[i, j] = value }
    }
  } else {
    for i in 0..<rows {
      let sweep = tape.reverse(from: y, cotangent: Variable(y.value.basis(i)), keeping: 1)
      guard let row: Variable<Argument> = sweep?.gathered(input.node) else { continue }
      for (j, value) in row.value.coordinates.enumerated() { jacobian[i, j] = value }
    }
  }
  return jacobian
}

extension TapeValue {
  /// 1 at coordinate `k`, 0 elsewhere.
  func basis(_ k: Int) -> Self {
    var coordinates = [Scalar](repeating: 0, count: self.coordinates.count)
    coordinates[k] = 1
    return with(coordinates: coordinates)
  }
}
