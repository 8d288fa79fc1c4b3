import SparseAD
import TestSupport
import Testing

/// What a result must not depend on: the number of threads, at all, and the instruction set, but for rounding.
///
/// Both are settings of the whole process, so each test runs in a process of its own.
@Suite struct ThreadsTests {
  @Test func sameBitsForAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      Threads.serialCutoff = 0
      for scalar in [Float.self, Double.self] as [any SparseScalar.Type] {
        Threads.count = 1
        let expected = try results(as: scalar)
        for count in [2, 3, 7] {
          Threads.count = count
          #expect(Threads.count == count)
          for (found, expected) in zip(try results(as: scalar), expected) {
            #expect(
              found.values.map(\.bitPattern) == expected.values.map(\.bitPattern),
              "\(scalar), \(found.name), \(count) threads")
          }
        }
      }
    }
  }

  /// One thread takes room for all 4.5 million products and gives back what it did not need; two count first.
  @Test func samePatternWithRoomForAllProducts() async {
    await #expect(processExitsWith: .success) {
      let tall = CSRMatrix<Double>(
        pattern: SparsityPattern(rows: 300, columns: 50) { _, _ in true }, repeating: 1)
      let wide = tall.transposed()
      for count in [1, 2] {
        Threads.count = count
        let product = try tall * wide
        #expect(product.pattern.rowStarts == (0...300).map { Int32(300 * $0) })
        #expect(product.pattern.columnIndices == (0..<90_000).map { Int32($0 % 300) })
        #expect(product.values == [Double](repeating: 50, count: 90_000))
      }
    }
  }

  @Test func sameValuesOnAnyInstructionSet() async {
    await #expect(processExitsWith: .success) {
      Threads.instructionSet = .portable
      let double = try results(as: Double.self)
      let float = try results(as: Float.self)
      for set in Threads.InstructionSet.allCases {
        Threads.instructionSet = set
        for (found, expected) in zip(try results(as: Double.self), double) {
          expectClose(
            found.values, expected.values, relative: 1e-12, "\(set), \(found.name)")
        }
        for (found, expected) in zip(try results(as: Float.self), float) {
          expectClose(found.values, expected.values, relative: 1e-5, "\(set), \(found.name)")
        }
      }
    }
  }
}

private struct NamedResult {
  let name: String
  let values: [Double]

  init(_ name: String, _ point: some Coordinates) {
    self.name = name
    values = point.coordinates.map { Double($0) }
  }
}

/// Every product and its derivatives, on rows of very different lengths.
private func results<S: SparseScalar>(as: S.Type) throws -> [NamedResult] {
  var random = RandomValues<S>(seed: 61)
  let a = random.sparse(
    SparsityPattern(rows: 120, columns: 90) { i, j in
      i == 40 || j == 7 || (i % 5 != 0 && (i * 31 + j * 17) % 23 == 0)
    })
  let b = random.sparse(90, 70, density: 0.1)
  let (x, y) = (random.vector(90), random.vector(120))
  let (dense, wide) = (random.dense(90, 37), random.dense(120, 37))
  let plan = try SpgemmPlan(a.pattern, b.pattern)
  let (c, w) = (plan.forward(a, b), random.sparse(plan.pattern))
  let gemv = Gemv.vjp(alpha: 2, a, x, cotangent: y)
  let gemvT = Gemv.vjp(alpha: 2, a, y, transpose: true, cotangent: x)
  let spmm = Spmm.vjp(alpha: 2, a, dense, cotangent: wide)
  let spmmT = Spmm.vjp(alpha: 2, a, wide, transpose: true, cotangent: dense)
  let sddmm = Sddmm.vjp(alpha: 2, a, wide, dense, cotangent: a)
  let spgemm = plan.vjp(a, b, cotangent: w)
  let masked = MaskedProduct.vjp(a, b, cotangent: w)
  let maskedT = MaskedProduct.vjp(a, a, transposeB: true, cotangent: try a.timesItsTranspose())
  let sum = try LinearCombination.forward(2, c, -1, random.sparse(120, 70))
  let sumBars = LinearCombination.vjp(2, c, -1, w, cotangent: sum)
  return [
    .init("gemv", Gemv.forward(a, x)), .init("gemv, alpha", [gemv.alpha] as [S]),
    .init("gemv, A", CSRMatrix(pattern: a.pattern, values: gemv.a.values)),
    .init("gemv, x", gemv.b), .init("gemv transposed", Gemv.forward(a, y, transpose: true)),
    .init("gemv transposed, A", gemvT.a), .init("gemv transposed, x", gemvT.b),
    .init("spmm", Spmm.forward(a, dense)), .init("spmm, A", spmm.a), .init("spmm, B", spmm.b),
    .init("spmm transposed", Spmm.forward(a, wide, transpose: true)),
    .init("spmm transposed, A", spmmT.a), .init("spmm transposed, B", spmmT.b),
    .init("sddmm", Sddmm.forward(a, wide, dense)), .init("sddmm, S", sddmm.s),
    .init("sddmm, X", sddmm.x), .init("sddmm, Y", sddmm.y), .init("spgemm", c),
    .init("spgemm, A", spgemm.a), .init("spgemm, B", spgemm.b),
    .init("spgemm, A alone", plan.vjpA(a, b, cotangent: w)),
    .init("spgemm, B alone", plan.vjpB(a, b, cotangent: w)),
    .init("masked", MaskedProduct.forward(a, b, on: w.pattern)), .init("masked, A", masked.a),
    .init("masked, B", masked.b), .init("masked transposed, A", maskedT.a),
    .init("masked transposed, B", maskedT.b), .init("sum", sum), .init("sum, A", sumBars.a),
    .init("sum, coefficients", [sumBars.alpha, sumBars.beta] as [S]),
  ]
}

extension CSRMatrix {
  /// `A Aᵀ` on the places of a band.
  fileprivate func timesItsTranspose() throws -> CSRMatrix {
    let band = SparsityPattern(rows: rows, columns: rows) { i, j in abs(i - j) < 9 }
    return MaskedProduct.forward(self, self, on: band, transposeB: true)
  }
}
