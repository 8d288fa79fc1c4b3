//! The first hour: a sparse matrix, a gradient in its entries, and a fit.

// snippet.show
import SparseAD

// 1. A sparse matrix: where its entries are, and their values.
let a = try CSRMatrix<Double>(
  rows: 3, columns: 3,
  entries: [
    (row: 0, column: 0, value: 2), (row: 0, column: 2, value: 1), (row: 1, column: 1, value: 3),
    (row: 2, column: 0, value: 4),
  ])
print(a.count, "entries:", a.values)
for (i, j, value) in a.entries { print("A[\(i), \(j)] = \(value)") }

// 2. `*` is the product of linear algebra, `.*` works entry by entry.
let x: [Double] = [1, 2, 3]
print(a * x)
print((a .* a).values)
print(a.transposed() * x)

// 3. A gradient: any function of variables whose result is a number.
let target: [Double] = [1, 0, 2]
func misfit(_ a: Variable<CSRMatrix<Double>>) -> Variable<Double> {
  (a * Variable(x) - Variable(target)).squaredNorm()
}
let slope = gradient(at: a, of: misfit)
print(slope.values)  // 2 (A x − b) xᵀ at the four stored entries
print(slope.pattern === a.pattern)  // true

// 4. Is it right? Central differences in every stored entry.
let report = gradientCheck(at: a, gradient: slope) { misfit(Variable($0)).value }
print(report)

// 5. A fit: steps against the gradient. The pattern stays, the values change.
var fitted = a
var optimizer = Adam<Double>(learningRate: 0.1)
for _ in 0..<500 {
  optimizer.update(&fitted, along: gradient(at: fitted, of: misfit))
}
print(fitted * x)  // close to [1, 0, 2]
// snippet.hide

precondition(report.passed(tolerance: 1e-7))
precondition(zip(fitted * x, target).allSatisfy { abs($0 - $1) < 1e-2 }, "\(fitted * x)")
