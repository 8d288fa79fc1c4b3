/// A transposed pattern, and where its entries come from.
///
/// Entry `q` of `pattern` is entry `permutation[q]` of the pattern that was transposed.
public struct PatternTranspose: Sendable {
  /// The pattern of the transpose.
  public let pattern: SparsityPattern
  /// Found on first use where values were transposed with the pattern.
  public var permutation: [Int32] { found { Kernels.transpose(original).permutation } }

  private let found: Lazy<[Int32]>
  private let original: Structure

  package init(
    _ pattern: SparsityPattern, of original: Structure, permutation: [Int32]? = nil
  ) {
    self.pattern = pattern
    self.original = original
    found = Lazy(permutation)
  }
}

extension SparsityPattern {
  /// The transposed pattern and its permutation: computed on first use, kept with the pattern, thread-safe.
  ///
  /// Transposing twice gives this same object: a transpose refers back to the pattern that it was made from. That
  /// reference is weak, so that the two do not keep each other alive; once the original is gone, a transpose that is
  /// itself transposed makes a new one.
  ///
  /// - Complexity: O(`rows` + `columns` + `count`) the first time, O(1) from then on.
  public var transpose: PatternTranspose {
    if let original = transposedFrom {
      let permutation = permutationBack {
        var back = [Int32](repeating: 0, count: self.count)
        for (q, p) in original.transpose.permutation.enumerated() { back[Int(p)] = Int32(q) }
        return back
      }
      return PatternTranspose(original, of: structure, permutation: permutation)
    }
    return transposeCache {
      let (structure, permutation) = Kernels.transpose(self.structure)
      return PatternTranspose(
        SparsityPattern(structure, transposedFrom: self), of: self.structure,
        permutation: permutation)
    }
  }

  /// The values of a matrix on this pattern in the order of the transpose. Where that is not known yet, both are found in
  /// one pass, and the permutation is left to whoever asks for it: it would cost as much again as the columns.
  func transposing<Scalar: SparseScalar>(_ values: [Scalar]) -> [Scalar] {
    var moved: [Scalar]?
    if transposedFrom == nil {
      _ = transposeCache {
        let (structure, values) = Kernels.transpose(self.structure, values)
        moved = values
        return PatternTranspose(
          SparsityPattern(structure, transposedFrom: self), of: self.structure)
      }
    }
    return moved ?? Kernels.gather(values, at: transpose.permutation)
  }
}
