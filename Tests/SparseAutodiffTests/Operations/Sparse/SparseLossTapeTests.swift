import SparseAD
import TestSupport
import Testing

/// Losses through several sparse operations: where their gradients live, what they weigh, and second derivatives that
/// are known in closed form.
@Suite struct SparseLossTapeTests {
  @Test(arguments: PatternCase.all.filter { $0.pattern.rows == $0.pattern.columns })
  func losses(_ test: PatternCase) throws {
    var random = RandomValues<Double>(seed: 1)
    let a = random.sparse(test.pattern)
    let b = random.sparse(a.rows, a.columns, density: 0.4)
    let (alpha, x, y) = (random.scalar(), random.vector(a.rows), random.dense(a.rows, 2))
    let plan = try SpgemmPlan(a.pattern, b.pattern)
    checkTape(at: alpha, a, b, x, y, names: ["α", "A", "B", "x", "Y"]) {
      alpha, a, b, x, y in always { try sparseLoss(alpha, a, b, x, y, plan) }
    }
  }

  @Test func lossesInSinglePrecision() throws {
    var random = RandomValues<Float>(seed: 2)
    let (a, b) = (random.sparse(7, 7), random.sparse(7, 7))
    let (alpha, x, y) = (random.scalar(), random.vector(7), random.dense(7, 2))
    let plan = try SpgemmPlan(a.pattern, b.pattern)
    checkTape(at: alpha, a, b, x, y, names: ["α", "A", "B", "x", "Y"]) {
      alpha, a, b, x, y in always { try sparseLoss(alpha, a, b, x, y, plan) }
    }
  }

  /// `q = ½ xᵀ A x - bᵀ x`: `∇²q v = ½ (A + Aᵀ) v`, and along V on P(A) `∇ₓ⟨V, ∂q/∂A⟩ = ½ (V + Vᵀ) x`.
  @Test(arguments: PatternCase.all.filter { $0.pattern.rows == $0.pattern.columns })
  func quadratic(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 3)
    let (a, direction) = (random.sparse(test.pattern), random.sparse(test.pattern))
    let (b, x, v) = (random.vector(a.rows), random.vector(a.rows), random.vector(a.rows))
    let onDiagonal = SparsityPattern.identity(b.count)
    func q(_ a: Variable<CSRMatrix<Double>>, _ x: Variable<[Double]>) -> Variable<Double> {
      // ⟨x, ½ A x - b⟩, with the vectors on diagonals.
      let product = 0.5 * Variable(pattern: onDiagonal, values: a * x)
      let difference = always {
        try product - Variable(CSRMatrix(pattern: onDiagonal, values: b))
      }
      return dot(Variable(pattern: onDiagonal, values: x), difference)
    }
    func symmetric(_ m: CSRMatrix<Double>, _ v: [Double]) -> [Double] {
      zip(Gemv.forward(m, v), Gemv.forward(m, v, transpose: true)).map { ($0 + $1) / 2 }
    }

    let first = gradient(at: x) { x in q(Variable(a), x) }
    expectClose(first, zip(symmetric(a, x), b).map { $0 - $1 }, "gradient")
    expectClose(
      hessianVectorProduct(at: x, along: v) { q(Variable(a), $0) }, symmetric(a, v),
      "forward over reverse")
    let (aBar, xBar) = gradient(at: a, x) { a, x in
      let inner = gradient(at: a) { a in q(a, x) }
      return dot(Variable(direction), inner)
    }
    #expect(aBar.pattern === a.pattern && aBar.values.allSatisfy { $0 == 0 })
    expectClose(xBar, symmetric(direction, x), "reverse over reverse")
  }

  /// `L = ½‖A x - b‖²` in A's values: `∇L = [(A x - b) xᵀ]_P` and `∇²L V = [(V x) xᵀ]_P`.
  @Test(arguments: PatternCase.all)
  func leastSquaresInTheEntries(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 4)
    let (a, direction) = (random.sparse(test.pattern), random.sparse(test.pattern))
    let (b, x) = (random.vector(a.rows), random.vector(a.columns))
    let onDiagonal = SparsityPattern.identity(a.rows)
    func loss(_ a: Variable<CSRMatrix<Double>>) -> Variable<Double> {
      let product = Variable(pattern: onDiagonal, values: a * Variable(x))
      let residual = always {
        try product - Variable(CSRMatrix(pattern: onDiagonal, values: b))
      }
      return dot(0.5 * residual, residual)
    }
    let residual = zip(a * x, b).map { $0 - $1 }
    let bar = gradient(at: a, of: loss)
    #expect(bar.pattern === a.pattern)
    expectClose(bar.values, Gemv.vjpA(a, x, cotangent: residual).values)
    let product = hessianVectorProduct(at: a, along: direction, of: loss)
    #expect(product.pattern === a.pattern)
    expectClose(product.values, Gemv.vjpA(a, x, cotangent: direction * x).values)
  }

  /// At 100,000 rows a dense intermediate would be 80 GB. The tape holds the forward values, the sweep a cotangent each.
  @Test(
    .enabled(if: Memory.resetPeak(), "the peak of the resident memory cannot be reset here"),
    .disabled(if: isSanitized, "a sanitizer multiplies the memory in use"))
  func lossTakesBytesForEachEntry() async throws {
    await #expect(processExitsWith: .success) {
      let n = 100_000
      let a = try CSRMatrix<Double>.random(rows: n, columns: n, density: 5e-5, seed: 1)
      let b = try CSRMatrix<Double>.random(rows: n, columns: n, density: 4e-5, seed: 2)
      var random = RandomValues<Double>(seed: 3)
      let (x, y) = (random.vector(n), random.dense(n, 4))
      let plan = try SpgemmPlan(a.pattern, b.pattern)
      // Found once for each pattern, and not the gradient's memory.
      _ = (a.pattern.transpose, b.pattern.transpose, plan.pattern.transpose)
      let peak = peakBytes {
        let (_, aBar, bBar, xBar, _) = gradient(at: 2, a, b, x, y) { alpha, a, b, x, y in
          always { try sparseLoss(alpha, a, b, x, y, plan) }
        }
        #expect(aBar.pattern === a.pattern && bBar.pattern === b.pattern)
        #expect(aBar.values.contains { $0 != 0 } && bBar.values.contains { $0 != 0 })
        #expect(xBar.count == n)
      }
      let numbers = a.count + b.count + plan.pattern.count + 5 * n
      #expect(peak < 48 * numbers, "\(peak) bytes for \(numbers) numbers")
      // The gradient alone is there: what was measured is no less.
      #expect(peak > 8 * (a.count + b.count + 5 * n), "\(peak) bytes for \(numbers) numbers")
    }
  }
}

/// `⟨αA + 2B, diag((A B) x) (S ⊙ B)⟩` with `S = A ⊙ [Y Yᵀ]_P(A)`: through every kind of product of sparse matrices.
private func sparseLoss<S: DifferentiableScalar>(
  _ alpha: Variable<S>, _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>,
  _ x: Variable<[S]>, _ y: Variable<DenseMatrix<S>>, _ plan: SpgemmPlan
) throws(SizeError) -> Variable<S> {
  let sum = try linearCombination(alpha, a, Variable(2), b)
  let factors = plan.forward(a, b) * x
  return dot(sum, a.sampledProduct(y, y).hadamard(b).scaled(rows: factors))
}
