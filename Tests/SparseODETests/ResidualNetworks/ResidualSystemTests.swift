import SparseAD
import TestSupport
import Testing

/// Paper 003's block-triangular system, as it should be and as it is printed.
@Suite struct ResidualSystemTests {
  /// The tangent of the network's parameters that is `v` in `K_layer` and zero elsewhere.
  private func tangent(
    _ network: ResidualNetwork<Double>, _ layer: Int, seed: UInt64
  ) -> ResidualParameters<Double> {
    var tangent = network.parameters.zero
    tangent.weights[layer] = randomCoordinates(like: tangent.weights[layer], seed: seed)
    return tangent
  }

  @Test(arguments: Activation.allCases, 0..<4)
  func agreesWithSensitivitiesAndAdjoint(_ activation: Activation, layer: Int) throws {
    let test = ResidualCase(activation)
    let run = test.network.trajectory(from: test.input)
    let system = try ResidualSystem(run, layer: layer)

    let tangent = tangent(test.network, layer, seed: 11)
    expectClose(
      system.jvp(tangent.weights[layer].vec), run.jvp(parameters: tangent).vec, relative: 1e-12)

    let cotangent = randomCoordinates(like: run.output, seed: 12)
    let weightsBar = run.vjp(cotangent).parameters.weights[layer]
    let systemBar = system.vjp(cotangent.vec)
    for i in 0..<weightsBar.rows {
      for j in 0..<weightsBar.columns where isStored(i, j, in: weightsBar) {
        #expect(abs(systemBar[j * weightsBar.rows + i] - weightsBar[i, j]) <= 1e-12)
      }
    }
  }

  private func isStored(_ i: Int, _ j: Int, in k: ResidualOperator<Double>) -> Bool {
    guard case .sparse(let k) = k else { return true }
    return k.pattern.entry(i, j) != nil
  }

  @Test func layoutOfTheMatrix() throws {
    let test = ResidualCase(.tanh)
    let run = test.network.trajectory(from: test.input)
    let system = try ResidualSystem(run, layer: 1)
    // Y₂ is 5×3, Y₃ and Y₄ are 3×3.
    #expect(system.matrix.rows == 15 + 9 + 9)
    #expect(system.matrix.columns == system.matrix.rows)
    for i in 0..<15 { #expect(system.matrix[i, i] == 1) }
    let t = try run.transition(2)
    #expect(system.matrix[15 + 4, 7] == -t[4, 7])
    #expect(system.matrix[15 + 4, 20] == 0)
    #expect(system.source.rows == 15)
    #expect(system.source.columns == 20)
    #expect(system.outputCount == 9)
    let dense = DenseReference.dense(system.matrix)
    for i in 0..<33 {
      for j in (i + 1)..<33 { #expect(dense[i, j] == 0) }
    }
  }

  /// `T_j` with `P_j` where `I ⊗ P_j` belongs: the shapes do not even agree, and neither way to make them do so gives the
  /// derivative. The corrected one does.
  @Test func printedTransitionIsWrong() throws {
    let test = ResidualCase(.tanh)
    let run = test.network.trajectory(from: test.input)
    let j = 1
    let p = try #require(test.network.projections[j]).toCSR()
    let corrected = DenseReference.dense(try run.transition(j))
    #expect((p.rows, p.columns) != (corrected.rows, corrected.columns))

    let n = test.input.columns
    let examples = CSRMatrix<Double>.identity(n)
    let k = try test.network.parameters.weights[j].toCSR()
    let sloped = DenseReference.product(
      diagonal(run.slopes[j].vec), DenseReference.dense(try examples.kronecker(k)))
    var padded = sloped
    for r in 0..<p.rows { for c in 0..<p.columns { padded[r, c] += p[r, c] } }
    var exchanged = sloped
    exchanged.add(DenseReference.dense(try p.kronecker(examples)))

    let tangent = randomCoordinates(like: run.states[j], seed: 4)
    let step = ResidualNetwork(
      parameters: ResidualParameters(
        weights: [test.network.parameters.weights[j]], biases: [test.network.parameters.biases[j]]),
      projections: [test.network.projections[j]], activation: .tanh, step: test.network.step)
    let expected = differences(step.forward, at: run.states[j], along: tangent)
    #expect(distance(DenseReference.product(corrected, tangent.vec), expected) <= 1e-8)
    #expect(distance(DenseReference.product(padded, tangent.vec), expected) >= 0.01)
    #expect(distance(DenseReference.product(exchanged, tangent.vec), expected) >= 0.01)
  }

  /// The transposed system with `−T_N` as its last block, where `−T_{N−1}ᵀ` belongs: `T_N` is that of a layer more, or, if
  /// only the index is mended, the transpose is missing still. Both give another gradient; the corrected block does not.
  @Test func printedLastBlockIsWrong() throws {
    let n = 2
    var random = RandomValues<Double>(seed: 8)
    let weights = (0..<4).map { _ in ResidualOperator.dense(random.dense(3, 3)) }
    let biases = (0..<4).map { _ in random.vector(3) }
    let input = random.dense(3, n)
    func run(_ layers: Int) -> ResidualTrajectory<Double> {
      ResidualNetwork(
        parameters: ResidualParameters(
          weights: Array(weights.prefix(layers)), biases: Array(biases.prefix(layers))),
        activation: .tanh, step: 0.5
      ).trajectory(from: input)
    }
    let three = run(3)
    let cotangent = randomCoordinates(like: three.output, seed: 6)
    let source = DenseReference.transpose(
      DenseReference.dense(try ResidualSystem(three, layer: 0).source))
    let first = DenseReference.transpose(DenseReference.dense(try three.transition(1)))
    // λ₃ = u, λ₂ = B λ₃ with the last block −B, λ₁ = T₁ᵀ λ₂, and R₀ᵀ λ₁.
    func gradient(lastBlock b: DenseMatrix<Double>) -> [Double] {
      DenseReference.product(
        source, DenseReference.product(first, DenseReference.product(b, cotangent.vec)))
    }
    let expected = three.vjp(cotangent).parameters.weights[0].vec
    let last = DenseReference.dense(try three.transition(2))
    let beyond = DenseReference.dense(try run(4).transition(3))
    #expect(distance(gradient(lastBlock: DenseReference.transpose(last)), expected) <= 1e-12)
    #expect(distance(gradient(lastBlock: last), expected) >= 0.01)
    #expect(distance(gradient(lastBlock: beyond), expected) >= 0.01)
    #expect(distance(gradient(lastBlock: DenseReference.transpose(beyond)), expected) >= 0.01)
  }

  private func diagonal(_ d: [Double]) -> DenseMatrix<Double> {
    DenseReference.dense(CSRMatrix(diagonal: d))
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .nan
  }

  private func differences(
    _ f: (DenseMatrix<Double>) -> DenseMatrix<Double>, at x: DenseMatrix<Double>,
    along v: DenseMatrix<Double>
  ) -> [Double] {
    func moved(_ h: Double) -> [Double] {
      f(x.with(coordinates: zip(x.values, v.values).map { $0 + h * $1 })).vec
    }
    return zip(moved(1e-5), moved(-1e-5)).map { ($0 - $1) / 2e-5 }
  }
}
