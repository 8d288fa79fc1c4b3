/// A transposed pattern, and where its entries come from.
///
/// Entry `q` of `pattern` is entry `permutation[q]` of the pattern that was transposed.
public struct PatternTranspose: Sendable {
  public let pattern: SparsityPattern
  public let permutation: [Int32]
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
      return PatternTranspose(pattern: original, permutation: permutation)
    }
    return transposeCache {
      let (structure, permutation, _) = Kernels.transpose(self.structure, nil as [Double]?)
      return PatternTranspose(
        pattern: SparsityPattern(structure, transposedFrom: self), permutation: permutation)
    }
  }

  /// The values of a matrix on this pattern in the order of the transpose. Where that is not known yet, both are found in
  /// one pass.
  func transposing<Scalar: SparseScalar>(_ values: [Scalar]) -> [Scalar] {
    var moved: [Scalar]?
    if transposedFrom == nil {
      _ = transposeCache {
        let (structure, permutation, values) = Kernels.transpose(self.structure, values)
        moved = values
        return PatternTranspose(
          pattern: SparsityPattern(structure, transposedFrom: self), permutation: permutation)
      }
    }
    return moved ?? Kernels.gather(values, at: transpose.permutation)
  }
}
