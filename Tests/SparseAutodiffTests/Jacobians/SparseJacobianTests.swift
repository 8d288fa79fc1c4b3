import SparseAD
import TestSupport
import Testing

@Suite struct SparseJacobianTests {
  private static let modes = [JacobianMode.forward, .reverse, .cheaper]

  @Test func reactionDiffusionOf100000UnknownsInThreeSweeps() {
    let n = 100_000
    let u = (0..<n).map { Double($0 % 101) / 101 }
    let f = ReactionDiffusion()
    let pattern = ReactionDiffusion.pattern(n)
    let jacobian = sparseJacobian(at: u, pattern: pattern) { f($0) }
    #expect(f.counter.jvps == 3 && f.counter.vjps == 0)
    #expect(jacobian.pattern === pattern)
    let wrong = jacobian.entries.first {
      abs($0.value - ReactionDiffusion.jacobian(u, $0.row, $0.column)) > 1e-13
    }
    #expect(wrong == nil, "\(String(describing: wrong))")
  }

  @Test(arguments: PatternCase.all, modes)
  func equalsTheDenseJacobian(_ test: PatternCase, _ mode: JacobianMode) {
    var generator = SeededGenerator(seed: 5)
    let a = CSRMatrix<Double>(
      pattern: test.pattern, values: generator.normals(test.pattern.count))
    let x: [Double] = generator.normals(a.columns)
    let f = MatrixTimesSquares(a: a)
    let coloring = JacobianColoring(test.pattern, mode: mode)
    let found = sparseJacobian(at: x, coloring: coloring) { f($0) }
    let (jvps, vjps) = (f.counter.jvps, f.counter.vjps)
    #expect((coloring.mode == .forward ? jvps : vjps) == coloring.count)
    #expect(jvps + vjps == coloring.count)
    #expect(found.pattern === test.pattern)
    #expect(found.values == a.entries.map { 2 * $0.value * x[$0.column] })
    let dense = jacobian(at: x) { f($0) }
    for i in 0..<a.rows { for j in 0..<a.columns { #expect(found[i, j] == dense[i, j]) } }
  }

  @Test func floats() {
    let pattern = SparsityPattern(rows: 3, columns: 4) { i, j in i == j || j == 3 }
    let a = CSRMatrix<Float>(pattern: pattern, values: [1, 2, 3, 4, 5, 6])
    let f = MatrixTimesSquares(a: a)
    let found = sparseJacobian(at: [1, 10, 100, 1000], pattern: pattern) { f($0) }
    #expect(found.values == [2, 4000, 60, 8000, 1000, 12000])
  }

  @Test func placesThatAreZeroAreStored() {
    let u = [0.5, 0.25, -1, 2, 3]
    let wide = SparsityPattern(rows: 5, columns: 5) { abs($0 - $1) <= 2 }
    let found = sparseJacobian(at: u, pattern: wide) { ReactionDiffusion()($0) }
    #expect(found.count == wide.count)
    for entry in found.entries {
      #expect(entry.value == ReactionDiffusion.jacobian(u, entry.row, entry.column))
    }
  }

  @Test(arguments: modes)
  func composedAndRepeatedOperations(_ mode: JacobianMode) {
    let u = [0.5, 0.25, -1, 2, 3, 0.125]
    let f = ReactionDiffusion()
    let squared = SparsityPattern(rows: 6, columns: 6) { abs($0 - $1) <= 2 }
    let g = { (u: Variable<[Double]>) in f(ElementwiseProduct()([f(u), u, u])) }
    let found = sparseJacobian(at: u, pattern: squared, mode: mode, of: g)
    let dense = jacobian(at: u, of: g)
    for i in 0..<6 { for j in 0..<6 { #expect(abs(found[i, j] - dense[i, j]) < 1e-12) } }
  }

  @Test(arguments: modes)
  func theArgumentAsResultAndAConstant(_ mode: JacobianMode) {
    let x = [1.0, 2, 3]
    let identity = SparsityPattern.identity(3)
    #expect(sparseJacobian(at: x, pattern: identity, mode: mode) { $0 }.values == [1, 1, 1])
    let constant = sparseJacobian(at: x, pattern: identity, mode: mode) { $0.detached() }
    #expect(constant.values == [0, 0, 0])
  }

  @Test(arguments: modes)
  func theLibrarysOwnOperations(_ mode: JacobianMode) {
    let n = 25
    let pattern = ReactionDiffusion.pattern(n)
    var laplacian = CSRMatrix<Double>(pattern: pattern, repeating: 1)
    for i in 0..<n { laplacian.values[pattern.entry(i, i) ?? 0] = -2 }
    let f = { (u: Variable<[Double]>) in Variable(laplacian) * u + u .* (1 - u) }
    let u = (0..<n).map { Double($0) / 10 - 1 }
    #expect(detectPattern(at: u, mode: mode, of: f) == pattern)
    let found = sparseJacobian(at: u, pattern: pattern, mode: mode, of: f)
    let direct = sparseJacobian(at: u, pattern: pattern) { ReactionDiffusion()($0) }
    expectClose(found.values, direct.values, relative: 1e-14)
  }

  /// `xᵀ A x`, whose Hessian is `A + Aᵀ`.
  @Test(arguments: modes)
  func theJacobianOfAGradientIsTheHessian(_ mode: JacobianMode) {
    let pattern = ReactionDiffusion.pattern(9)
    var generator = SeededGenerator(seed: 2)
    let a = CSRMatrix<Double>(pattern: pattern, values: generator.normals(pattern.count))
    let slope = { (x: Variable<[Double]>) in
      gradient(at: x) { x in Variable(a).scaled(rows: x, columns: x).sum() }
    }
    let x: [Double] = generator.normals(9)
    #expect(detectPattern(at: x, mode: mode, of: slope) == pattern)
    let hessian = sparseJacobian(at: x, pattern: pattern, mode: mode, of: slope)
    expectClose(hessian.values, hessian.entries.map { a[$0.row, $0.column] + a[$0.column, $0.row] })
  }

  @Test func sparseArgumentsHaveTheirStoredEntriesForColumns() {
    let a = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 2, columns: 3) { i, j in i <= j }, repeating: 1)
    let x = [2.0, 3, 5]
    // Entry k of A, of row i and column j, adds x_j to y_i.
    let pattern = SparsityPattern(rows: 2, columns: 5) { i, k in (i == 0) == (k < 3) }
    let found = sparseJacobian(at: a, pattern: pattern) { MatrixVector()($0, Variable(x)) }
    #expect(found.values == [2, 3, 5, 3, 5])
  }

  private struct Refusal: Error, Equatable {}

  @Test func functionMayThrow() {
    #expect(throws: Refusal()) {
      try sparseJacobian(at: [1.0], pattern: .identity(1)) {
        _ throws(Refusal) -> Variable<[Double]> in throw Refusal()
      }
    }
  }
}
