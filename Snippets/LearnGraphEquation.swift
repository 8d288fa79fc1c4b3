//! A graph convolutional differential equation learned end to end: node states, weights and edge weights.

// snippet.show
import SparseAD

/// What is learned: the states at the beginning, the weights, and an entry of A for each edge.
struct Model: Parameters {
  var start: DenseMatrix<Double>
  var weight: DenseMatrix<Double>
  var edges: CSRMatrix<Double>
  static let parameters: [Parameter<Model, Double>] = [
    .init("start", \.start), .init("weight", \.weight), .init("edges", \.edges),
  ]
}

func numbers(_ count: Int, seed: UInt64) -> [Double] {
  var random = SeededGenerator(seed: seed)
  return (0..<count).map { _ in 2 * random.uniform() - 1 }
}
func dense(_ rows: Int, _ columns: Int, seed: UInt64) -> DenseMatrix<Double> {
  DenseMatrix(rows: rows, columns: columns, values: numbers(rows * columns, seed: seed))
}
var random = SeededGenerator(seed: 1)
let pattern = try SparsityPattern.random(rows: 30, columns: 30, density: 0.1, using: &random)
var model = Model(
  start: dense(30, 4, seed: 2), weight: dense(4, 4, seed: 3),
  edges: CSRMatrix(pattern: pattern, values: numbers(pattern.count, seed: 4)))
let target = dense(30, 4, seed: 5)

// dH/dt = tanh(A H W) over [0, 1]; the gradient is the exact one of these ten steps.
let solver = ODESolver(.rungeKutta4, .fixed(10))
let field = GCDE<Double>(activations: [.tanh])
func loss(_ m: Traced<Model>) throws(ODEError) -> Variable<Double> {
  let end = try solver.solve(
    field, from: m.start, .init(adjacency: m.edges, weight: m.weight), over: (0, 1))
  return (end - Variable(target)).squared().mean()
}

var optimizer = Adam<Double>(learningRate: 0.05)
for step in 0...100 {
  let (value, slope) = try valueWithGradient(at: model, of: loss)
  if step % 50 == 0 { print("step \(step): loss \(value)") }
  // The gradient in A lives on A's own pattern: nothing of 30×30 was made.
  precondition(slope.edges.pattern === pattern)
  optimizer.update(&model, along: slope)
}
