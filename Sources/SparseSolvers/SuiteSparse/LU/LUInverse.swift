#if SuiteSparse
import CSuiteSparse
import RealModule
import SparseMatrices

/// The entries `Z_ji` of `Z = (L U)⁻¹` at the places `(i, j)` where L or U has an entry: Erisman's and Tinney's recurrence.
/// With `U = D V`, D its diagonal, and from the last `i`
///
///     Z_ij = −Σ V_ik Z_kj  (j > i)        Z_ji = −Σ Z_jk L_ki  (j > i)        Z_ii = 1/D_i − Σ V_ik Z_ki        k > i
///
/// Where L has an entry (j, i) and U one (i, k), elimination has left one at (j, k): what the sums need is there.
struct LUInverse {
  /// The factors, and Z in their places: `Z_ij` where L has `(j, i)`.
  private var lower: Columns
  private var upper: Columns

  /// - Parameters:
  ///   - lower: L, whose columns begin with the diagonal.
  ///   - upper: U, whose columns end with it.
  init(lower: Columns, upper: Columns) {
    (self.lower, self.upper) = (lower, upper)
    let n = lower.starts.count - 1
    let uRows = upper.byRows()
    // Where an entry of column i of L is, by its row; -1 for none.
    var slot = [Int](repeating: -1, count: n)
    for i in (0..<n).reversed() {
      let below = lower.range(i).dropFirst()
      for q in below { slot[Int(lower.rows[q])] = q }
      var row = [Double](repeating: 0, count: below.count)
      let pivot = upper.values[upper.range(i).upperBound - 1]
      var diagonal = 1 / pivot
      for (k, p) in uRows[i] where k != i {
        let v = upper.values[p] / pivot
        var sum = 0.0
        /// `Z_kj` in column k, for every j with an entry in column i of L.
        func add(_ z: [Double], _ rows: [Int32], _ range: Range<Int>) {
          for e in range {
            let q = slot[Int(rows[e])]
            guard q >= 0 else { continue }
            row[q - below.startIndex] -= v * z[e]
            sum -= z[e] * lower.values[q]
          }
        }
        add(self.upper.values, upper.rows, upper.range(k))
        add(self.lower.values, lower.rows, lower.range(k).dropFirst())
        self.upper.values[p] = sum
        diagonal -= v * sum
      }
      self.upper.values[upper.range(i).upperBound - 1] = diagonal
      for q in below {
        self.lower.values[q] = row[q - below.startIndex]
        slot[Int(lower.rows[q])] = -1
      }
    }
  }

  /// Calls `body` with the row i and `Z_ji` for every entry (i, j) of column j.
  func forEach(inColumn j: Int, _ body: (_ row: Int, _ value: Double) -> Void) {
    for p in upper.range(j) { body(Int(upper.rows[p]), upper.values[p]) }
    for p in lower.range(j).dropFirst() { body(Int(lower.rows[p]), lower.values[p]) }
  }

  /// A triangular matrix by columns.
  struct Columns {
    var starts: [Int32]
    var rows: [Int32]
    var values: [Double]

    init(order: Int, count: Int) {
      starts = [Int32](repeating: 0, count: order + 1)
      rows = [Int32](repeating: 0, count: count)
      values = [Double](repeating: 0, count: count)
    }

    func range(_ j: Int) -> Range<Int> { Int(starts[j])..<Int(starts[j + 1]) }

    /// The column and the place of each entry, row by row.
    func byRows() -> [[(column: Int, place: Int)]] {
      var result = [[(column: Int, place: Int)]](repeating: [], count: starts.count - 1)
      for j in result.indices {
        for p in range(j) { result[Int(rows[p])].append((j, p)) }
      }
      return result
    }
  }
}

extension KLUFactor {
  /// `log |det A|`.
  var logDeterminant: Double {
    guard let numeric = numeric?.pointee, let pivots = numeric.Udiag else { return 0 }
    let diagonal = pivots.assumingMemoryBound(to: Double.self)
    return (0..<Int(numeric.n)).reduce(0) { sum, k in
      sum + Double.log(diagonal[k].magnitude) + Double.log(numeric.Rs?[k] ?? 1)
    }
  }

  /// `[A⁻ᵀ]_P` for A's pattern P.
  ///
  /// KLU's factors are of `P R⁻¹ Aᵀ Q`, so that `(A⁻¹)_ji = Z_k'k / R_k`, where `j` is row k of them and `i` column k'.
  func inverseEntries(
    _ pattern: SparsityPattern, _ analysis: borrowing KLUAnalysis
  ) -> CSRMatrix<Double> {
    var result = CSRMatrix<Double>(pattern: pattern)
    guard let symbolic = analysis.pointer, let numeric else { return result }
    let n = pattern.rows
    var lower = LUInverse.Columns(order: n, count: Int(numeric.pointee.lnz))
    var upper = LUInverse.Columns(order: n, count: Int(numeric.pointee.unz))
    var (p, q) = ([Int32](repeating: 0, count: n), [Int32](repeating: 0, count: n))
    var (scale, common) = ([Double](repeating: 1, count: n), klu_common.defaults)
    klu_extract(
      numeric, symbolic, &lower.starts, &lower.rows, &lower.values, &upper.starts, &upper.rows,
      &upper.values, nil, nil, nil, &p, &q, &scale, nil, &common)
    let inverse = LUInverse(lower: lower, upper: upper)
    var column = [Double](repeating: 0, count: n)
    for k in 0..<n {
      // By the numbers of A's columns.
      inverse.forEach(inColumn: k) { column[Int(p[$0])] = $1 / scale[$0] }
      for e in pattern.entries(inRow: Int(q[k])) {
        result.values[e] = column[Int(pattern.structure.columns[e])]
      }
      inverse.forEach(inColumn: k) { row, _ in column[Int(p[row])] = 0 }
    }
    return result
  }
}
#endif
