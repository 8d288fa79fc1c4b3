//! Logistic regression on a real sparse matrix: which side did a member of the karate club take, given their friends?

// snippet.show
import SparseAD

// Zachary's karate club (J. Anthropol. Res. 33, 1977): who met whom outside the club, and who stayed with the teacher
// (0) or left with the club's president (1) when it split.
let friends = [
  (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1), (9, 1), (11, 1), (12, 1), (13, 1),
  (14, 1), (18, 1), (20, 1), (22, 1), (32, 1), (3, 2), (4, 2), (8, 2), (14, 2), (18, 2),
  (20, 2), (22, 2), (31, 2), (4, 3), (8, 3), (9, 3), (10, 3), (14, 3), (28, 3), (29, 3),
  (33, 3), (8, 4), (13, 4), (14, 4), (7, 5), (11, 5), (7, 6), (11, 6), (17, 6), (17, 7),
  (31, 9), (33, 9), (34, 9), (34, 10), (34, 14), (33, 15), (34, 15), (33, 16), (34, 16),
  (33, 19), (34, 19), (34, 20), (33, 21), (34, 21), (33, 23), (34, 23), (26, 24), (28, 24),
  (30, 24), (33, 24), (34, 24), (26, 25), (28, 25), (32, 25), (32, 26), (30, 27), (34, 27),
  (34, 28), (32, 29), (34, 29), (33, 30), (34, 30), (33, 31), (34, 31), (33, 32), (34, 32),
  (34, 33),
]
let sides: [Double] = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1,
]
let adjacency = try COOMatrix<Double>(
  rows: 34, columns: 34, rowIndices: friends.flatMap { [$0.0 - 1, $0.1 - 1] },
  columnIndices: friends.flatMap { [$0.1 - 1, $0.0 - 1] },
  values: [Double](repeating: 1, count: 2 * friends.count)
).compressed()

struct Model: Parameters {
  var weights = [Double](repeating: 0, count: 34)
  var bias = 0.0
  static let parameters: [Parameter<Model, Double>] = [
    .init("weights", \.weights), .init("bias", \.bias),
  ]
}

// The scores z = A w + b and the mean of −log P(side) = log(1 + eᶻ) − side z, with a little weight decay.
func loss(_ model: Traced<Model>) -> Variable<Double> {
  let z = Variable(adjacency) * model.weights + model.bias
  return (softplus(z) - Variable(sides) .* z).mean() + 1e-3 * model.weights.squaredNorm()
}

var model = Model()
var optimizer = Adam<Double>(learningRate: 0.1)
for step in 0..<300 {
  let (value, slope) = valueWithGradient(at: model, of: loss)
  optimizer.update(&model, along: slope)
  if step % 100 == 0 { print("step \(step): loss \(value)") }
}

let (final, slope) = valueWithGradient(at: model, of: loss)
let scores = (adjacency * model.weights).map { $0 + model.bias }
let right = zip(scores, sides).count { ($0 > 0) == ($1 == 1) }
print("loss \(final), \(right) of 34 members on the right side")
// snippet.hide

let report = gradientCheck(at: model, gradient: slope) { valueWithGradient(at: $0, of: loss).value }
precondition(report.passed(tolerance: 1e-7), "\(report)")
precondition(final < 0.1 && right == 34)
