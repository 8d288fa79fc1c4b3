import SparseMatrices

/// One walk backwards over a tape, gathering cotangents.
///
/// Plain, the rules see constants and nothing is recorded. Recorded, they see the tape's own variables, and the sweep
/// itself becomes part of the tape: its results can be differentiated again.
package final class ReverseSweep<Scalar: SparseScalar> {
  package let tape: Tape<Scalar>
  package let isRecorded: Bool
  /// The first node whose cotangent is wanted; what is before it belongs to the outer sweep, if there is one.
  private let first: Int32
  private let outer: ReverseSweep?
  // Unchecked as the tape's arrays are.
  @exclusivity(unchecked) private var cotangents: [_Slot<Scalar>]
  /// The tape's nodes of the cotangents, where the sweep is recorded; -1 for constants.
  @exclusivity(unchecked) private var cotangentNodes: [Int32]

  init(
    _ tape: Tape<Scalar>, first: Int32, last: Int32, isRecorded: Bool, outer: ReverseSweep? = nil
  ) {
    self.tape = tape
    self.first = first
    self.isRecorded = isRecorded
    self.outer = outer
    let count = max(0, Int(last - first) + 1)
    cotangents = [_Slot<Scalar>](repeating: .empty, count: count)
    cotangentNodes = isRecorded ? [Int32](repeating: -1, count: count) : []
  }

  /// Runs over the nodes from the last to `first`. Cotangents of computed nodes are dropped as they are used up.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run(keeping wanted: (Int32) -> Bool) {
    for node in stride(from: first + Int32(cotangents.count) - 1, through: first, by: -1) {
      let place = Int(node - first)
      if case .empty = cotangents[place] { continue }
      tape.nodes[Int(node)].rule?.pullback(node, self)
      if !wanted(node) { cotangents[place] = .empty }
    }
  }

  /// Whether a cotangent is of use at a node.
  package func needs(_ node: Int32) -> Bool {
    node >= first ? tape.nodes[Int(node)].isActive : outer?.needs(node) ?? false
  }

  package func variable<Value: TapeValue>(_ node: Int32) -> Variable<Value>
  where Value.Scalar == Scalar {
    let value: Value = tape.value(node)
    return isRecorded && tape.nodes[Int(node)].isActive
      ? Variable(value, tape, node) : Variable(value)
  }

  package func cotangent<Value: TapeValue>(_ node: Int32) -> Variable<Value>
  where Value.Scalar == Scalar {
    let place = Int(node - first)
    let value = Value(_slot: cotangents[place])
    return isRecorded && cotangentNodes[place] >= 0
      ? Variable(value, tape, cotangentNodes[place]) : Variable(value)
  }

  /// The cotangent gathered at a node, if any reached it.
  func gathered<Value: TapeValue>(_ node: Int32) -> Variable<Value>? where Value.Scalar == Scalar {
    let place = Int(node - first)
    guard place >= 0, place < cotangents.count else { return nil }
    if case .empty = cotangents[place] { return nil }
    return cotangent(node)
  }

  /// The cotangent gathered at a node, whatever its kind; `.empty` where none reached it.
  package func slot(_ node: Int32) -> _Slot<Scalar> {
    let place = Int(node - first)
    return place < cotangents.count ? cotangents[place] : .empty
  }

  /// The node of the cotangent gathered at a node; nil where it is constant or none reached it.
  func cotangentNode(_ node: Int32) -> Int32? {
    let place = Int(node - first)
    guard place < cotangentNodes.count, cotangentNodes[place] >= 0 else { return nil }
    return cotangentNodes[place]
  }

  /// Adds to the cotangent of a node.
  package func add<Value: TapeValue>(_ bar: Variable<Value>, to node: Int32)
  where Value.Scalar == Scalar {
    guard needs(node) else { return }
    if node < first {
      outer?.add(bar, to: node)
      return
    }
    let place = Int(node - first)
    if case .empty = cotangents[place] {
      set(bar, place)
    } else if isRecorded {
      set(Accumulation<Value>()(cotangent(node), bar), place)
    } else {
      // Taken out of the array first, so that the buffer has one owner and the sum is made in place.
      var sum = Value(_slot: cotangents[place])
      cotangents[place] = .empty
      sum.add(bar.value)
      cotangents[place] = sum._slot
    }
  }

  /// Adds to the cotangent of a node, whatever its kind.
  package func add(slot: _Slot<Scalar>, to node: Int32) {
    switch slot {
    case .empty: return
    case .scalar(let x): addScalar(x, to: node)
    case .vector(let x): add(Variable(x), to: node)
    case .dense(let x): add(Variable(x), to: node)
    case .sparse(let x): add(Variable(x), to: node)
    }
  }

  /// The scalars themselves are the values of their tape: what generic code cannot say.
  private func addScalar(_ x: Scalar, to node: Int32) {
    if let sweep = self as AnyObject as? ReverseSweep<Double> {
      sweep.add(Variable(Double(x)), to: node)
    } else if let sweep = self as AnyObject as? ReverseSweep<Float> {
      sweep.add(Variable(Float(x)), to: node)
    }
  }

  private func set<Value: TapeValue>(_ bar: Variable<Value>, _ place: Int)
  where Value.Scalar == Scalar {
    cotangents[place] = bar.value._slot
    if isRecorded { cotangentNodes[place] = bar.tape === tape ? bar.node : -1 }
  }
}

/// One walk forwards over a tape, carrying tangents.
package final class ForwardSweep<Scalar: SparseScalar> {
  package let tape: Tape<Scalar>
  package let isRecorded: Bool
  private let first: Int32
  private let outer: ForwardSweep?
  @exclusivity(unchecked) private var tangents: [_Slot<Scalar>]
  @exclusivity(unchecked) private var tangentNodes: [Int32]

  init(
    _ tape: Tape<Scalar>, first: Int32, last: Int32, isRecorded: Bool, outer: ForwardSweep? = nil
  ) {
    self.tape = tape
    self.first = first
    self.isRecorded = isRecorded
    self.outer = outer
    let count = max(0, Int(last - first) + 1)
    tangents = [_Slot<Scalar>](repeating: .empty, count: count)
    tangentNodes = [Int32](repeating: -1, count: count)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func run() {
    for node in first..<first + Int32(tangents.count) where tape.nodes[Int(node)].isActive {
      tape.nodes[Int(node)].rule?.pushforward(node, self)
    }
  }

  package func variable<Value: TapeValue>(_ node: Int32) -> Variable<Value>
  where Value.Scalar == Scalar {
    let value: Value = tape.value(node)
    return isRecorded && tape.nodes[Int(node)].isActive
      ? Variable(value, tape, node) : Variable(value)
  }

  /// The tangent of a node, or nil where it is zero.
  package func tangent<Value: TapeValue>(_ node: Int32) -> Variable<Value>?
  where Value.Scalar == Scalar {
    let place = Int(node - first)
    if place < 0 { return outer?.tangent(node) }
    if place >= tangents.count { return nil }
    if case .empty = tangents[place] { return nil }
    let value = Value(_slot: tangents[place])
    return tangentNodes[place] >= 0 ? Variable(value, tape, tangentNodes[place]) : Variable(value)
  }

  /// The tangent of a node, or nil where it is zero, whatever its kind.
  package func slot(_ node: Int32) -> _Slot<Scalar>? {
    if case .empty = tangents[Int(node - first)] { return nil }
    return tangents[Int(node - first)]
  }

  package func set(slot: _Slot<Scalar>, of node: Int32) { tangents[Int(node - first)] = slot }

  package func set<Value: TapeValue>(_ tangent: Variable<Value>, of node: Int32)
  where Value.Scalar == Scalar {
    let place = Int(node - first)
    tangents[place] = tangent.value._slot
    tangentNodes[place] = tangent.tape === tape ? tangent.node : -1
  }
}

/// `a + b` of one space: how the tape itself accumulates.
package struct Accumulation<Value: TapeValue>: BinaryOperation {
  package init() {}

  package var name: String { "sum" }

  package func forward(_ a: Value, _ b: Value) -> Value {
    var sum = a
    sum.add(b)
    return sum
  }

  package func vjp(
    _ a: Variable<Value>, _ b: Variable<Value>, _ y: Variable<Value>, cotangent: Variable<Value>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<Value>?, b: Variable<Value>?) {
    (needs.a ? cotangent : nil, needs.b ? cotangent : nil)
  }

  package func jvp(
    _ a: Variable<Value>, _ b: Variable<Value>, _ y: Variable<Value>, aDot: Variable<Value>?,
    bDot: Variable<Value>?
  ) -> Variable<Value> {
    guard let aDot else { return bDot ?? Variable(y.value.zero) }
    guard let bDot else { return aDot }
    return Accumulation()(aDot, bDot)
  }
}
