import SparseMatrices

/// What the adjoint equation carries backward in time: the cotangents of state, parameters and time.
struct AdjointState<State: Coordinates, Theta: Coordinates>: Coordinates
where Theta.Scalar == State.Scalar {
  typealias Scalar = State.Scalar

  var state: State
  var theta: Theta
  var time: [Scalar] = [0]

  var coordinateBlocks: [[Scalar]] { state.coordinateBlocks + theta.coordinateBlocks + [time] }

  var coordinates: [Scalar] {
    get { coordinateBlocks.flatMap { $0 } }
    set { setCoordinates(newValue) }
  }

  mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    let (first, second) = (state.coordinateBlocks.count, theta.coordinateBlocks.count)
    state.updateCoordinateBlocks(body)
    theta.updateCoordinateBlocks { body(first + $0, &$1) }
    body(first + second, &time)
  }

  func place(ofCoordinate k: Int) -> String { "coordinate \(k)" }
}

/// A point of a product of two spaces.
struct Pair<First: Coordinates, Second: Coordinates>: Coordinates
where First.Scalar == Second.Scalar {
  typealias Scalar = First.Scalar

  var first: First
  var second: Second

  var coordinateBlocks: [[Scalar]] { first.coordinateBlocks + second.coordinateBlocks }

  var coordinates: [Scalar] {
    get { coordinateBlocks.flatMap { $0 } }
    set { setCoordinates(newValue) }
  }

  mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    let count = first.coordinateBlocks.count
    first.updateCoordinateBlocks(body)
    second.updateCoordinateBlocks { body(count + $0, &$1) }
  }

  func place(ofCoordinate k: Int) -> String { "coordinate \(k)" }
}
