import Foundation
import SparseAD
import TestSupport
import Testing

/// Encoder, equation, decoder: against numbers computed elsewhere on Cora, and against differences on karate.
@Suite struct GCDEClassifierTests {
  typealias Model = GCDEClassifier<Double>

  @Test(.enabled(if: SharedData.isPresent, "the shared data is not beside this checkout"))
  func isTheGoldenCaseOnCora() throws {
    try check("C3", NodeClassificationData<Double>(folder: SharedData.path("graphs/cora")))
  }

  @Test func isTheGoldenCaseOnARandomGraphOfItsSize() throws {
    try check("C3s", RandomCitations.data())
  }

  /// ReLU, four steps of order 4 over [0, 1], ends that are not convolved, nothing left out.
  private func check(_ name: String, _ data: NodeClassificationData<Double>) throws {
    let golden = try NodeClassifierGolden(name)
    var options = Model.Options()
    options.activation = .relu
    options.duration = 1
    options.steps = 4
    options.convolvesEnds = false
    options.encoderActivation = .identity
    options.dropoutRate = 0
    let model = Model(
      encoder: DenseLayer(weight: try golden.weight("We")),
      field: DenseLayer(weight: try golden.weight("W")),
      decoder: DenseLayer(weight: try golden.weight("Wd")), options: options)
    let input = try Model.input(for: data)
    let (loss, bar) = try valueWithGradient(at: model) { (m: Traced<Model>) in
      crossEntropy(try Model.logits(m, input, seed: nil), labels: data.labels, mask: data.train)
    }
    try golden.check(
      data, logits: model.logits(input), loss: loss,
      gradients: ["We": bar.encoder.weight, "W": bar.field.weight, "Wd": bar.decoder.weight])
  }

  struct Variant: CustomTestStringConvertible, Sendable {
    var activation = Activation.tanh
    var encoderActivation = Activation.identity
    var convolvesEnds = false
    var slots: Int?
    var seed: UInt64?
    var testDescription: String {
      "\(activation), \(encoderActivation), \(convolvesEnds), \(slots ?? -1), \(seed ?? 0)"
    }
    var options: Model.Options {
      var options = Model.Options()
      options.activation = activation
      options.encoderActivation = encoderActivation
      options.convolvesEnds = convolvesEnds
      options.slots = slots
      options.duration = 1.5
      options.steps = 3
      options.dropoutRate = 0.5
      return options
    }
  }

  private func model(
    _ data: NodeClassificationData<Double>, _ options: Model.Options
  ) -> Model {
    var model = Model(for: data, channels: 5, options: options, hasBias: true, seed: 2)
    var generator = SeededGenerator(seed: 3)
    model.encoder.bias = generator.normals(5)
    model.field.bias = generator.normals(5)
    return model
  }

  @Test(arguments: [
    Variant(), Variant(seed: 7), Variant(convolvesEnds: true, slots: 1, seed: 8),
    Variant(activation: .softplus, encoderActivation: .tanh, convolvesEnds: true, seed: 9),
    Variant(activation: .relu, encoderActivation: .softplus, convolvesEnds: true),
  ])
  func gradientOnKarate(_ variant: Variant) throws {
    let data = try Karate.data(Double.self)
    let input = try Model.input(for: data)
    func loss(_ m: Traced<Model>) throws -> Variable<Double> {
      let scores = try Model.logits(m, input, seed: variant.seed)
      return crossEntropy(scores, labels: data.labels, mask: data.train)
        + 0.1 * l2Penalty(Model.decayed(m))
    }
    let model = model(data, variant.options)
    let bar = try gradient(at: model, of: loss)
    let report = try gradientCheck(at: model, gradient: bar) {
      (m: Model) in try valueWithGradient(at: m, of: loss).value
    }
    #expect(report.passed(tolerance: 1e-7), "\(report)")
    for block in bar.coordinateBlocks { #expect(block.contains { $0 != 0 }) }
  }

  /// States that are computed again on the way back are the same ones.
  @Test func slotsChangeNoBit() throws {
    let data = try Karate.data(Double.self)
    let input = try Model.input(for: data)
    func slope(_ slots: Int?) throws -> Model {
      try gradient(at: model(data, Variant(slots: slots, seed: 4).options)) { m in
        crossEntropy(
          try Model.logits(m, input, seed: 4), labels: data.labels, mask: data.train)
      }
    }
    #expect(try slope(1).bits == slope(nil).bits)
  }

  @Test func dropoutIsOfTrainingOnly() throws {
    let data = try Karate.data(Double.self)
    let input = try Model.input(for: data)
    let model = model(data, Variant(convolvesEnds: true).options)
    func scores(_ seed: UInt64?) throws -> DenseMatrix<Double> {
      var scores = DenseMatrix<Double>(rows: 0, columns: 0)
      _ = try gradient(at: model) { (m: Traced<Model>) -> Variable<Double> in
        let y = try Model.logits(m, input, seed: seed)
        scores = y.value
        return y.sum()
      }
      return scores
    }
    #expect(try scores(nil) == model.logits(data))
    #expect(try scores(1) == scores(1) && scores(1) != scores(2) && scores(1) != scores(nil))
  }

  @Test func learns() throws {
    let data = try Karate.data(Double.self)
    var training = NodeTraining(
      Model(for: data, channels: 4, options: Variant().options, seed: 1),
      optimizer: Adam(learningRate: 0.05), options: .init(epochs: 60, seed: 1))
    try training.run(on: data)
    let chosen = try #require(training.chosen)
    #expect(chosen.trainingAccuracy == 1 && chosen.testAccuracy >= 0.8)
  }

  private func resumes<S: DifferentiableScalar>(_: S.Type) throws {
    let data = try Karate.data(S.self)
    let start = NodeTraining(
      GCDEClassifier(for: data, channels: 4, hasBias: true, seed: 5),
      optimizer: Adam<S>(learningRate: 0.05), options: .init(epochs: 9, seed: 6))
    var straight = start
    try straight.run(on: data)
    try withTemporaryDirectory { directory in
      let path = Traits.names("\(directory)/training.json").last ?? ""
      var part = start
      part.options.epochs = 4
      try part.run(on: data)
      try part.save(to: path)
      var resumed = try NodeTraining<GCDEClassifier<S>, Adam<S>>(contentsOf: path)
      #expect(resumed.model.options == start.model.options)
      resumed.options.epochs = 9
      try resumed.run(on: data)
      #expect(resumed.model.bits == straight.model.bits && resumed.model.bits != part.model.bits)
      #expect(resumed.best?.bits == straight.best?.bits)
      #expect(resumed.optimizer == straight.optimizer)
      #expect(resumed.history == straight.history && resumed.chosen == straight.chosen)
    }
  }

  @Test func aResumedRunGoesOnBitForBit() throws { try resumes(Double.self) }
  @Test func aResumedRunGoesOnBitForBitInFloat() throws { try resumes(Float.self) }

  /// A state that grows beyond all numbers is an error that says where, and no training.
  @Test func anEquationThatDivergesIsAnError() throws {
    let data = try Karate.data(Double.self)
    var options = Model.Options()
    options.activation = .identity
    options.duration = 1e300
    options.dropoutRate = 0
    let model = Model(for: data, channels: 3, options: options, seed: 1)
    #expect {
      try model.logits(data)
    } throws: {
      if case Model.Failure.solver? = $0 as? Model.Failure { true } else { false }
    }
  }
}
