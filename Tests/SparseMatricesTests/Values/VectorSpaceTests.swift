import SparseAD
import TestSupport
import Testing

/// A point of two arrays that says no more of itself than it must.
private struct Halves: Coordinates {
  var (a, b): ([Double], [Double])
  var coordinates: [Double] {
    get { a + b }
    set { (a, b) = (Array(newValue.prefix(a.count)), Array(newValue.dropFirst(a.count))) }
  }
  func place(ofCoordinate k: Int) -> String { "coordinate \(k)" }
}

private struct Parts: Parameters {
  var vector: [Double]
  var scalar: Double
  var matrix: CSRMatrix<Double>
  static let parameters: [Parameter<Parts, Double>] = [
    .init("vector", \.vector), .init("scalar", \.scalar), .init("matrix", \.matrix),
  ]
}

@Suite struct VectorSpaceTests {
  /// `β y + α x + h Σ w_j k_j`, coordinate by coordinate.
  private func check<Point: Coordinates>(
    _ y: Point, _ seed: UInt64, absolute: Double = 1e-14,
    at location: SourceLocation = #_sourceLocation
  ) {
    var random = SeededGenerator(seed: seed)
    func point() -> Point {
      y.with(
        coordinates: y.coordinates.map { _ in Point.Scalar(.random(in: -1...1, using: &random)) })
    }
    for count in [0, 1, 3, 4, 5, 9] {
      let (x, slopes) = (point(), (0..<count).map { _ in point() })
      let weights = (0..<count).map { $0 == 2 ? 0 : Double.random(in: -1...1, using: &random) }
      for (beta, alpha) in [(0.0, 1.0), (1, 0), (0, 0), (-0.5, 2)] {
        var found = point()
        let start = found.coordinates
        found.combine(beta, alpha, x, 0.3, weights, slopes + [point()])
        let expected = start.indices.map { q in
          Point.Scalar(
            beta * Double(start[q]) + alpha * Double(x.coordinates[q])
              + weights.indices.reduce(0) {
                $0 + 0.3 * weights[$1] * Double(slopes[$1].coordinates[q])
              })
        }
        expectClose(found.coordinates, expected, absolute: absolute, sourceLocation: location)
      }
    }
  }

  @Test func combinationsOfEveryKind() throws {
    let pattern = try SparsityPattern(
      rows: 2, columns: 3, rowStarts: [0, 2, 3], columnIndices: [0, 2, 1])
    check(2.0, 1)
    check(Float(2), 1, absolute: 1e-6)
    check([1.0, -2, 3], 2)
    check([] as [Double], 2)
    check([Float](repeating: 1, count: 1500), 3, absolute: 1e-6)
    check(DenseMatrix<Double>(rows: 2, columns: 2, repeating: 1), 4)
    check(CSRMatrix<Double>(pattern: pattern, repeating: 1), 5)
    check(Halves(a: [1, 2], b: [3]), 6)
    check(
      Parts(vector: [1, 2], scalar: 3, matrix: CSRMatrix(pattern: pattern, repeating: 1)), 7)
  }

  /// As in BLAS: what is multiplied by 0 may hold anything.
  @Test func whatHasTheFactorZeroIsNotRead() {
    func check<Point: Coordinates>(_ one: Point, _ nan: Point) {
      var y = nan
      y.combine(0, 0, nan, 2, [0, 1.5, 0], [nan, one, nan])
      #expect(y.coordinates.allSatisfy { $0 == 3 })
      y = nan
      y.combine(0, [(0, nan), (3, one)])
      #expect(y.coordinates.allSatisfy { $0 == 3 })
    }
    check(1.0, .nan)
    check([1.0, 1, 1], [.nan, .nan, .nan])
    check(
      DenseMatrix<Float>(rows: 1, columns: 5, repeating: 1),
      DenseMatrix<Float>(rows: 1, columns: 5, repeating: .nan))
  }

  @Test func sumsOverTheBlocks() {
    let (x, y) = (Halves(a: [1, 2], b: [3]), Halves(a: [4, 5], b: [-6]))
    #expect(x.inner(y) == -4)
    let norm = Halves.scaledNorm(x, y, x, relative: 1, absolute: 0)
    #expect(abs(norm - ((1.0 / 16 + 4.0 / 25 + 9.0 / 36) / 3).squareRoot()) < 1e-15)
    #expect([Double]().inner([]) == 0)
  }
}
