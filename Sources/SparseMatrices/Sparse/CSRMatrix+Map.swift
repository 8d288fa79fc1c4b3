/// New values on the same pattern object; and ``pruned(where:)``, the only operation that drops entries by value.
extension CSRMatrix {
  /// `f` of each stored value. Places that are not stored stay so, whatever `f(0)` is.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func map(_ f: (Scalar) throws -> Scalar) rethrows -> CSRMatrix {
    CSRMatrix(pattern: pattern, values: try values.map(f))
  }

  /// `-A`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static prefix func - (a: CSRMatrix) -> CSRMatrix {
    a.map { -$0 }
  }

  /// `s A`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func * (s: Scalar, a: CSRMatrix) -> CSRMatrix {
    a.map { s * $0 }
  }

  /// Without the entries whose value `isDropped` says yes to.
  public func pruned(where isDropped: (Scalar) -> Bool) -> CSRMatrix {
    pruning(where: isDropped).forward(self)
  }

  /// Without the entries of magnitude `threshold` or less: at 0, without the stored zeros. NaN stays.
  public func pruned(threshold: Scalar = 0) -> CSRMatrix {
    pruned { $0.magnitude <= threshold }
  }

  /// The selection of the entries whose value `isDropped` says no to: for what lives on the same pattern, such as an
  /// optimiser's moments, to be pruned alike.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func pruning(where isDropped: (Scalar) -> Bool) -> EntrySelection {
    let dropped = values.map(isDropped)
    return EntrySelection(from: pattern) { !dropped[$0] }
  }
}
