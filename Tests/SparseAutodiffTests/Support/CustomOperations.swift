import SparseAD

/// How often an operation's derivatives ran. Not for use from several threads.
final class SweepCounter: @unchecked Sendable {
  var jvps = 0
  var vjps = 0
}

/// The right-hand side of `u_t = u_xx + u (1 − u)` on a grid of unit steps with zeros beyond its ends, as a user of the
/// library would write it.
///
///     y_i = u_{i−1} − 2 u_i + u_{i+1} + u_i (1 − u_i)        ẏ = (L + diag(1 − 2 u)) u̇, which is symmetric
///
/// Its derivative is the operation ``ReactionDiffusionDerivative``, so that a sweep over it can be recorded.
struct ReactionDiffusion: UnaryOperation {
  var counter = SweepCounter()
  var name: String { "reaction–diffusion" }

  func forward(_ u: [Double]) -> [Double] {
    zip(laplacian(u), u).map { $0 + $1 * (1 - $1) }
  }

  func vjp(
    _ u: Variable<[Double]>, _ y: Variable<[Double]>, cotangent: Variable<[Double]>
  ) -> Variable<[Double]> {
    counter.vjps += 1
    return ReactionDiffusionDerivative()(u, cotangent)
  }

  func jvp(
    _ u: Variable<[Double]>, _ y: Variable<[Double]>, tangent: Variable<[Double]>
  ) -> Variable<[Double]> {
    counter.jvps += 1
    return ReactionDiffusionDerivative()(u, tangent)
  }

  /// The Jacobian, entry by entry.
  static func jacobian(_ u: [Double], _ i: Int, _ j: Int) -> Double {
    i == j ? -1 - 2 * u[i] : abs(i - j) == 1 ? 1 : 0
  }

  static func pattern(_ n: Int) -> SparsityPattern {
    var starts: [Int32] = [0]
    var columns: [Int32] = []
    for i in 0..<n {
      for j in max(0, i - 1)...min(n - 1, i + 1) { columns.append(Int32(j)) }
      starts.append(Int32(columns.count))
    }
    return SparsityPattern(
      uncheckedRows: n, columns: n, rowStarts: starts, columnIndices: columns)
  }
}

/// `y = L t + (1 − 2 u) ∘ t`; once differentiable, as no test asks for more.
struct ReactionDiffusionDerivative: BinaryOperation {
  var name: String { "derivative of reaction–diffusion" }

  func forward(_ u: [Double], _ t: [Double]) -> [Double] {
    var y = laplacian(t)
    for i in y.indices { y[i] += (1 - 2 * u[i]) * t[i] }
    return y
  }

  func vjp(
    _ u: Variable<[Double]>, _ t: Variable<[Double]>, _ y: Variable<[Double]>,
    cotangent: Variable<[Double]>, needs: (a: Bool, b: Bool)
  ) -> (a: Variable<[Double]>?, b: Variable<[Double]>?) {
    (
      needs.a ? Variable(zip(t.value, cotangent.value).map { -2 * $0 * $1 }) : nil,
      needs.b ? ReactionDiffusionDerivative()(u, cotangent) : nil
    )
  }

  func jvp(
    _ u: Variable<[Double]>, _ t: Variable<[Double]>, _ y: Variable<[Double]>,
    aDot: Variable<[Double]>?, bDot: Variable<[Double]>?
  ) -> Variable<[Double]> {
    var yDot = bDot.map { forward(u.value, $0.value) } ?? t.value.map { _ in 0 }
    if let uDot = aDot?.value { for i in yDot.indices { yDot[i] -= 2 * uDot[i] * t.value[i] } }
    return Variable(yDot)
  }
}

private func laplacian(_ u: [Double]) -> [Double] {
  u.indices.map { i in
    (i > 0 ? u[i - 1] : 0) - 2 * u[i] + (i + 1 < u.count ? u[i + 1] : 0)
  }
}

/// `y = A (x ∘ x)`: the Jacobian `2 A diag(x)` is on A's pattern, and zero where x is.
struct MatrixTimesSquares<Scalar: SparseScalar>: UnaryOperation {
  let a: CSRMatrix<Scalar>
  var counter = SweepCounter()
  var name: String { "A x²" }

  func forward(_ x: [Scalar]) -> [Scalar] { a * x.map { $0 * $0 } }

  func vjp(
    _ x: Variable<[Scalar]>, _ y: Variable<[Scalar]>, cotangent: Variable<[Scalar]>
  ) -> Variable<[Scalar]> {
    counter.vjps += 1
    let (_, _, bar) = Gemv.vjp(a, x.value, cotangent: cotangent.value)
    return Variable(zip(x.value, bar).map { 2 * $0 * $1 })
  }

  func jvp(
    _ x: Variable<[Scalar]>, _ y: Variable<[Scalar]>, tangent: Variable<[Scalar]>
  ) -> Variable<[Scalar]> {
    counter.jvps += 1
    return Variable(a * zip(x.value, tangent.value).map { 2 * $0 * $1 })
  }
}

/// `y = x₀ ∘ x₁ ∘ …`, of any number of vectors.
struct ElementwiseProduct: NaryOperation {
  var name = "product"

  func forward(_ x: [[Double]]) -> [Double] {
    x.dropFirst().reduce(x[0]) { zip($0, $1).map { $0 * $1 } }
  }

  private func others(_ x: [Variable<[Double]>], but k: Int, times t: [Double]) -> [Double] {
    forward([t] + x.indices.filter { $0 != k }.map { x[$0].value })
  }

  func vjp(
    _ x: [Variable<[Double]>], _ y: Variable<[Double]>, cotangent: Variable<[Double]>
  ) -> [Variable<[Double]>] {
    x.indices.map { Variable(others(x, but: $0, times: cotangent.value)) }
  }

  func jvp(
    _ x: [Variable<[Double]>], _ y: Variable<[Double]>, tangents: [Variable<[Double]>?]
  ) -> Variable<[Double]> {
    var sum = y.value.map { _ in 0.0 }
    for (k, tangent) in tangents.enumerated() {
      guard let tangent else { continue }
      sum = zip(sum, others(x, but: k, times: tangent.value)).map { $0 + $1 }
    }
    return Variable(sum)
  }
}

/// `y = x`, on the same buffer.
struct Same: UnaryOperation {
  var name = "same"
  func forward(_ x: [Double]) -> [Double] { x }
  func vjp(
    _ x: Variable<[Double]>, _ y: Variable<[Double]>, cotangent: Variable<[Double]>
  ) -> Variable<[Double]> { cotangent }
  func jvp(
    _ x: Variable<[Double]>, _ y: Variable<[Double]>, tangent: Variable<[Double]>
  ) -> Variable<[Double]> { tangent }
}

/// `y = A x` in both arguments.
struct MatrixVector: BinaryOperation {
  var name: String { "A x" }

  func forward(_ a: CSRMatrix<Double>, _ x: [Double]) -> [Double] { a * x }

  func vjp(
    _ a: Variable<CSRMatrix<Double>>, _ x: Variable<[Double]>, _ y: Variable<[Double]>,
    cotangent: Variable<[Double]>, needs: (a: Bool, b: Bool)
  ) -> (a: Variable<CSRMatrix<Double>>?, b: Variable<[Double]>?) {
    let (_, aBar, xBar) = Gemv.vjp(a.value, x.value, cotangent: cotangent.value)
    return (Variable(aBar), Variable(xBar))
  }

  func jvp(
    _ a: Variable<CSRMatrix<Double>>, _ x: Variable<[Double]>, _ y: Variable<[Double]>,
    aDot: Variable<CSRMatrix<Double>>?, bDot: Variable<[Double]>?
  ) -> Variable<[Double]> {
    let fromA = aDot.map { $0.value * x.value } ?? y.value.zero
    let fromX = bDot.map { a.value * $0.value } ?? y.value.zero
    return Variable(zip(fromA, fromX).map { $0 + $1 })
  }
}
