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
  /// - Complexity: O(`rows` + `columns` + `count`) the first time, O(1) from then on.
  public var transpose: PatternTranspose {
    transposeCache {
      let (structure, permutation) = Kernels.transpose(self.structure)
      return PatternTranspose(pattern: SparsityPattern(structure), permutation: permutation)
    }
  }
}
