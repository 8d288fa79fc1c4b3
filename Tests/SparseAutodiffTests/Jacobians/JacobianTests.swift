import RealModule
import SparseAD
import TestSupport
import Testing

@Suite struct JacobianTests {
  private let a = CSRMatrix<Double>(
    pattern: SparsityPattern(rows: 2, columns: 3) { $0 != 1 || $1 != 1 }, values: [1, 2, 3, 4, 5])

  @Test(arguments: [JacobianMode.forward, .reverse, .cheaper])
  func byHand(mode: JacobianMode) {
    let jacobian = jacobian(at: [2.0, 3, 5], mode: mode) { x in
      concatenate([x[0..<1] .* x[1..<2], x[2...].squared()])
    }
    #expect(jacobian == DenseMatrix([[3, 2, 0], [0, 0, 10]]))
  }

  /// The columns are the stored entries: A x has x_j at (i, the entry i, j).
  @Test(arguments: [JacobianMode.forward, .reverse])
  func ofASparseArgument(mode: JacobianMode) {
    let jacobian = jacobian(at: a, mode: mode) { $0 * Variable([7, 8, 9]) }
    #expect(jacobian == DenseMatrix([[7, 8, 9, 0, 0], [0, 0, 0, 7, 9]]))
  }

  /// A dense argument and a dense result count row by row; here Y = X Xᵀ.
  @Test func ofDenseMatrices() {
    let x = DenseMatrix([[0.3, -1, 2], [1.5, 0.2, -0.4]])
    func product(_ x: Variable<DenseMatrix<Double>>) -> Variable<DenseMatrix<Double>> {
      matmul(tanh(x), x.transposed())
    }
    let forward = jacobian(at: x, mode: .forward, of: product)
    let reverse = jacobian(at: x, mode: .reverse, of: product)
    #expect(forward.rows == 4 && forward.columns == 6)
    expectClose(forward.values, reverse.values, relative: 1e-14)
    // A column is the derivative along a basis vector.
    let basis = DenseMatrix([[0.0, 0, 0], [0, 1, 0]])
    expectClose(forward.column(4), jvp(at: x, along: basis, of: product).tangent.values)
  }

  @Test func scalarsHaveOneRowOrColumn() {
    let row = jacobian(at: [1.0, 2]) { $0.squaredNorm() }
    #expect(row == DenseMatrix([[2, 4]]))
    let column = jacobian(at: 3.0) { $0 * Variable([1, 2]) }
    #expect(column == DenseMatrix([[1], [2]]))
  }

  @Test(arguments: [JacobianMode.forward, .reverse])
  func withoutDependence(mode: JacobianMode) {
    let constant = jacobian(at: [1.0, 2, 3], mode: mode) { _ in Variable([5.0, 6]) }
    #expect(constant == DenseMatrix(rows: 2, columns: 3))
    let identity = jacobian(at: [1.0, 2], mode: mode) { $0 }
    #expect(identity == .identity(2))
    let empty = jacobian(at: [Double](), mode: mode) { $0 }
    #expect(empty == DenseMatrix(rows: 0, columns: 0))
  }

  /// `cheaper` takes a sweep for each column or for each row, whichever are fewer.
  @Test func cheaperMode() {
    let wide = MatrixTimesSquares(a: a)
    let jacobian2x3 = jacobian(at: [1.0, 2, 3]) { wide($0) }
    #expect(wide.counter.vjps == 2 && wide.counter.jvps == 0)
    #expect(jacobian2x3 == DenseMatrix([[2, 8, 18], [8, 0, 30]]))
    let tall = MatrixTimesSquares(a: a.transposed())
    _ = jacobian(at: [1.0, 2]) { tall($0) }
    #expect(tall.counter.jvps == 2 && tall.counter.vjps == 0)
  }
}
