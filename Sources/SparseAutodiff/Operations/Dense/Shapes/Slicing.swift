import SparseMatrices

/// Blocks of `width` consecutive elements, copied from `starts` on: slices, rows and single elements.
///
///     tangent     ẏ = ẋ, likewise      cotangent   x̄ = 0 with the blocks of ȳ added: ``Scatter``
///
/// The two are each other's transposes, so both have derivatives of any order.
struct Gather<Input: DenseValue, Output: DenseValue>: UnaryOperation
where Input.Scalar == Output.Scalar {
  let starts: [Int64]
  let width: Int
  /// Of the result, which has the blocks one after the other.
  let shape: DenseShape
  var name: String { "slice" }

  func forward(_ x: Input) -> Output {
    Output(_shape: shape, _elements: Kernels.gatherBlocks(x._elements, starts, width: width))
  }

  func vjp(
    _ x: Variable<Input>, _ y: Variable<Output>, cotangent: Variable<Output>
  ) -> Variable<Input> {
    Scatter(starts: starts, width: width, shape: x.value._shape)(cotangent)
  }

  func jvp(
    _ x: Variable<Input>, _ y: Variable<Output>, tangent: Variable<Input>
  ) -> Variable<Output> { self(tangent) }
}

/// Zeros, to which blocks are added: the transpose of ``Gather``.
struct Scatter<Input: DenseValue, Output: DenseValue>: UnaryOperation
where Input.Scalar == Output.Scalar {
  let starts: [Int64]
  let width: Int
  let shape: DenseShape
  var name: String { "scatter" }

  func forward(_ x: Input) -> Output {
    Output(
      _shape: shape,
      _elements: Kernels.scatterBlocks(x._elements, starts, width: width, count: shape.count))
  }

  func vjp(
    _ x: Variable<Input>, _ y: Variable<Output>, cotangent: Variable<Output>
  ) -> Variable<Input> {
    Gather(starts: starts, width: width, shape: x.value._shape)(cotangent)
  }

  func jvp(
    _ x: Variable<Input>, _ y: Variable<Output>, tangent: Variable<Input>
  ) -> Variable<Output> { self(tangent) }
}

// Of vectors.
extension Variable {
  /// Element `i`.
  public subscript<S: DenseValue>(i: Int) -> Variable<S> where Value == [S], S.Scalar == S {
    require(value.indices.contains(i), "element \(i) of \(value.count)")
    return Gather(starts: [Int64(i)], width: 1, shape: .scalar)(self)
  }

  /// Consecutive elements, as in `x[2..<5]`.
  public subscript<S>(range: some RangeExpression<Int>) -> Variable where Value == [S] {
    let range = range.relative(to: 0..<value.count)
    require(
      range.lowerBound >= 0 && range.upperBound <= value.count,
      "elements \(range) of \(value.count)")
    return Gather(
      starts: [Int64(range.lowerBound)], width: range.count, shape: .row(range.count))(self)
  }

  /// Elements in any order, where one may come several times.
  public subscript<S>(elements elements: [Int]) -> Variable where Value == [S] {
    for i in elements {
      require(value.indices.contains(i), "element \(i) of \(value.count)")
    }
    return Gather(starts: elements.map { Int64($0) }, width: 1, shape: .row(elements.count))(self)
  }
}

// Of matrices.
extension Variable {
  /// The element in row `i` and column `j`.
  public subscript<S: DenseValue>(i: Int, j: Int) -> Variable<S>
  where Value == DenseMatrix<S>, S.Scalar == S {
    Gather(starts: [value.position(i, j)], width: 1, shape: .scalar)(self)
  }

  /// The elements in the places `(rows[k], columns[k])`, where one may come several times.
  public func elements<S>(rows: [Int], columns: [Int]) -> Variable<[S]>
  where Value == DenseMatrix<S> {
    require(rows.count == columns.count, "\(rows.count) rows and \(columns.count) columns")
    let starts = zip(rows, columns).map { value.position($0, $1) }
    return Gather(starts: starts, width: 1, shape: .row(starts.count))(self)
  }

  /// The block of consecutive rows and columns, as in `a[2..<5, ..<3]`.
  public subscript<S>(
    rows: some RangeExpression<Int>, columns: some RangeExpression<Int>
  ) -> Variable where Value == DenseMatrix<S> {
    let rows = rows.relative(to: 0..<value.rows)
    let columns = columns.relative(to: 0..<value.columns)
    require(
      rows.lowerBound >= 0 && rows.upperBound <= value.rows && columns.lowerBound >= 0
        && columns.upperBound <= value.columns,
      "rows \(rows) and columns \(columns) of a \(value.rows)×\(value.columns) matrix")
    return Gather(
      starts: rows.map { Int64($0 * value.columns + columns.lowerBound) }, width: columns.count,
      shape: DenseShape(rows: rows.count, columns: columns.count))(self)
  }

  /// Rows in any order, where one may come several times.
  public subscript<S>(rows rows: [Int]) -> Variable where Value == DenseMatrix<S> {
    let starts = rows.map { value.start(ofRow: $0) }
    return Gather(
      starts: starts, width: value.columns,
      shape: DenseShape(rows: rows.count, columns: value.columns))(self)
  }

  /// Row `i` as a vector.
  public func row<S>(_ i: Int) -> Variable<[S]> where Value == DenseMatrix<S> {
    Gather(starts: [value.start(ofRow: i)], width: value.columns, shape: .row(value.columns))(self)
  }

  /// Column `j` as a vector.
  public func column<S>(_ j: Int) -> Variable<[S]> where Value == DenseMatrix<S> {
    let starts = (0..<value.rows).map { value.position($0, j) }
    return Gather(starts: starts, width: 1, shape: .row(value.rows))(self)
  }
}

extension DenseMatrix {
  fileprivate func start(ofRow i: Int) -> Int64 {
    require(i >= 0 && i < rows, "row \(i) of a \(rows)×\(columns) matrix")
    return Int64(i * columns)
  }

  fileprivate func position(_ i: Int, _ j: Int) -> Int64 {
    require(j >= 0 && j < columns, "column \(j) of a \(rows)×\(columns) matrix")
    return start(ofRow: i) + Int64(j)
  }
}
