import SparseAD

extension CSRMatrix {
  func transposed() -> CSRMatrix {
    let t = pattern.transpose
    return CSRMatrix(pattern: t.pattern, values: t.permutation.map { values[Int($0)] })
  }
}
