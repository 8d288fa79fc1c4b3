/// A small seeded generator (SplitMix64), so that every run measures the same matrices.
struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1).
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in [-1, 1).
  mutating func symmetric() -> Double { 2 * unit() - 1 }

  mutating func numbers(_ count: Int) -> [Double] {
    var numbers = onLargePages(0.0, count: count)
    for k in numbers.indices { numbers[k] = symmetric() }
    return numbers
  }
}
