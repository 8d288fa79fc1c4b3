import SparseMatrices

/// What a tape can hold: a scalar, a vector, a dense matrix or a sparse matrix on its pattern.
///
/// The four kinds are closed. A user's struct of them is a ``Parameters``.
public protocol TapeValue: Traceable where Trace == Variable<Self> {
  /// Adds a value of the same shape and on the same pattern object, in place where the buffer is not shared.
  mutating func add(_ other: Self)

  /// Shape and stored entries, for people: `vector of 34`, `34×4`, `34×34, 156 stored`.
  var shapeDescription: String { get }

  var _slot: _Slot<Scalar> { get }
  init(_slot: _Slot<Scalar>)
}

extension TapeValue where Self: SparseScalar, Scalar == Self {
  public mutating func add(_ other: Self) { self += other }
  public var shapeDescription: String { "scalar" }
  public var _slot: _Slot<Self> { .scalar(self) }
  public init(_slot: _Slot<Self>) {
    guard case .scalar(let value) = _slot else { _Slot<Self>.mismatch("scalar") }
    self = value
  }
}

extension Double: TapeValue {}
extension Float: TapeValue {}

extension Array: Traceable, TapeValue where Element: SparseScalar {
  public mutating func add(_ other: [Element]) {
    require(other.count == count, "\(other.count) and \(count) elements cannot be added")
    Kernels.axpby(1, other, 1, &self)
  }
  public var shapeDescription: String { "vector of \(count)" }
  // As in general, but compiled for the scalars: fields of few unknowns are made of little else.
  public var _slots: [_Slot<Element>] {
    @specialized(where Element == Double)
    @specialized(where Element == Float)
    get { [.vector(self)] }
  }
  @specialized(where Element == Double)
  @specialized(where Element == Float)
  public func _with(slots: [_Slot<Element>]) -> [Element] {
    if case .empty = slots[0] { return zero }
    return Self(_slot: slots[0])
  }
  @specialized(where Element == Double)
  @specialized(where Element == Float)
  public mutating func _add(slots: [_Slot<Element>]) {
    if case .vector(let values) = slots[0] { add(values) }
  }
  @specialized(where Element == Double)
  @specialized(where Element == Float)
  public func _trace(on tape: Tape<Element>?, from node: Int32) -> Variable<[Element]> {
    guard let tape else { return Variable(self) }
    return Variable(self, tape, node)
  }
  public var _slot: _Slot<Element> { .vector(self) }
  public init(_slot: _Slot<Element>) {
    guard case .vector(let value) = _slot else { _Slot<Element>.mismatch("vector") }
    self = value
  }
}

extension DenseMatrix: TapeValue {
  public mutating func add(_ other: DenseMatrix) {
    require(
      other.rows == rows && other.columns == columns,
      "\(other.rows)×\(other.columns) and \(rows)×\(columns) matrices cannot be added")
    Kernels.axpby(1, other.values, 1, &values)
  }
  public var shapeDescription: String { "\(rows)×\(columns)" }
  public var _slot: _Slot<Scalar> { .dense(self) }
  public init(_slot: _Slot<Scalar>) {
    guard case .dense(let value) = _slot else { _Slot<Scalar>.mismatch("dense matrix") }
    self = value
  }
}

extension CSRMatrix: TapeValue {
  public mutating func add(_ other: CSRMatrix) {
    require(other.pattern === pattern, "a gradient lives on its matrix's pattern")
    Kernels.axpby(1, other.values, 1, &values)
  }
  public var shapeDescription: String { "\(rows)×\(columns), \(count) stored" }
  public var _slot: _Slot<Scalar> { .sparse(self) }
  public init(_slot: _Slot<Scalar>) {
    guard case .sparse(let value) = _slot else { _Slot<Scalar>.mismatch("sparse matrix") }
    self = value
  }
}
