import SparseMatrices

/// A dense value: a scalar, a vector or a ``DenseMatrix``.
///
/// Elementwise operations take any two of them and broadcast by NumPy's rule: a scalar meets anything; a vector of n
/// elements meets an m×n matrix as a row; a 1×n or m×1 matrix, and a vector of one element, are repeated along the axis
/// of length 1. The result is a matrix where an operand is, or else a vector where an operand is, or else a scalar.
///
/// The protocol is closed: `Float`, `Double`, their arrays, and dense matrices of them.
public protocol DenseValue: TapeValue {
  var _shape: DenseShape { get }
  var _elements: [Scalar] { get }
  init(_shape: DenseShape, _elements: [Scalar])
}

extension DenseValue where Self: SparseScalar, Scalar == Self {
  public var _shape: DenseShape { .scalar }
  public var _elements: [Self] { [self] }
  public init(_shape: DenseShape, _elements: [Self]) { self = _elements[0] }
}

extension Double: DenseValue {}
extension Float: DenseValue {}

extension Array: DenseValue where Element: SparseScalar {
  public var _shape: DenseShape { .row(count) }
  public var _elements: [Element] { self }
  public init(_shape: DenseShape, _elements: [Element]) { self = _elements }
}

extension DenseMatrix: DenseValue {
  public var _shape: DenseShape { DenseShape(rows: rows, columns: columns) }
  public var _elements: [Scalar] { values }
  public init(_shape: DenseShape, _elements: [Scalar]) {
    self.init(rows: _shape.rows, columns: _shape.columns, values: _elements)
  }
}

/// A scalar or a vector: what meets a matrix and makes a matrix.
public protocol DenseValueBelowMatrix: DenseValue {}
extension Double: DenseValueBelowMatrix {}
extension Float: DenseValueBelowMatrix {}
extension Array: DenseValueBelowMatrix where Element: SparseScalar {}

extension DenseValue {
  /// `f` of the elements of two values, broadcast.
  static func zip<A: DenseValue, B: DenseValue>(_ f: BinaryFunction, _ a: A, _ b: B) -> Self
  where A.Scalar == Scalar, B.Scalar == Scalar {
    let (s, t) = (a._shape, b._shape)
    if s == t { return Self(_shape: s, _elements: Kernels.zip(f, a._elements, b._elements)) }
    let shape = s.broadcast(with: t)
    return Self(
      _shape: shape, _elements: Kernels.zip(f, a._elements, s, b._elements, t, to: shape))
  }
}

extension Variable {
  /// Whether derivatives of it would be recorded.
  var isConstant: Bool { tape == nil }
}

/// The sum of two tangents or cotangents; nil is zero.
package func sum<Value: DenseValue>(_ a: Variable<Value>?, _ b: Variable<Value>?) -> Variable<
  Value
>? {
  guard let a else { return b }
  guard let b else { return a }
  return Addition<Value, Value, Value>()(a, b)
}
