import SparseAD
import TestSupport
import Testing

@Suite struct GradientClippingTests {
  @Test func theNormIsThatOfAllMembers() throws {
    let model = try TestModel<Double>.example()
    let norm = model.coordinates.reduce(0) { $0 + $1 * $1 }.squareRoot()
    expectClose([model.globalNorm], [norm], relative: 1e-15)
    var clipped = model
    #expect(clipped.clip(norm: norm / 4) == model.globalNorm)
    expectClose(clipped.coordinates, model.coordinates.map { $0 / 4 }, relative: 1e-15)
    #expect(clipped.a.pattern === model.a.pattern)
    #expect(clipped.constant == model.constant)
  }

  @Test func aShortGradientStays() {
    var g: [Float] = [3, 4]
    #expect(g.clip(norm: 5) == 5)
    #expect(g == [3, 4])
    #expect(g.clip(norm: 1) == 5)
    expectClose(g.map { Double($0) }, [0.6, 0.8], relative: 1e-7)
  }

  @Test func aNormThatIsNotFiniteIsReported() {
    var g = [1.0, .infinity]
    #expect(g.clip(norm: 1) == .infinity)
    #expect(g == [1, .infinity])
    g = [1, .nan]
    #expect(g.clip(norm: 1).isNaN)
    #expect(g[0] == 1 && g[1].isNaN)
  }

  @Test func valuesAreBounded() throws {
    var g = [-3, -0.5, 0, 0.5, 3, .infinity, -.infinity, .nan]
    g.clip(value: 1)
    #expect(Array(g.prefix(7)) == [-1, -0.5, 0, 0.5, 1, 1, -1] && g[7].isNaN)
    var model = try TestModel<Float>.example()
    let expected = model.coordinates.map { min(0.4, max(-0.4, $0)) }
    model.clip(value: 0.4)
    #expect(model.coordinates == expected)
  }

  @Test func boundsMustBePositive() async {
    await #expect(processExitsWith: .failure) {
      var g = [1.0]
      g.clip(norm: 0)
    }
    await #expect(processExitsWith: .failure) {
      var g = [1.0]
      g.clip(value: -1)
    }
  }
}
