//! The entries of a sparse matrix, learned from what it does to vectors.

// snippet.show
import SparseAD

// The matrix to be found: 200×200, at most 1,400 entries at known places.
let n = 200
var random = SeededGenerator(seed: 1)
let rows = (0..<7 * n).map { $0 % n }
let columns = rows.map { _ in random.integer(below: n) }
let truth = try COOMatrix<Double>(
  rows: n, columns: n, rowIndices: rows, columnIndices: columns, values: random.normals(7 * n)
).compressed()

// Thirty pairs of x and A x: more equations than a row has entries, far fewer than it has places.
let x = try DenseMatrix<Double>.random(rows: n, columns: 30, seed: 2)
let y = truth * x

// Zeros to start with: stored entries are parameters whatever their value is.
var a = CSRMatrix<Double>(pattern: truth.pattern, repeating: 0)
var optimizer = Adam<Double>(learningRate: 0.05)
for step in 0..<600 {
  if step == 400 { optimizer.learningRate = 0.005 }
  let (loss, slope) = valueWithGradient(at: a) { a in
    meanSquaredError(a * Variable(x), Variable(y))
  }
  // slope.pattern === a.pattern: the gradient is computed at the stored entries and nowhere else.
  optimizer.update(&a, along: slope)
  if step % 100 == 0 { print("step \(step): loss \(loss)") }
}
let error = zip(a.values, truth.values).map { abs($0 - $1) }.max() ?? 0
print("\(a.count) entries, largest error \(error)")
// snippet.hide

precondition(error < 1e-3 && a.pattern === truth.pattern)
