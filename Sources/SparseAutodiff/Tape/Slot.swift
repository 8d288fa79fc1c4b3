import SparseMatrices

/// A value of any of the four kinds, as the tape's flat arrays hold it.
public enum _Slot<Scalar: SparseScalar>: Sendable {
  case empty
  case scalar(Scalar)
  case vector([Scalar])
  case dense(DenseMatrix<Scalar>)
  case sparse(CSRMatrix<Scalar>)

  /// Bytes of values held; a pattern is shared and not counted.
  var bytes: Int {
    let count =
      switch self {
      case .empty: 0
      case .scalar: 1
      case .vector(let x): x.count
      case .dense(let x): x.values.count
      case .sparse(let x): x.count
      }
    return count * MemoryLayout<Scalar>.stride
  }

  var shapeDescription: String {
    switch self {
    case .empty: "released"
    case .scalar: "scalar"
    case .vector(let x): x.shapeDescription
    case .dense(let x): x.shapeDescription
    case .sparse(let x): x.shapeDescription
    }
  }

  /// Whether there is no value, which stands for a zero among derivatives.
  package var isEmpty: Bool {
    if case .empty = self { true } else { false }
  }

  /// The coordinates of the value; none where there is no value.
  var coordinates: [Scalar] {
    switch self {
    case .empty: []
    case .scalar(let x): [x]
    case .vector(let x): x
    case .dense(let x): x.values
    case .sparse(let x): x.values
    }
  }

  /// Where coordinate `k` is, for people.
  func place(ofCoordinate k: Int) -> String {
    switch self {
    case .empty: "nowhere"
    case .scalar: "the scalar"
    case .vector(let x): x.place(ofCoordinate: k)
    case .dense(let x): x.place(ofCoordinate: k)
    case .sparse(let x): x.place(ofCoordinate: k)
    }
  }

  /// In what the shape or pattern of another differs, for people; nil where they are points of one space.
  func mismatch(with other: _Slot) -> String? {
    switch (self, other) {
    case (.empty, .empty), (.scalar, .scalar): nil
    case (.vector(let a), .vector(let b)): a.mismatch(with: b)
    case (.dense(let a), .dense(let b)): a.mismatch(with: b)
    case (.sparse(let a), .sparse(let b)): a.mismatch(with: b)
    default: "a \(shapeDescription) and a \(other.shapeDescription)"
    }
  }

  static func mismatch(_ wanted: String) -> Never {
    stop("the tape does not hold a \(wanted) there")
  }
}
