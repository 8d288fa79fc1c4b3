import SparseAD
import TestSupport
import Testing

/// Each rule against ten steps of PyTorch 2.13 on the gradient `c ⊙ x − d`.
@Suite struct OptimizerTests {
  /// A rule and where `torch.optim` arrives with it, in double precision.
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let optimizer: any Optimizer<Double>
    let expected: [Double]

    init(_ name: String, _ optimizer: any Optimizer<Double>, _ expected: [Double]) {
      testDescription = name
      self.optimizer = optimizer
      self.expected = expected
    }

    static let all = [
      Case(
        "SGD", SGD(learningRate: 0.1),
        [0.67433922005, -2.0, 0.66195874585, 3.2171536729975316]),
      Case(
        "SGD, decay", SGD(learningRate: 0.1, weightDecay: 0.05),
        [0.6489347831934132, -1.921447352282187, 0.6516428189133147, 3.059103121373493]),
      Case(
        "SGD, momentum, dampening, decay",
        SGD(learningRate: 0.1, momentum: 0.9, dampening: 0.3, weightDecay: 0.01),
        [0.21906516918364227, -1.956080425664919, 0.6302852278770279, 1.6165897796388744]),
      Case(
        "SGD, Nesterov, decay",
        SGD(learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.01),
        [0.3987046629309477, -1.9595788457215861, 0.654832301599504, 1.5565875841136176]),
      Case(
        "Adam", Adam(learningRate: 0.1),
        [0.29667717694309315, -2.0, 0.6051222315566138, 3.011676580520777]),
      Case(
        "Adam, decay",
        Adam(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1),
        [0.5452941129722326, -1.610160390310509, 0.6495290408263391, 3.504169971468525]),
      Case(
        "AdamW", Adam.adamW(learningRate: 0.05),
        [0.5348563314634283, -2.0189523139481413, 0.7250957447200822, 3.4838658031086713]),
      Case(
        "RMSprop", RMSprop(learningRate: 0.02),
        [0.5087169392465356, -2.0, 0.6666666451691357, 3.0477215936492987]),
      Case(
        "RMSprop, momentum, decay",
        RMSprop(learningRate: 0.02, smoothing: 0.9, momentum: 0.7, weightDecay: 0.1),
        [0.39389264482775815, -1.632380985165118, 0.6294773136189397, 3.0892079707141984]),
      Case(
        "RMSprop, centred, momentum",
        RMSprop(learningRate: 0.02, smoothing: 0.9, epsilon: 1e-4, momentum: 0.5, centered: true),
        [0.5098056756873595, -2.0, 0.6628407104281074, 3.2188076887606942]),
    ]
  }

  private static let start = [1.0, -2, 0.5, 4]

  private func tenSteps<O: Optimizer>(
    _ optimizer: O, from start: [O.Scalar]
  ) -> [O.Scalar] {
    let c: [O.Scalar] = [1, 0.5, 3, 0.25]
    let d: [O.Scalar] = [0.5, -1, 2, 0.125]
    var optimizer = optimizer
    var x = start
    for _ in 0..<10 {
      optimizer.update(&x, along: x.indices.map { c[$0] * x[$0] - d[$0] })
    }
    #expect(optimizer.steps == 10)
    return x
  }

  @Test(arguments: Case.all) func agreesWithPyTorch(_ test: Case) {
    func check(_ optimizer: some Optimizer<Double>) {
      expectClose(tenSteps(optimizer, from: Self.start), test.expected, relative: 1e-14)
    }
    check(test.optimizer)
  }

  @Test func agreesWithPyTorchInFloat() {
    func check(_ optimizer: some Optimizer<Float>, _ expected: [Double]) {
      let found = tenSteps(optimizer, from: Self.start.map { Float($0) })
      expectClose(found.map { Double($0) }, expected, relative: 1e-6)
    }
    check(
      SGD<Float>(learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.01),
      [0.3987046778202057, -1.9595787525177002, 0.6548323035240173, 1.5565873384475708])
    check(
      Adam<Float>.adamW(learningRate: 0.05),
      [0.5348562002182007, -2.0189521312713623, 0.725095808506012, 3.4838647842407227])
    check(
      RMSprop<Float>(
        learningRate: 0.02, smoothing: 0.9, epsilon: 1e-4, momentum: 0.5, centered: true),
      [0.5098056793212891, -2.0, 0.6628406643867493, 3.2188076972961426])
  }

  /// The first step by hand: m̂ = g and v̂ = g², so every coordinate moves by η g / (|g| + ε).
  @Test func adamsFirstStepIsTheLearningRate() {
    var optimizer = Adam<Double>(learningRate: 0.5, epsilon: 0)
    var x = [1.0, -2]
    optimizer.update(&x, along: [1e-3, -40])
    expectClose(x, [0.5, -1.5], relative: 1e-15)
  }

  @Test func aScheduleCountsTheStepsTaken() {
    var optimizer = SGD<Double>(learningRate: .step(1, factor: 0.5, every: 1))
    var x = [0.0]
    for _ in 0..<3 { optimizer.update(&x, along: [1]) }
    #expect(x == [-1.75])
  }

  /// One rule on vectors, dense and sparse matrices and structs of them moves the same numbers alike.
  @Test func structsAreUpdatedMemberByMember() throws {
    let start = try TestModel<Double>.example()
    let slope = start.with(coordinates: start.coordinates.map { 3 * $0 - 1 })
    var whole = start
    var flat = start.coordinates
    var wholeAdam = Adam<Double>(weightDecay: 0.1)
    var flatAdam = wholeAdam
    for _ in 0..<3 {
      wholeAdam.update(&whole, along: slope)
      flatAdam.update(&flat, along: slope.coordinates)
    }
    #expect(whole.coordinates == flat)
    #expect(whole.a.pattern === start.a.pattern)
    #expect(whole.constant == start.constant)
    // An explicit zero is a parameter like any other.
    #expect(start.a.values.contains(0) && !whole.a.values.contains(0))
  }

  /// The arrays of a struct's members are changed where they are, and none is copied.
  @Test func updatesInPlace() throws {
    func addresses(_ model: TestModel<Double>) -> [UnsafePointer<Double>?] {
      [model.a.values, model.w.values, model.b].map { $0.withUnsafeBufferPointer(\.baseAddress) }
    }
    var model = try TestModel<Double>.example()
    let slope = model.with(coordinates: model.coordinates)
    model.updateCoordinateBlocks { _, x in x[0] += 1 }
    let before = addresses(model)
    var optimizer = Adam<Double>()
    optimizer.update(&model, along: slope)
    #expect(addresses(model) == before)
  }

  @Test func aSparseMatrixKeepsItsTransposeRight() throws {
    var a = try CSRMatrix(
      rows: 2, columns: 2, rowStarts: [0, 2, 3], columnIndices: [0, 1, 0], values: [1.0, 2, 3])
    _ = a.transposed()
    var optimizer = SGD<Double>(learningRate: 1)
    optimizer.update(&a, along: CSRMatrix(pattern: a.pattern, values: [1, 1, 1]))
    #expect(a.values == [0, 1, 2])
    #expect(a.transposed().values == [0, 2, 1])
  }

  @Test func emptyParametersAreFine() {
    var none: [Double] = []
    var adam = Adam<Double>()
    var sgd = SGD<Double>(learningRate: 1, momentum: 0.5)
    var rmsprop = RMSprop<Double>(momentum: 0.5, centered: true)
    for _ in 0..<2 {
      adam.update(&none, along: [])
      sgd.update(&none, along: [])
      rmsprop.update(&none, along: [])
    }
    #expect(none.isEmpty && adam.steps == 2 && sgd.steps == 2 && rmsprop.steps == 2)
  }

  /// A constant gradient has no variance; rounding makes it negative now and then.
  @Test func centredRMSpropStaysANumber() {
    var optimizer = RMSprop<Float>(smoothing: 0.5, centered: true)
    var x: [Float] = [0, 0, 0, 0]
    for _ in 0..<60 { optimizer.update(&x, along: [0.1, 1.7, 3.3, 1e-3]) }
    #expect(!x.contains { !$0.isFinite })
  }

  @Test func sameForAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      expectSameStepsForAllThreadCounts(Double.self)
      expectSameStepsForAllThreadCounts(Float.self)
    }
  }

  @Test func mistakesOfTheCallerStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var x = [1.0, 2]
      var optimizer = SGD<Double>(learningRate: 1)
      optimizer.update(&x, along: [1])
    }
    await #expect(processExitsWith: .failure) {
      var a = CSRMatrix<Double>(pattern: .identity(2), repeating: 1)
      var optimizer = SGD<Double>(learningRate: 1)
      let other = try CSRMatrix(
        rows: 2, columns: 2, rowStarts: [0, 1, 2], columnIndices: [1, 0], values: [1.0, 1])
      optimizer.update(&a, along: other)
    }
    await #expect(processExitsWith: .failure) {
      var optimizer = Adam<Double>()
      var x = [1.0, 2]
      optimizer.update(&x, along: [1, 2])
      var longer = [1.0, 2, 3]
      optimizer.update(&longer, along: [1, 2, 3])
    }
    await #expect(processExitsWith: .failure) {
      _ = SGD<Double>(learningRate: 1, nesterov: true)
    }
    await #expect(processExitsWith: .failure) { _ = Adam<Double>(beta1: 1) }
    await #expect(processExitsWith: .failure) { _ = RMSprop<Double>(smoothing: -1) }
  }
}

/// Expects that every rule makes the same bits of clipped gradients, whoever computes which part.
private func expectSameStepsForAllThreadCounts<S: SparseScalar>(_: S.Type) {
  var random = SeededGenerator(seed: 3)
  // More than two of the pieces that threads share.
  let start = (0..<70_001).map { _ in S(Double.random(in: -1...1, using: &random)) }
  let slope = start.map { _ in S(Double.random(in: -1...1, using: &random)) }
  func check<O: Optimizer>(_ optimizer: O) where O.Scalar == S {
    expectSameForAllThreadCounts {
      var optimizer = optimizer
      var (x, g) = (start, slope)
      g.clip(value: 0.9)
      g.clip(norm: 10)
      for _ in 0..<3 { optimizer.update(&x, along: g) }
      return x
    }
  }
  check(SGD<S>(learningRate: 0.1, weightDecay: 0.01))
  check(SGD<S>(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01))
  check(Adam<S>(weightDecay: 0.01))
  check(Adam<S>.adamW())
  check(RMSprop<S>(momentum: 0.9, weightDecay: 0.01, centered: true))
}
