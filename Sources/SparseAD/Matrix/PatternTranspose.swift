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
      let (structure, permutation) = Kernels.transpose(self.structure)
      return PatternTranspose(
        pattern: SparsityPattern(structure, transposedFrom: self), permutation: permutation)
    }
  }
}
