import SparseAutodiff
import SparseMatrices
import SparseSolvers

/// The block-triangular system of the sensitivities of `Y_N` to the weights `K_i` of one layer: a check for small networks.
///
///     ⎡  I                   ⎤ ⎡ J Y_{i+1} ⎤   ⎡ R_i ⎤
///     ⎢ −T_{i+1}  I          ⎥ ⎢ J Y_{i+2} ⎥   ⎢  0  ⎥        T_j = I ⊗ P_j + diag(vec D_j) (I ⊗ K_j)
///     ⎢        ⋱      ⋱      ⎥ ⎢     ⋮     ⎥ = ⎢  ⋮  ⎥        R_i = diag(vec D_i) (Y_iᵀ ⊗ I)
///     ⎣          −T_{N−1}  I ⎦ ⎣   J Y_N   ⎦   ⎣  0  ⎦        D_j = h σ′(K_j Y_j + b_j 1ᵀ)
///
/// `vec` stacks columns: all features of the first example, then those of the next. Paper 003 prints `T_j` with `P_j` in
/// place of `I ⊗ P_j`, which has no sum with the rest for more than one example, and the last block of the transposed
/// matrix as `−T_N`, a layer that is not there, in place of `−T_{N−1}ᵀ`.
///
/// Everything is written out, Kronecker products included, which ``ResidualTrajectory`` never does.
public struct ResidualSystem<Scalar: SparseScalar>: Sendable {
  /// The matrix `T`, unit lower triangular.
  public let matrix: CSRMatrix<Scalar>
  /// `R_i`: a row for each element of `vec Y_{i+1}`, a column for each of `vec K_i`, dense or sparse.
  public let source: CSRMatrix<Scalar>
  /// The number of elements of `Y_N`.
  public let outputCount: Int

  /// The system for `K_layer`.
  ///
  /// - Throws: ``SizeError`` where the matrices do not fit.
  /// - Complexity: O(Σ entries of K_j and P_j · n), and O(n_{i+1} n_i n) for `R_i`.
  public init(_ run: ResidualTrajectory<Scalar>, layer: Int) throws(SizeError) {
    require(
      run.slopes.indices.contains(layer), "layer \(layer) of \(run.slopes.count) layers")
    let sizes = run.states[(layer + 1)...].map(\.values.count)
    let order = sizes.reduce(0, +)
    var columns: [CSRMatrix<Scalar>] = []
    var first = 0
    for (j, size) in zip((layer + 1)..., sizes) {
      // The block column of Y_j: zeros, the identity, −T_j, zeros.
      var blocks: [CSRMatrix<Scalar>] = [.empty(rows: first, columns: size), .identity(size)]
      first += size
      if j < run.slopes.count {
        blocks.append(Scaling.forward(alpha: -1, try run.transition(j)))
      }
      blocks.append(.empty(rows: order - blocks.reduce(0) { $0 + $1.rows }, columns: size))
      columns.append(try .vertical(blocks))
    }
    matrix = try .horizontal(columns)
    source = try run.source(layer)
    outputCount = run.output.values.count
  }

  /// `(J Y_N) v = Q T⁻¹ R v`, with `v` the tangent of `vec K_i`: the result is that of `vec Y_N`.
  public func jvp(_ v: [Scalar]) -> [Scalar] {
    let start = source * v
    let rest = [Scalar](repeating: 0, count: matrix.rows - start.count)
    return Array(solving(start + rest).suffix(outputCount))
  }

  /// `(J Y_N)ᵀ u = Rᵀ T⁻ᵀ Qᵀ u`, with `u` the cotangent of `vec Y_N`: the result is that of `vec K_i`.
  public func vjp(_ u: [Scalar]) -> [Scalar] {
    require(u.count == outputCount, "\(u.count) elements for the \(outputCount) of Y_N")
    let start = [Scalar](repeating: 0, count: matrix.rows - outputCount)
    let adjoint = solving(start + u, transpose: true)
    return source.transposed() * Array(adjoint.prefix(source.rows))
  }

  private func solving(_ b: [Scalar], transpose: Bool = false) -> [Scalar] {
    let column = DenseMatrix(rows: b.count, columns: 1, values: b)
    return matrix.solving(Triangle(.lower, unitDiagonal: true), column, transpose: transpose).values
  }
}

extension ResidualTrajectory {
  /// `T_j = ∂ vec Y_{j+1} / ∂ vec Y_j = I ⊗ P_j + diag(vec D_j) (I ⊗ K_j)`.
  ///
  /// - Throws: ``SizeError`` where it does not fit.
  public func transition(_ j: Int) throws(SizeError) -> CSRMatrix<Scalar> {
    let examples = CSRMatrix<Scalar>.identity(states[j].columns)
    let k = try network.parameters.weights[j].toCSR()
    let p = try network.projections[j]?.toCSR() ?? .identity(k.columns)
    return try LinearCombination.forward(
      1, examples.kronecker(p), 1,
      Scaling.forward(examples.kronecker(k), rows: slopes[j].stackedColumns))
  }

  /// `R_j = ∂ vec Y_{j+1} / ∂ vec K_j = diag(vec D_j) (Y_jᵀ ⊗ I)`.
  fileprivate func source(_ j: Int) throws(SizeError) -> CSRMatrix<Scalar> {
    let y = try ResidualOperator.dense(states[j]).toCSR().transposed()
    let features = CSRMatrix<Scalar>.identity(slopes[j].rows)
    return try Scaling.forward(y.kronecker(features), rows: slopes[j].stackedColumns)
  }
}

extension DenseMatrix {
  /// `vec`: the columns, one after the other.
  fileprivate var stackedColumns: [Scalar] { Kernels.transpose(values, _shape) }
}

extension CSRMatrix {
  fileprivate static func empty(rows: Int, columns: Int) -> CSRMatrix {
    CSRMatrix(
      uncheckedRows: rows, columns: columns, rowStarts: [Int32](repeating: 0, count: rows + 1),
      columnIndices: [], values: [])
  }
}
