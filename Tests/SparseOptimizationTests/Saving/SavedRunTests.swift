import Foundation
import SparseAD
import TestSupport
import Testing

/// What is saved comes back bit for bit, and a resumed run goes on as if it had never stopped.
@Suite struct SavedRunTests {
  /// Steps with a gradient that depends on the parameters, clipped.
  private func train<O: Optimizer>(
    _ model: inout TestModel<O.Scalar>, _ optimizer: inout O, steps: Int
  ) {
    for _ in 0..<steps {
      // Of (‖A W‖² + ‖b‖²) / 2.
      var slope = model
      let y = model.a * model.w
      slope.a = Spmm.vjpA(model.a, model.w, cotangent: y)
      slope.w = Spmm.vjpB(model.a, cotangent: y)
      slope.clip(norm: 0.7)
      optimizer.update(&model, along: slope)
    }
  }

  private func resumes<O: Optimizer>(_ optimizer: O) throws {
    try withTemporaryDirectory { directory in
      let start = try TestModel<O.Scalar>.example()
      var (straight, straightOptimizer) = (start, optimizer)
      train(&straight, &straightOptimizer, steps: 20)

      var (model, firstOptimizer) = (start, optimizer)
      train(&model, &firstOptimizer, steps: 10)
      for path in Traits.names("\(directory)/run.json") {
        try SavedRun(parameters: model, optimizer: firstOptimizer).save(to: path)
        var run = try SavedRun<TestModel<O.Scalar>, O>(contentsOf: path)
        #expect(run.optimizer == firstOptimizer)
        #expect(run.parameters == model)
        train(&run.parameters, &run.optimizer, steps: 10)
        #expect(run.parameters.bits == straight.bits)
        #expect(run.optimizer == straightOptimizer)
      }
      #expect(straight.bits != model.bits && straightOptimizer.steps == 20)
    }
  }

  private func resumesWithEveryRule<S: SparseScalar>(_: S.Type) throws {
    let schedule = Schedule.warmUp(over: 5, .cosine(from: 0.1, to: 0.01, over: 15))
    try resumes(SGD<S>(learningRate: schedule))
    try resumes(SGD<S>(learningRate: schedule, momentum: 0.9, dampening: 0.2, weightDecay: 0.1))
    try resumes(SGD<S>(learningRate: schedule, momentum: 0.9, nesterov: true))
    try resumes(Adam<S>(learningRate: schedule, weightDecay: 0.1))
    try resumes(Adam<S>.adamW(learningRate: schedule))
    try resumes(RMSprop<S>(learningRate: schedule, momentum: 0.5, centered: true))
    try resumes(RMSprop<S>(learningRate: schedule, weightDecay: 0.1))
  }

  @Test func aResumedRunGoesOnBitForBit() throws { try resumesWithEveryRule(Double.self) }
  @Test func aResumedRunGoesOnBitForBitInFloat() throws { try resumesWithEveryRule(Float.self) }

  @Test func everyBitComesBack() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/x.json"
      let x: [Double] = [
        0, -0.0, .nan, -.nan, .init(nan: 5, signaling: false), .infinity, -.infinity, 0.1,
        .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e22, 1 / 3,
      ]
      try SavedParameters(x).save(to: path)
      #expect(
        try SavedParameters<[Double]>(contentsOf: path).parameters.map(\.bitPattern)
          == x.map(\.bitPattern))
      let y = x.map { Float($0) }
      try SavedParameters(y).save(to: path)
      #expect(
        try SavedParameters<[Float]>(contentsOf: path).parameters.map(\.bitPattern)
          == y.map(\.bitPattern))
      // A diverged state is one as well.
      var optimizer = SGD<Double>(learningRate: .constant(.infinity), momentum: 0.5)
      var point = [1.0]
      optimizer.update(&point, along: [.nan])
      try SavedRun(parameters: point, optimizer: optimizer).save(to: path)
      let run = try SavedRun<[Double], SGD<Double>>(contentsOf: path)
      #expect(run.parameters.bits == point.bits)
      #expect(run.optimizer.learningRate == .constant(.infinity))
    }
  }

  @Test func loadingOntoAModelKeepsItsPatterns() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/model.json"
      let model = try TestModel<Double>.example()
      try SavedParameters(model).save(to: path)
      var existing = model.with(coordinates: model.coordinates.map { $0 + 1 })
      existing.constant = [8]
      let loaded = try SavedParameters(contentsOf: path, onto: existing).parameters
      #expect(loaded.a.pattern === existing.a.pattern)
      #expect(loaded.coordinates == model.coordinates)
      #expect(loaded.constant == [8])

      existing.a = CSRMatrix(pattern: .identity(3), repeating: 1)
      #expect {
        try SavedParameters(contentsOf: path, onto: existing)
      } throws: {
        guard case SavedStateError.mismatch(path: path, let reason) = $0 else { return false }
        return reason.hasPrefix("a: different patterns")
      }
      existing.a = model.a
      existing.w = DenseMatrix(rows: 2, columns: 3)
      #expect(throws: SavedStateError.mismatch(path: path, reason: "w: 3×2 and 2×3")) {
        try SavedParameters(contentsOf: path, onto: existing)
      }

      try SavedRun(parameters: model, optimizer: Adam<Double>()).save(to: path)
      let run = try SavedRun<_, Adam<Double>>(contentsOf: path, onto: model)
      #expect(run.parameters.a.pattern === model.a.pattern)
      #expect(run.parameters == model)
    }
  }

  /// What reading this text as a run of SGD on a vector says. The path, which every error names, is left out.
  private func error(reading text: String) throws -> SavedStateError? {
    var found: SavedStateError?
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.json"
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      do throws(SavedStateError) {
        _ = try SavedRun<[Double], SGD<Double>>(contentsOf: path)
      } catch {
        #expect(error.description.hasPrefix(path))
        found =
          switch error {
          case .notOurs: .notOurs(path: "")
          case .newerVersion(_, let found, let supported):
            .newerVersion(path: "", found: found, supported: supported)
          case .otherKind(_, let found, let expected):
            .otherKind(path: "", found: found, expected: expected)
          case .corrupted(_, let place, let reason):
            .corrupted(path: "", place: place, reason: reason)
          default: error
          }
      }
    }
    return found
  }

  private func savedText() throws -> String {
    var text = ""
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.json"
      var x = [1.0, 2]
      var optimizer = SGD<Double>(learningRate: 0.1, momentum: 0.9)
      optimizer.update(&x, along: [0.5, -1])
      try SavedRun(parameters: x, optimizer: optimizer).save(to: path)
      text = try String(contentsOfFile: path, encoding: .utf8)
    }
    return text
  }

  @Test func whatIsWrongWithAFileIsSaid() throws {
    let text = try savedText()
    #expect(try error(reading: text) == nil)
    func changed(_ old: String, _ new: String) throws -> SavedStateError? {
      #expect(text.contains(old), "\(text)")
      return try error(reading: text.replacingOccurrences(of: old, with: new))
    }
    for other in ["", "%%MatrixMarket", #"{"format":"other"}"#, #"{"a":[1]}"#] {
      #expect(try error(reading: other) == .notOurs(path: ""))
    }
    #expect(
      try changed(#""version":1"#, #""version":2"#)
        == .newerVersion(path: "", found: 2, supported: 1))
    #expect(
      try changed("run of Double", "run of Float")
        == .otherKind(path: "", found: "run of Float", expected: "run of Double"))
    #expect(
      try changed(#""momentum":"#, #""inertia":"#)
        == .corrupted(path: "", place: "content.optimizer", reason: #"there is no "momentum""#))
    // A cut file, at any length, is an error and never a run.
    for length in stride(from: 0, to: text.count, by: 7) {
      #expect(try error(reading: String(text.prefix(length))) != nil)
    }
    // 16 bytes are "AAAAAAAA8D8…=="; without the first four characters they are not whole numbers.
    let values = try #require(text.firstMatch(of: #/"values":\["(....)/#)).output
    guard
      case .corrupted(_, let place, _)? = try changed(
        String(values.0), String(values.0.dropLast(4)))
    else {
      Issue.record("a shortened array was read")
      return
    }
    #expect(place == "content.parameters.values[0]")
  }

  /// State of another length would be read out of bounds.
  @Test func theStateMustFitTheParameters() throws {
    let text = try savedText()
    let velocity = try #require(text.firstMatch(of: #/"velocity":\["([^"]*)"\]/#)).output
    let longer = text.replacingOccurrences(
      of: velocity.0, with: #""velocity":["\#(Data(count: 24).base64EncodedString())"]"#)
    #expect(
      try error(reading: longer)
        == .corrupted(
          path: "", place: "content.optimizer",
          reason: "state for [3] coordinates, parameters of [2]"))
  }

  /// One step more than an `Int` counts would stop the program.
  @Test(arguments: [Int.max, .min, -1])
  func theStepsMustBeACount(steps: Int) throws {
    let text = try savedText().replacingOccurrences(
      of: #""steps":1"#, with: #""steps":\#(steps)"#)
    #expect(
      try error(reading: text)
        == .corrupted(path: "", place: "content.optimizer", reason: "\(steps) steps"))
  }

  @Test func aFailedSaveLeavesTheFile() throws {
    struct Refusing: Savable {
      static var kind: String { "nothing" }
      init() {}
      init(from decoder: any Decoder) throws {}
      func encode(to encoder: any Encoder) throws { throw CancellationError() }
    }
    try withTemporaryDirectory { directory in
      let path = "\(directory)/x.json"
      try SavedParameters([1.0]).save(to: path)
      #expect(throws: SavedStateError.notEncodable(path: path, reason: "CancellationError()")) {
        try Refusing().save(to: path)
      }
      #expect(try SavedParameters<[Double]>(contentsOf: path).parameters == [1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["x.json"])
      #expect {
        try SavedParameters([1.0]).save(to: "\(directory)/missing/x.json")
      } throws: {
        if case SavedStateError.file = $0 { true } else { false }
      }
      #expect {
        _ = try SavedParameters<[Double]>(contentsOf: "\(directory)/missing.json")
      } throws: {
        if case SavedStateError.file = $0 { true } else { false }
      }
    }
  }
}
