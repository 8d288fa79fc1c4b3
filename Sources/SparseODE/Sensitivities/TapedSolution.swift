import SparseAutodiff
import SparseMatrices

/// A solution on the tape: its states are variables.
public struct TapedSolution<State: TapeValue> {
  /// The times asked for.
  public let times: [Double]
  /// The states at these times; the first is the one the solution began with.
  public let states: [Variable<State>]
  /// Steps, evaluations and memory of the solution.
  public let statistics: SolverStatistics

  /// The state at the last time.
  public var final: Variable<State> { states[states.count - 1] }
}

/// The times of a solution as the tape knows them: constants, scalars, or one vector.
struct TapeTimes<Scalar: SparseScalar> {
  let values: [Double]
  let tape: Tape<Scalar>?
  /// The node of each time, or of the vector of them; empty for constants.
  private let nodes: [Int32]
  private let isVector: Bool

  init(constant values: [Double]) {
    (self.values, tape, nodes, isVector) = (values, nil, [], false)
  }

  init(_ times: Variable<[Scalar]>) {
    (values, tape, isVector) = (times.value.map { Double($0) }, times.tape, true)
    nodes = times.tape.map { [$0.node(of: times)] } ?? []
  }

  init(_ a: Variable<Scalar>, _ b: Variable<Scalar>)
  where Scalar: DifferentiableScalar {
    let owner = a.tape ?? b.tape
    values = [Double(a.value), Double(b.value)]
    nodes = owner.map { [$0.node(of: a), $0.node(of: b)] } ?? []
    (tape, isVector) = (owner, false)
  }

  /// The nodes that time `k - 1` and time `k` are of.
  func inputs(ofPieceTo k: Int) -> [Int32] {
    nodes.isEmpty || isVector ? nodes : [nodes[k - 1], nodes[k]]
  }

  /// Adds the cotangents of time `k - 1` and time `k`.
  func add(_ aBar: Double, _ bBar: Double, ofPieceTo k: Int, _ sweep: ReverseSweep<Scalar>) {
    if nodes.isEmpty { return }
    if isVector {
      var bars: [Scalar] = Kernels.zeros(values.count)
      (bars[k - 1], bars[k]) = (Scalar(aBar), Scalar(bBar))
      sweep.add(slot: .vector(bars), to: nodes[0])
    } else {
      sweep.add(slot: .scalar(Scalar(aBar)), to: nodes[k - 1])
      sweep.add(slot: .scalar(Scalar(bBar)), to: nodes[k])
    }
  }

  /// The tangents of time `k - 1` and time `k`.
  func tangents(ofPieceTo k: Int, _ sweep: ForwardSweep<Scalar>) -> (Double, Double) {
    if nodes.isEmpty { return (0, 0) }
    if isVector {
      guard case .vector(let dots) = sweep.slot(nodes[0]) else { return (0, 0) }
      return (Double(dots[k - 1]), Double(dots[k]))
    }
    func tangent(_ node: Int32) -> Double {
      guard case .scalar(let dot) = sweep.slot(node) else { return 0 }
      return Double(dot)
    }
    return (tangent(nodes[k - 1]), tangent(nodes[k]))
  }
}
