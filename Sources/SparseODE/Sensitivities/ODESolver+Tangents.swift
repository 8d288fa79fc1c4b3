import SparseMatrices

extension ODESolver {
  /// The solution, and its derivative along a direction in everything it depends on: `J v`, exact for what is computed.
  ///
  /// - Parameters:
  ///   - tangent: of `y(t₀)`, the parameters and the times.
  /// - Returns: the solution and the tangents of its states.
  /// - Throws: ``ODEError``
  /// - Complexity: an evaluation and a jvp of the field a stage and step. Nothing is kept of the steps.
  public func solveWithTangent<Field: DifferentiableField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    along tangent: SolutionGradient<Field.State, Field.Theta>
  ) throws(ODEError) -> (solution: Solution<Field.State>, tangents: [Field.State]) {
    var tangents: [Field.State] = []
    let solution = try solveWithTangents(field, from: y0, theta, at: times, along: [tangent]) {
      tangents.append($1[0])
    }
    return (solution, tangents)
  }

  /// Solves once with the derivatives along several directions, and calls `visit` with the number of each time and the
  /// tangents of the state there.
  func solveWithTangents<Field: DifferentiableField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    along tangents: [SolutionGradient<Field.State, Field.Theta>],
    _ visit: (Int, [Field.State]) -> Void
  ) throws(ODEError) -> Solution<Field.State> {
    for tangent in tangents {
      require(
        tangent.times.count == times.count,
        "\(tangent.times.count) tangents for \(times.count) times")
    }
    var moving = TangentStep<Field>(
      method, from: tangents.map(\.initial), tangents.map(\.theta))
    var visited = 0
    func visitTimes(upTo end: Int) {
      while visited < end {
        visit(visited, moving.y)
        visited += 1
      }
    }
    let solution = try run(
      field, from: y0, theta, at: times,
      follow: { piece, step, stages in
        visitTimes(upTo: piece + 1)
        let share = Share(step.t, step.h, from: times[piece], to: times[piece + 1])
        moving.advance(
          &stages, step.t, step.h, step.start, theta,
          along: tangents.map { share.tangents($0.times[piece], $0.times[piece + 1]) })
        return false
      }
    ).whole()
    visitTimes(upTo: times.count)
    return solution
  }

  /// The gradient by the tangents of every coordinate: ``Sensitivity/forward``.
  package func forwardGradient<Field: DifferentiableField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    _ cotangents: [Field.State?], blockBytes: Int = 64 << 20
  ) throws(ODEError) -> SolutionGradient<Field.State, Field.Theta> {
    var gradient = SolutionGradient(
      initial: y0.zero, theta: theta.zero, times: [Double](repeating: 0, count: times.count))
    let zero = gradient
    let (m, n) = (y0.coordinates.count, theta.coordinates.count)
    let states = TangentStep<Field>.stateCount(method)
    let bytes = states * y0.coordinateBytes + theta.coordinateBytes
    let block = max(1, blockBytes / max(1, bytes))
    var slopes = [Double](repeating: 0, count: m + n + times.count)
    for first in stride(from: 0, to: slopes.count, by: block) {
      let columns = first..<min(first + block, slopes.count)
      let directions = columns.map { k in
        var unit = zero
        if k < m {
          unit.initial.coordinates[k] = 1
        } else if k < m + n {
          unit.theta.coordinates[k - m] = 1
        } else {
          unit.times[k - m - n] = 1
        }
        return unit
      }
      _ = try solveWithTangents(field, from: y0, theta, at: times, along: directions) {
        k, tangents in
        guard let cotangent = cotangents[k] else { return }
        for (column, tangent) in zip(columns, tangents) {
          slopes[column] += cotangent.inner(tangent)
        }
      }
    }
    gradient.initial.coordinates = slopes[..<m].map { Field.Scalar($0) }
    gradient.theta.coordinates = slopes[m..<m + n].map { Field.Scalar($0) }
    gradient.times = Array(slopes[(m + n)...])
    return gradient
  }
}
