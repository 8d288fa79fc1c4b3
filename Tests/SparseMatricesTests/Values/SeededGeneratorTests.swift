import SparseAD
import TestSupport
import Testing

@Suite struct SeededGeneratorTests {
  /// The first numbers of the reference implementation (Vigna, splitmix64.c) for the seed 1234567.
  @Test func isSplitMix64() {
    var generator = SeededGenerator(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func uniformsFillTheUnitInterval() {
    var generator = SeededGenerator(seed: 1)
    let numbers = (0..<4000).map { _ in generator.uniform() }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    // The mean of n has standard deviation 1/√(12 n) = 0.0046.
    #expect(abs(numbers.reduce(0, +) / 4000 - 0.5) < 0.023)
  }

  @Test func integersAreEvenlySpread() {
    var generator = SeededGenerator(seed: 2)
    var counts = [0, 0, 0, 0, 0, 0, 0]
    for _ in 0..<7000 { counts[generator.integer(below: 7)] += 1 }
    // Each count is 1000 with a standard deviation of 29.
    #expect(counts.allSatisfy { abs($0 - 1000) < 150 })
    #expect(generator.integer(below: 1) == 0)
  }

  @Test func normalsHaveMeanZeroAndVarianceOne() {
    var generator = SeededGenerator(seed: 3)
    let numbers: [Double] = generator.normals(4000)
    let mean = numbers.reduce(0, +) / 4000
    let variance = inner(numbers, numbers) / 4000
    let kurtosis = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / 4000
    // Standard deviations: 0.016, 0.022, 0.155.
    #expect(abs(mean) < 0.08 && abs(variance - 1) < 0.11 && abs(kurtosis - 3) < 0.8)
  }

  @Test func randomPatternsAreEvenlySpread() throws {
    var generator = SeededGenerator(seed: 4)
    var counts = [Int](repeating: 0, count: 12)
    for _ in 0..<1000 {
      let pattern = try SparsityPattern.random(
        rows: 3, columns: 4, density: 0.25, using: &generator)
      #expect(pattern.count == 3)
      for k in 0..<3 {
        let (i, j) = pattern.place(ofEntry: k)
        counts[i * 4 + j] += 1
      }
    }
    // Each count is 250 with a standard deviation of 14.
    #expect(counts.allSatisfy { abs($0 - 250) < 70 })
  }
}
