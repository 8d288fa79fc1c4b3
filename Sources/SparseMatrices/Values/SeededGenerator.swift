import CSparseKernels
import RealModule

/// Random numbers that are the same on every platform and in every version: SplitMix64.
///
/// For tests, initial weights and examples; not for cryptography. (Steele, Lea, Flood: Fast splittable pseudorandom
/// number generators, OOPSLA 2014.)
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private let seed: UInt64
  /// How many numbers were made: each is a function of the seed and its place alone.
  private var count: UInt64 = 0

  /// The generator of a seed: the same numbers on every machine.
  public init(seed: UInt64) {
    self.seed = seed
  }

  public mutating func next() -> UInt64 {
    defer { count &+= 1 }
    return sad_splitmix64(seed, count)
  }
}

// The standard library does not promise that its `random(in:using:)` stays as it is, so the numbers are made here.
extension SeededGenerator {
  /// A number in `[0, 1)`, uniformly: a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An integer in `0 ..< bound`, uniformly.
  ///
  /// - Precondition: `bound > 0`.
  public mutating func integer(below bound: Int) -> Int {
    require(bound > 0, "no integers below \(bound)")
    // Lemire's method: the high word of a product, with the few low words that would be favoured drawn again.
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    while product.low < (0 &- bound) % bound {
      product = next().multipliedFullWidth(by: bound)
    }
    return Int(product.high)
  }

  /// A standard normal deviate, by the method of Box and Muller.
  ///
  /// The last bit may differ between platforms, as that of their logarithm and cosine does.
  public mutating func normal() -> Double {
    let radius = 1 - uniform()
    return Double.sqrt(-2 * Double.log(radius)) * Double.cos(2 * Double.pi * uniform())
  }

  /// Standard normal deviates; `Float` ones are the `Double` ones rounded.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func normals<Scalar: SparseScalar>(
    _ count: Int, as type: Scalar.Type = Scalar.self
  ) -> [Scalar] {
    (0..<count).map { _ in Scalar(normal()) }
  }

  /// `count` different integers in `0 ..< bound`, each set of them equally likely; in no particular order.
  ///
  /// - Precondition: `0 ≤ count ≤ bound`.
  /// - Complexity: O(`count`): Floyd's algorithm.
  mutating func distinctIntegers(_ count: Int, below bound: Int) -> [Int] {
    var chosen = Set<Int>(minimumCapacity: count)
    var order: [Int] = []
    order.reserveCapacity(count)
    for last in bound - count..<bound {
      let candidate = integer(below: last + 1)
      let number = chosen.insert(candidate).inserted ? candidate : last
      chosen.insert(number)
      order.append(number)
    }
    return order
  }
}
