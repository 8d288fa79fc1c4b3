import SparseAutodiff
import SparseMatrices

/// A rule that moves parameters against a gradient, and what it remembers from one step to the next.
///
///     var optimizer = Adam<Double>(learningRate: 0.01)
///     for _ in 0..<200 {
///       let slope = gradient(at: model, of: loss)
///       optimizer.update(&model, along: slope)
///     }
///
/// Whatever has ``Coordinates`` is updated in place: vectors, dense matrices, sparse matrices, whose stored values change
/// and whose pattern does not, and structs of ``Parameters``. The state has one number for each coordinate and quantity
/// remembered, is made on first use and belongs to the parameters of that step from then on.
///
/// An optimiser is a value: a copy is a second run from the same point. It is saved with the parameters by ``SavedRun``.
public protocol Optimizer<Scalar>: Codable, Equatable, Sendable {
  /// `Float` or `Double`, of the parameters.
  associatedtype Scalar: SparseScalar

  /// The learning rate as a function of the number of steps taken.
  var learningRate: Schedule { get set }

  /// The number of steps taken. What is random in training can take it as a seed, and a resumed run goes on alike.
  var steps: Int { get }

  /// Takes one step.
  ///
  /// - Precondition: the gradient has the shape and pattern of the parameters, and these that of the first step's.
  /// - Complexity: one pass over parameters, gradient and state.
  mutating func update<P: Coordinates>(_ parameters: inout P, along gradient: P)
  where P.Scalar == Scalar

  /// Why the state cannot belong to these parameters, for people; nil where it can.
  func mismatch<P: Coordinates>(with parameters: P) -> String? where P.Scalar == Scalar
}

extension Optimizer {
  /// Stops the program where a step would mix points of different spaces.
  func check<P: Coordinates>(_ parameters: P, _ gradient: P) where P.Scalar == Scalar {
    if let reason = parameters.mismatch(with: gradient) {
      stop("parameters and gradient differ: \(reason)")
    }
    if let reason = mismatch(with: parameters) { stop(reason) }
  }
}

/// One number remembered for each coordinate, in blocks as the coordinates are.
struct Moments<Scalar: SparseScalar>: Codable, Equatable, Sendable {
  /// An empty block is one that was not needed so far.
  var blocks: [[Scalar]] = []

  init() {}

  /// Makes the blocks that do not exist yet, of zeros.
  mutating func prepare(for gradients: [[Scalar]], needed: Bool = true) {
    if blocks.isEmpty { blocks = gradients.map { _ in [] } }
    guard needed else { return }
    for k in blocks.indices where blocks[k].isEmpty {
      blocks[k] = Kernels.zeros(gradients[k].count)
    }
  }

  func mismatch<P: Coordinates>(with parameters: P) -> String? where P.Scalar == Scalar {
    if blocks.isEmpty { return nil }
    let wanted = parameters.coordinateBlocks.map(\.count)
    let fits =
      wanted.count == blocks.count
      && zip(wanted, blocks).allSatisfy { $1.isEmpty || $1.count == $0 }
    return fits ? nil : "state for \(blocks.map(\.count)) coordinates, parameters of \(wanted)"
  }

  init(from decoder: any Decoder) throws {
    blocks = try [Bits<Scalar>](from: decoder).map(\.values)
  }

  func encode(to encoder: any Encoder) throws {
    try blocks.map(Bits.init).encode(to: encoder)
  }
}
