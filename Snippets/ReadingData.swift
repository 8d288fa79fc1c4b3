//! Matrices and graphs from files, from other libraries' arrays, and back.

import Foundation
// snippet.show
import SparseAD

let path = "/tmp/sparse-ad-\(UInt64.random(in: 0 ... .max)).mtx.gz"

// A Matrix Market file. What is written is read back bit for bit; a name in .gz is compressed.
let a: CSRMatrix<Double> = [[4, -1, 0], [-1, 4, -1], [0, -1, 4]]
try a.write(matrixMarket: path, comment: "a small Laplacian", symmetry: .symmetric)
let again = try CSRMatrix<Double>(matrixMarket: path)
print(again == a)

// A file that is not what it should be: the error names path, line and column.
do {
  let text = "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 3 5.0\n"
  _ = try CSRMatrix<Double>(matrixMarket: Array(text.utf8))
} catch {
  print(error)
}

// A graph: from a Matrix Market file, from a list of edges in a text, or from edges in memory.
let graph = try Graph<Double>(matrixMarket: path)
let list = try EdgeList<Double>(text: Array("0 1 0.5\n1 2 2.0\n".utf8), countingFrom: 0)
let weighted = try Graph(list, isDirected: false)
let path3 = try Graph<Double>(edges: [(0, 1), (1, 2)], isDirected: false)
print(graph.nodes, weighted.edges, path3.degrees)

// Compressed rows as SciPy and others hold them (indptr, indices, data), checked completely. Columns may come in any order.
let scipy = try CSRMatrix<Double>(
  rows: 2, columns: 3, rowStarts: [0, 2, 3], unsortedColumnIndices: [2, 0, 1], values: [1, 2, 3])
print(scipy)

// Triplets in any order, several at one place: the matrix is their sum.
let summed = try COOMatrix<Double>(
  rows: 2, columns: 2, rowIndices: [1, 0, 1], columnIndices: [0, 1, 0], values: [1, 2, 3]
).compressed()
print(summed)
// snippet.hide

try FileManager.default.removeItem(atPath: path)

precondition(again == a && weighted.edges == 2 && summed[1, 0] == 4)
