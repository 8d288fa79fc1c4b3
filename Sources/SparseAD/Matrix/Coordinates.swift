/// A point of a finite-dimensional space: what a derivative is taken in.
///
/// Scalars, vectors (arrays), dense matrices and sparse matrices are such points. The coordinates of a sparse matrix are
/// its *stored* entries, so whatever works on coordinates (a finite difference, an optimiser, an inner product) stays on
/// the pattern.
public protocol Coordinates: Sendable {
  associatedtype Scalar: SparseScalar

  /// The coordinates in a fixed order. Setting them keeps their number, shape and pattern.
  var coordinates: [Scalar] { get set }

  /// Where coordinate `k` is, for people: `row 3, column 5`.
  func place(ofCoordinate k: Int) -> String
}

extension Coordinates {
  /// The same shape and pattern with other coordinates.
  public func with(coordinates: [Scalar]) -> Self {
    var copy = self
    copy.coordinates = coordinates
    return copy
  }
}

extension Double: Coordinates {
  public var coordinates: [Double] {
    get { [self] }
    set { self = newValue[0] }
  }
  public func place(ofCoordinate k: Int) -> String { "the scalar" }
}

extension Float: Coordinates {
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
      precondition(newValue.count == count, "\(newValue.count) coordinates for \(count) elements")
      self = newValue
    }
  }
  public func place(ofCoordinate k: Int) -> String { "element \(k)" }
}

extension DenseMatrix: Coordinates {
  public var coordinates: [Scalar] {
    get { values }
    set { values = newValue }
  }
  public func place(ofCoordinate k: Int) -> String {
    "row \(k / max(1, columns)), column \(k % max(1, columns))"
  }
}

extension CSRMatrix: Coordinates {
  public var coordinates: [Scalar] {
    get { values }
    set { values = newValue }
  }
  public func place(ofCoordinate k: Int) -> String {
    let (row, column) = pattern.place(ofEntry: k)
    return "row \(row), column \(column)"
  }
}
