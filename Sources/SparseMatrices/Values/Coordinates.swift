/// A point of a finite-dimensional space: what a derivative is taken in.
///
/// Scalars, vectors (arrays), dense matrices and sparse matrices are such points. The coordinates of a sparse matrix are
/// its *stored* entries, so whatever works on coordinates (a finite difference, an optimiser, an inner product) stays on
/// the pattern.
public protocol Coordinates: Sendable {
  /// `Float` or `Double`, of every coordinate.
  associatedtype Scalar: SparseScalar

  /// The coordinates in a fixed order. Setting them keeps their number, shape and pattern.
  var coordinates: [Scalar] { get set }

  /// Where coordinate `k` is, for people: `row 3, column 5`.
  func place(ofCoordinate k: Int) -> String

  /// The coordinates in the arrays that hold them, in order: one for each member of a struct, else just one.
  var coordinateBlocks: [[Scalar]] { get }

  /// How many arrays ``Coordinates/coordinateBlocks`` are.
  var coordinateBlockCount: Int { get }

  /// One of ``Coordinates/coordinateBlocks``, without the others.
  func coordinateBlock(_ k: Int) -> [Scalar]

  /// Lets `body` change each of these arrays in place, given its number. It must keep the number of elements.
  mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void)

  /// `self ← β self + α x + h Σ wⱼ kⱼ` over the weights: what a Runge–Kutta method does with its slopes.
  ///
  /// What has the factor 0 is not read. There may be more slopes than weights. Cost: one pass over the points, and for
  /// numbers and arrays no allocation.
  mutating func combine(
    _ beta: Double, _ alpha: Double, _ x: Self, _ h: Double, _ weights: [Double], _ slopes: [Self])

  /// The zero of the space: the same shape and pattern.
  var zero: Self { get }

  /// In what the shape or pattern of another point differs, for people; nil where they are points of one space.
  func mismatch(with other: Self) -> String?
}

extension Coordinates {
  public var coordinateBlocks: [[Scalar]] { [coordinates] }
  public var coordinateBlockCount: Int { coordinateBlocks.count }
  public func coordinateBlock(_ k: Int) -> [Scalar] { coordinateBlocks[k] }

  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    var block = coordinates
    body(0, &block)
    coordinates = block
  }

  public mutating func combine(
    _ beta: Double, _ alpha: Double, _ x: Self, _ h: Double, _ weights: [Double], _ slopes: [Self]
  ) {
    updateCoordinateBlocks { k, block in
      Kernels.combine(
        Scalar(beta), Scalar(alpha), { x.coordinateBlock(k) }, h, weights,
        { slopes[$0].coordinateBlock(k) }, &block)
    }
  }

  public var zero: Self {
    var point = self
    point.updateCoordinateBlocks { _, block in block = Kernels.zeros(block.count) }
    return point
  }

  public func mismatch(with other: Self) -> String? {
    let (n, m) = (coordinates.count, other.coordinates.count)
    return n == m ? nil : "\(n) and \(m) coordinates"
  }

  /// The same shape and pattern with other coordinates.
  public func with(coordinates: [Scalar]) -> Self {
    var copy = self
    copy.coordinates = coordinates
    return copy
  }
}

extension Coordinates where Self: SparseScalar, Scalar == Self {
  public var coordinateBlockCount: Int { 1 }
  public mutating func combine(
    _ beta: Double, _ alpha: Double, _ x: Self, _ h: Double, _ weights: [Double], _ slopes: [Self]
  ) {
    var sum = beta == 0 ? 0 : Self(beta) * self
    if alpha != 0 { sum += Self(alpha) * x }
    for (j, weight) in weights.enumerated() where weight != 0 {
      sum += Self(h * weight) * slopes[j]
    }
    self = sum
  }
}

extension Double: Coordinates {
  public var zero: Double { 0 }
  public var coordinates: [Double] {
    get { [self] }
    set { self = newValue[0] }
  }
  public func place(ofCoordinate k: Int) -> String { "the scalar" }
}

extension Float: Coordinates {
  public var zero: Float { 0 }
  public var coordinates: [Float] {
    get { [self] }
    set { self = newValue[0] }
  }
  public func place(ofCoordinate k: Int) -> String { "the scalar" }
}

extension Array: Coordinates where Element: SparseScalar {
  public var coordinates: [Element] {
    get { self }
    set {
      require(newValue.count == count, "\(newValue.count) coordinates for \(count) elements")
      self = newValue
    }
  }
  public func place(ofCoordinate k: Int) -> String { "element \(k)" }
  public var zero: [Element] { Kernels.zeros(count) }
  public var coordinateBlockCount: Int { 1 }
  public func coordinateBlock(_ k: Int) -> [Element] { self }
  @specialized(where Element == Double)
  @specialized(where Element == Float)
  public mutating func combine(
    _ beta: Double, _ alpha: Double, _ x: [Element], _ h: Double, _ weights: [Double],
    _ slopes: [[Element]]
  ) {
    Kernels.combine(
      Element(beta), Element(alpha), { x }, h, weights, { slopes[$0] }, &self)
  }
  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Element]) -> Void) {
    body(0, &self)
  }
}

extension DenseMatrix: Coordinates {
  public var coordinates: [Scalar] {
    get { values }
    set { values = newValue }
  }
  public var coordinateBlockCount: Int { 1 }
  public func coordinateBlock(_ k: Int) -> [Scalar] { values }
  public var zero: DenseMatrix {
    DenseMatrix(rows: rows, columns: columns, values: Kernels.zeros(values.count))
  }
  public func place(ofCoordinate k: Int) -> String {
    "row \(k / max(1, columns)), column \(k % max(1, columns))"
  }
  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    body(0, &values)
  }
  public func mismatch(with other: DenseMatrix) -> String? {
    if rows == other.rows && columns == other.columns { return nil }
    return "\(rows)×\(columns) and \(other.rows)×\(other.columns)"
  }
}

extension CSRMatrix: Coordinates {
  public var coordinates: [Scalar] {
    get { values }
    set { values = newValue }
  }
  public var coordinateBlockCount: Int { 1 }
  public func coordinateBlock(_ k: Int) -> [Scalar] { values }
  public var zero: CSRMatrix { CSRMatrix(pattern: pattern, values: Kernels.zeros(count)) }
  public func place(ofCoordinate k: Int) -> String {
    let (row, column) = pattern.place(ofEntry: k)
    return "row \(row), column \(column)"
  }
  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    body(0, &values)
  }
  public func mismatch(with other: CSRMatrix) -> String? {
    if pattern == other.pattern { return nil }
    return "different patterns, \(rows)×\(columns) with \(count) entries and "
      + "\(other.rows)×\(other.columns) with \(other.count)"
  }
}
