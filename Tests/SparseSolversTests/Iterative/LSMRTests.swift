import SparseAD
import TestSupport
import Testing

@Suite struct LSMRTests {
  typealias Cases = IterativeCases

  /// Rectangular, with a row and a column for each index.
  static func matrix(_ rows: Int, _ columns: Int) -> CSRMatrix<Double> {
    let pattern = SparsityPattern(rows: rows, columns: columns) { i, j in
      i % columns == j || j % rows == i || (3 * i + 5 * j) % 4 == 0
    }
    var values = Cases.vector(pattern.count, seed: 8)
    for i in 0..<min(rows, columns) { if let k = pattern.entry(i, i) { values[k] += 3 } }
    return CSRMatrix(pattern: pattern, values: values)
  }

  @Test func tall() throws {
    let a = Self.matrix(30, 12)
    let b = Cases.vector(30)
    let solution = try LSMR().solve(a, b, until: .init(relative: 1e-13))
    let r = zip(b, a * solution.x).map { $0 - $1 }
    #expect(Cases.norm(a.transposed() * r) < 1e-10)
    #expect((solution.residual - Cases.norm(r)).magnitude < 1e-13)
    #expect(
      solution.residuals.indices.dropFirst().allSatisfy {
        solution.residuals[$0] <= solution.residuals[$0 - 1]
      })
  }

  /// The shortest of all solutions is in the space of the rows.
  @Test func wide() throws {
    let a = Self.matrix(9, 21)
    let b = Cases.vector(9)
    let x = try LSMR().solve(a, b, until: .init(relative: 1e-13)).x
    #expect(Cases.residual(a, x, b) < 1e-11)
    let y = try LSMR().solve(a.transposed(), x, until: .init(relative: 1e-13))
    #expect(y.residual < 1e-11)
  }

  /// A rank that is not full: two equal columns share the solution.
  @Test func rankDeficient() throws {
    let a: CSRMatrix<Double> = [[1, 1, 0], [1, 1, 2], [1, 1, -1], [0, 0, 3]]
    let x = try LSMR().solve(a, [1, 2, 3, 4], until: .init(relative: 1e-13)).x
    #expect((x[0] - x[1]).magnitude < 1e-12)
    let one = try LSMR().solve(
      [[1, 0], [1, 2], [1, -1], [0, 3]] as CSRMatrix<Double>, [1, 2, 3, 4],
      until: .init(relative: 1e-13)
    ).x
    #expect((x[0] - one[0] / 2).magnitude < 1e-12 && (x[2] - one[1]).magnitude < 1e-12)
  }

  @Test func endings() throws {
    let a = Self.matrix(30, 12)
    let b = Cases.vector(30)
    #expect(try LSMR().solve(a, [Double](repeating: 0, count: 30)).iterations == 0)
    #expect(try LSMR().solve(a, b) { k, _ in k == 2 ? .stop : .continue }.ending == .stopped)
    do {
      _ = try LSMR().solve(a, b, until: .init(relative: 1e-13, maximumIterations: 3))
      Issue.record("three iterations are not enough")
    } catch {
      #expect(error.reason == .tooManyIterations)
      #expect(Cases.residual(a, error.x, b) <= error.residual * (1 + 1e-12))
    }
    do {
      _ = try LSMR().solve(a, b.map { $0 * .infinity })
      Issue.record("an infinity has no solution")
    } catch { #expect(error.reason == .nonFinite) }
  }

  @Test func illConditioned() throws {
    let a = CSRMatrix<Double>(diagonal: [1, 0.5, 1e-6])
    #expect(try LSMR(conditionLimit: 1e7).solve(a, [1, 1, 1]).ending == .converged)
    do {
      _ = try LSMR(conditionLimit: 1e5).solve(a, [1, 1, 1])
      Issue.record("the condition number is 1e6")
    } catch { #expect(error.reason == .illConditioned) }
  }

  @Test(arguments: [(9, 5), (5, 9), (6, 6)])
  func onTheTape(_ size: (rows: Int, columns: Int)) {
    checkTape(at: Self.matrix(size.rows, size.columns), Cases.vector(size.rows)) { a, b in
      always { try LSMR().solve(a, b, until: .init(relative: 1e-14)) }
    }
  }
}
