import SparseAD
import TestSupport
import Testing

/// Training on karate: what is minimised, which epoch is chosen, and that a run goes on as if it had not stopped.
@Suite struct NodeTrainingTests {
  private func training(
    _ data: NodeClassificationData<Double>, epochs: Int = 20, patience: Int? = nil,
    selection: TrainingOptions.Selection = .validationLoss, seed: UInt64 = 1
  ) -> NodeTraining<GCN<Double>, Adam<Double>> {
    NodeTraining(
      GCN(for: data, hidden: 4, seed: seed), optimizer: Adam(learningRate: 0.05),
      options: .init(epochs: epochs, selection: selection, patience: patience, seed: seed))
  }

  @Test func learns() throws {
    let data = try Karate.data(Double.self)
    var run = training(data, epochs: 60)
    var seen: [Int] = []
    try run.run(on: data) {
      seen.append($0.history.count)
      return .continue
    }
    #expect(seen == Array(1...60) && run.isFinished && run.optimizer.steps == 60)
    #expect(run.history.map(\.number) == Array(1...60))
    let chosen = try #require(run.chosen)
    let best = try #require(run.best)
    #expect(chosen.trainingAccuracy == 1 && chosen.testAccuracy >= 0.8)
    // What is reported of the chosen epoch is of the model that is kept.
    let scores = try best.logits(data)
    #expect(accuracy(scores, labels: data.labels, mask: data.test) == chosen.testAccuracy)
    #expect(
      accuracy(scores, labels: data.labels, mask: data.validation) == chosen.validationAccuracy)
    let loss = crossEntropy(Variable(scores), labels: data.labels, mask: data.validation).value
    #expect(loss == chosen.validationLoss)
  }

  @Test func stopsWhereProgressSaysSo() throws {
    let data = try Karate.data(Double.self)
    var (straight, part) = (training(data, epochs: 20), training(data, epochs: 20))
    try straight.run(on: data)
    try part.run(on: data) { $0.history.count == 7 ? .stop : .continue }
    #expect(part.history == Array(straight.history.prefix(7)) && !part.isFinished)
    try part.run(on: data)
    #expect(part.history == straight.history && part.model == straight.model)
  }

  @Test func aCancelledTaskEndsBetweenEpochs() async throws {
    let data = try Karate.data(Double.self)
    let start = training(data, epochs: 20)
    var part = try await Task {
      var part = start
      try part.run(on: data) {
        if $0.history.count == 7 { withUnsafeCurrentTask { $0?.cancel() } }
        return .continue
      }
      return part
    }.value
    #expect(part.history.count == 7 && !part.isFinished)
    var straight = start
    try straight.run(on: data)
    try part.run(on: data)
    #expect(part.history == straight.history && part.model == straight.model)
  }

  @Test func theFirstOfTheBestEpochsIsChosen() throws {
    let data = try Karate.data(Double.self)
    var byLoss = training(data, epochs: 40)
    try byLoss.run(on: data)
    let least = byLoss.history.map(\.validationLoss).min()
    #expect(byLoss.chosen == byLoss.history.first { $0.validationLoss == least })

    var byAccuracy = training(data, epochs: 40, selection: .validationAccuracy)
    try byAccuracy.run(on: data)
    #expect(byAccuracy.history == byLoss.history)
    let most = byAccuracy.history.map(\.validationAccuracy).max()
    #expect(byAccuracy.history.count { $0.validationAccuracy == most } > 1)
    #expect(byAccuracy.chosen == byAccuracy.history.first { $0.validationAccuracy == most })
  }

  @Test func patienceEnds() throws {
    let data = try Karate.data(Double.self)
    var patient = training(data, epochs: 1000, patience: 5, selection: .validationAccuracy)
    try patient.run(on: data)
    let chosen = try #require(patient.chosen)
    #expect(patient.history.count == chosen.number + 5)
    // With more of it, the same run goes further.
    patient.options.patience = 6
    #expect(!patient.isFinished)
  }

  @Test func testNodesDecideNothing() throws {
    let data = try Karate.data(Double.self)
    let other = NodeClassificationData(
      graph: data.graph, features: data.features,
      labels: zip(data.labels, data.test).map { $1 ? 1 - $0 : $0 }, labelNames: data.labelNames,
      train: data.train, validation: data.validation, test: data.test)
    var (a, b) = (training(data), training(data))
    try a.run(on: data)
    try b.run(on: other)
    #expect(a.model == b.model && a.best == b.best && a.chosen?.number == b.chosen?.number)
    #expect(abs((a.chosen?.testAccuracy ?? 0) + (b.chosen?.testAccuracy ?? 0) - 1) < 1e-12)
  }

  /// Kipf's weight decay: of the first layer's weights only, as λ w in the gradient.
  @Test func onlyTheFirstLayerDecays() throws {
    let data = try Karate.data(Double.self)
    let start = GCN(for: data, hidden: 4, dropoutRate: 0, hasBias: true, seed: 3)
    func step(_ decay: Double) throws -> GCN<Double> {
      var training = NodeTraining(
        start, optimizer: SGD<Double>(learningRate: 1),
        options: .init(epochs: 1, weightDecay: decay))
      try training.run(on: data)
      return training.model
    }
    let (with, without) = (try step(0.125), try step(0))
    let shift = zip(without.hidden.weight.values, with.hidden.weight.values).map { $0 - $1 }
    expectClose(shift, start.hidden.weight.values.map { 0.125 * $0 }, relative: 1e-14)
    #expect(with.output == without.output && with.hidden.bias == without.hidden.bias)
  }

  @Test func seedsMakeRunsDifferAndAlike() throws {
    let data = try Karate.data(Double.self)
    func run(_ seed: UInt64) throws -> [TrainingEpoch] {
      var training = NodeTraining(
        GCN(for: data, hidden: 4, seed: 1), optimizer: Adam<Double>(),
        options: .init(epochs: 3, seed: seed))
      try training.run(on: data)
      return training.history
    }
    let (first, again, other) = (try run(1), try run(1), try run(2))
    #expect(first == again && first != other)
    // Each epoch drops others: with a rate of 0 the losses of a step of length 0 would be equal.
    var still = NodeTraining(
      GCN(for: data, hidden: 4, seed: 1), optimizer: SGD<Double>(learningRate: 0),
      options: .init(epochs: 8))
    try still.run(on: data)
    #expect(Set(still.history.map(\.trainingLoss)).count == 8)
    #expect(Set(still.history.map(\.validationLoss)).count == 1)
  }

  private func resumes<S: DifferentiableScalar>(_: S.Type) throws {
    let data = try Karate.data(S.self)
    let start = NodeTraining(
      GCN(for: data, hidden: 4, hasBias: true, seed: 5), optimizer: Adam<S>(learningRate: 0.05),
      options: .init(epochs: 12, selection: .validationAccuracy, seed: 6))
    var straight = start
    try straight.run(on: data)
    try withTemporaryDirectory { directory in
      let path = Traits.names("\(directory)/training.json").last ?? ""
      for stop in [0, 1, 7] {
        var part = start
        part.options.epochs = stop
        try part.run(on: data)
        try part.save(to: path)
        var resumed = try NodeTraining<GCN<S>, Adam<S>>(contentsOf: path)
        #expect(resumed.history == part.history && resumed.best == part.best)
        resumed = try NodeTraining(contentsOf: path, onto: start.model)
        resumed.options.epochs = 12
        try resumed.run(on: data)
        #expect(resumed.model.bits == straight.model.bits)
        #expect(resumed.best?.bits == straight.best?.bits)
        #expect(resumed.optimizer == straight.optimizer)
        #expect(resumed.history == straight.history && resumed.chosen == straight.chosen)
      }
      var other = start.model
      other.hidden = GraphConvolutionLayer(weight: DenseMatrix(rows: 2, columns: 4))
      #expect {
        try NodeTraining<GCN<S>, Adam<S>>(contentsOf: path, onto: other)
      } throws: {
        if case SavedStateError.mismatch = $0 { true } else { false }
      }
    }
  }

  @Test func aResumedRunGoesOnBitForBit() throws { try resumes(Double.self) }
  @Test func aResumedRunGoesOnBitForBitInFloat() throws { try resumes(Float.self) }

  /// A model that fails once its weights have grown, and whose loss then is what it is.
  struct Fragile: NodeClassifier {
    struct Broken: Error, Equatable { let size: Double }
    typealias Failure = Broken
    var w: DenseMatrix<Double>
    var limit: Double

    static var parameters: [Parameter<Fragile, Double>] { [.init("w", \.w)] }
    static func input(for data: NodeClassificationData<Double>) -> CSRMatrix<Double> {
      data.features
    }
    static func logits(
      _ model: Traced<Fragile>, _ x: CSRMatrix<Double>, seed: UInt64?
    ) throws(Broken) -> Variable<DenseMatrix<Double>> {
      let size = model.root.w.globalNorm
      if size > model.root.limit { throw Broken(size: size) }
      return Variable(x) * model.w
    }
    static func decayed(_ model: Traced<Fragile>) -> [Variable<DenseMatrix<Double>>] { [] }
  }

  /// A failure leaves the training as it was after the epoch before.
  @Test func aFailureLeavesWhatWasDone() throws {
    let data = try Karate.data(Double.self)
    var training = NodeTraining(
      Fragile(w: DenseMatrix(rows: 34, columns: 2), limit: 0.6),
      optimizer: SGD<Double>(learningRate: 1))
    #expect(throws: Fragile.Broken.self) { try training.run(on: data) }
    #expect(training.history.count == training.optimizer.steps && !training.history.isEmpty)
    #expect(training.model.w.globalNorm <= 0.6)
    let before = training
    #expect(throws: Fragile.Broken.self) { try training.run(on: data) }
    #expect(training.model.w == before.model.w && training.history == before.history)
  }
}
