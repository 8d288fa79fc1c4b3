import SparseMatrices

/// A struct of parameters as a function sees it: each listed member is a variable.
///
/// A struct among the members is one such, an array of matrices an array of variables, and so on. A function that returns
/// such a struct, the rate of change of a state of several parts, say, takes one and sets its members.
@dynamicMemberLookup
public struct Traced<Root: Parameters> {
  /// The struct itself, for members that are not parameters.
  public private(set) var root: Root
  private(set) var tape: Tape<Root.Scalar>?
  private let members: [Parameter<Root, Root.Scalar>]
  /// The nodes of the values of the listed members on the tape, -1 for constants; empty where all of them are.
  private var nodes: [Int32] = []

  /// The struct as constants: to evaluate a function of a traced struct, or to build one from variables.
  public init(_ root: Root) {
    self.root = root
    members = Root.members
  }

  init(_ root: Root, _ tape: Tape<Root.Scalar>?, nodes rest: inout ArraySlice<Int32>) {
    self.root = root
    members = Root.members
    guard let tape, !rest.isEmpty else { return }
    self.tape = tape
    let count = members.reduce(0) { $0 + $1.slotCount(root) }
    nodes = Array(rest.prefix(count))
    rest = rest.dropFirst(count)
  }

  /// A member: a variable or, as the member is, a traced struct or nil. Where it is no parameter, it is constant.
  public subscript<Value: Traceable>(
    dynamicMember path: WritableKeyPath<Root, Value>
  ) -> Value.Trace where Value.Scalar == Root.Scalar {
    get {
      var nodes = nodes(of: path)
      return root[keyPath: path]._trace(on: tape, nodes: &nodes)
    }
    set {
      set(path, to: Value._value(of: newValue), tape: Value._tape(of: newValue)) {
        Value._nodes(of: newValue, on: $0)
      }
    }
  }

  /// A member that is an array of vectors, matrices or structs.
  public subscript<Element: ParameterListElement>(
    dynamicMember path: WritableKeyPath<Root, [Element]>
  ) -> [Element.Trace] where Element.Scalar == Root.Scalar {
    get {
      var nodes = nodes(of: path)
      return ParameterList(root[keyPath: path])._trace(on: tape, nodes: &nodes)
    }
    set {
      typealias List = ParameterList<Element>
      set(path, to: List._value(of: newValue).elements, tape: List._tape(of: newValue)) {
        List._nodes(of: newValue, on: $0)
      }
    }
  }

  func nodes(on tape: Tape<Root.Scalar>) -> [Int32?] {
    require(
      nodes.isEmpty || self.tape === tape, "variables of two tapes meet in one operation")
    return nodes.isEmpty ? root._slots.map { _ in nil } : nodes.map { $0 < 0 ? nil : $0 }
  }

  /// Where the values of a member are among those of the struct; nil where it is no parameter.
  private func places(of path: PartialKeyPath<Root>) -> Range<Int>? {
    var first = 0
    for member in members {
      let count = member.slotCount(root)
      if member.path === path || member.path == path { return first..<first + count }
      first += count
    }
    return nil
  }

  private func nodes<Value>(of path: KeyPath<Root, Value>) -> ArraySlice<Int32> {
    guard !nodes.isEmpty else { return [] }
    if let places = places(of: path) { return nodes[places] }
    if let first = MemoryLayout<Root>.offset(of: path) {
      let member = first..<first + MemoryLayout<Value>.size
      for parameter in members {
        guard let part = parameter.offset, member.contains(part) else { continue }
        stop(
          "\(parameter.name) is a parameter of \(Root.self), the member it is in is not: list that")
      }
    }
    return []
  }

  private mutating func set<Value>(
    _ path: WritableKeyPath<Root, Value>, to value: Value, tape other: Tape<Root.Scalar>?,
    _ otherNodes: (Tape<Root.Scalar>) -> [Int32?]
  ) {
    require(
      other == nil || tape == nil || other === tape, "variables of two tapes meet in one struct")
    // As long as all is constant, there are no nodes to keep.
    let count = nodes.isEmpty && other == nil ? nil : root._slots.count
    let places = count == nil ? nil : places(of: path)
    root[keyPath: path] = value
    guard let count else { return }
    guard let places else {
      require(other == nil, "a member of \(Root.self) that is no parameter was set to a variable")
      return
    }
    require(
      root._slots.count == count, "a member of a traced struct keeps the number of its values")
    if nodes.isEmpty { nodes = [Int32](repeating: -1, count: count) }
    tape = tape ?? other
    let new = tape.map(otherNodes) ?? []
    for (place, node) in zip(places, new) { nodes[place] = node ?? -1 }
  }
}
