//! Results that are used again, structure found once, checkpoints, and threads.

// snippet.show
import SparseAD

let a = try CSRMatrix<Double>.random(rows: 2000, columns: 2000, density: 0.005, seed: 1)
let x = [Double](repeating: 1, count: 2000)

// A result that exists is written into, not allocated anew.
var w = a * x
for _ in 0..<10 { Gemv.forward(a, x, into: &w) }

// Structure once, values many times: the pattern of A A is found here and nowhere below.
let plan = try SpgemmPlan(a.pattern, a.pattern)
var c = plan.forward(a, a)
plan.forward(2 * a, a, into: &c)

// Triplets whose places stay and whose values change.
let triplets = try COOMatrix<Double>(
  rows: 2, columns: 2, rowIndices: [0, 1, 1], columnIndices: [0, 0, 1], values: [1, 2, 3])
let compression = try Compression(of: triplets)
let first = compression.forward(triplets.values)
let second = compression.forward([4, 5, 6])
print(first.pattern === second.pattern)  // true

// A tape holds every intermediate value. `checkpoint` keeps the result of its body alone, and computes the rest again when
// a sweep passes: same bits, one more evaluation.
let dense = try DenseMatrix<Double>.random(rows: 64, columns: 64, seed: 2)
func layer(_ x: Variable<[Double]>) -> Variable<[Double]> { tanh(Variable(dense) * x) }
func plain(_ x: Variable<[Double]>) -> Variable<Double> { layer(layer(x)).squaredNorm() }
func thrifty(_ x: Variable<[Double]>) -> Variable<Double> {
  checkpoint(x) { layer(layer($0)) }.squaredNorm()
}
let start = [Double](repeating: 0.1, count: 64)
print(gradient(at: start, of: plain) == gradient(at: start, of: thrifty))  // true

// What a computation keeps, by operation.
let graph = computationGraph(at: start, of: plain)
print(graph.memoryReport)

// Threads: the bits of a result do not depend on their number.
Threads.count = 1
let serial = a * x
Threads.count = 2
print(serial == a * x)  // true
// snippet.hide

let product = 2 * (try Spgemm.forward(a, a))
precondition(serial == a * x && w == a * x && c.isApproximatelyEqual(to: product))
precondition(gradient(at: start, of: plain) == gradient(at: start, of: thrifty))
precondition(first.pattern === second.pattern)
