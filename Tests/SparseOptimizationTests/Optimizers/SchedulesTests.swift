import Foundation
import SparseAD
import TestSupport
import Testing

@Suite struct SchedulesTests {
  private func first(_ count: Int, _ schedule: Schedule) -> [Double] {
    (0..<count).map { schedule($0) }
  }

  /// The numbers of PyTorch's StepLR, ExponentialLR and CosineAnnealingLR.
  @Test func agreesWithPyTorch() {
    expectClose(
      first(8, .step(0.1, factor: 0.5, every: 3)),
      [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025], relative: 1e-15)
    expectClose(
      first(4, .exponential(0.1, factor: 0.9)), [0.1, 0.09, 0.081, 0.0729], relative: 1e-15)
    expectClose(
      first(8, .cosine(from: 0.1, to: 0.01, over: 7)),
      [
        0.1, 0.09554359905560886, 0.08305704108364301, 0.06501344202803415, 0.04498655797196586,
        0.026942958916356993, 0.014456400944391143, 0.01,
      ], relative: 1e-14)
  }

  @Test func keepsTheLastRate() {
    #expect(Schedule.cosine(from: 1, to: 0.25, over: 3)(1000) == 0.25)
    #expect(Schedule.linear(from: 1, to: 0.25, over: 3)(1000) == 0.25)
    #expect(Schedule.constant(0.25)(1000) == 0.25)
  }

  @Test func composes() {
    #expect(first(5, .linear(from: 0, to: 1, over: 4)) == [0, 0.25, 0.5, 0.75, 1])
    #expect(first(6, .warmUp(over: 4, 2)) == [0.5, 1, 1.5, 2, 2, 2])
    // The second schedule counts from 0.
    let schedule = Schedule.linear(from: 0, to: 1, over: 2).then(
      .step(8, factor: 0.5, every: 1), after: 2)
    #expect(first(5, schedule) == [0, 0.5, 8, 4, 2])
    #expect(first(3, 0.5) == [0.5, 0.5, 0.5])
  }

  /// Lengths of zero come from files too, and divide nothing.
  @Test func emptySchedulesAreNumbers() {
    #expect(Schedule.step(1, factor: 0.5, every: 0)(2) == 0.25)
    #expect(Schedule.cosine(from: 1, to: 0.5, over: 0)(0) == 0.5)
    #expect(Schedule.linear(from: 1, to: 0.5, over: 0)(0) == 0.5)
    #expect(Schedule.warmUp(over: 0, 1)(0) == 1)
  }

  @Test func roundTrips() throws {
    let schedule = Schedule.warmUp(over: 3, .cosine(from: 0.1, to: 1e-3, over: 7)).then(
      .exponential(1e-3, factor: 1 / 3), after: 10)
    let json = try JSONEncoder().encode(schedule)
    #expect(try JSONDecoder().decode(Schedule.self, from: json) == schedule)
  }
}

/// A number that is not a literal serves as a learning rate.
@Suite struct ConstantRatesTests {
  @Test func numbersAreSchedules() {
    let rate = 0.01
    #expect(SGD<Double>(learningRate: rate) == SGD(learningRate: .constant(0.01)))
    #expect(Adam<Double>(learningRate: rate) == Adam(learningRate: .constant(0.01)))
    #expect(Adam<Double>.adamW(learningRate: rate) == .adamW(learningRate: .constant(0.01)))
    #expect(RMSprop<Float>(learningRate: rate) == RMSprop(learningRate: .constant(0.01)))
    #expect(SGD<Double>(learningRate: 0.5) == SGD(learningRate: .constant(0.5)))
    #expect(SGD<Double>(learningRate: 1) == SGD(learningRate: .constant(1)))
  }
}
