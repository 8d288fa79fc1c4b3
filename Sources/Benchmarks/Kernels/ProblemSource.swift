import Foundation
import SparseAD

/// A problem that is made when its turn comes, so that no more than one is in memory.
struct ProblemSource<S: BenchmarkScalar> {
  let name: String
  /// What to measure on it.
  let operations: [Operation<S>]
  let make: () throws -> Problem<S>
}

// Generated.
extension ProblemSource {
  /// The generated problems and the graph that ships.
  static func standard(quick: Bool) -> [ProblemSource] {
    let plane = quick ? 200 : 1000
    let cube = quick ? 16 : 40
    let scale = quick ? 11 : 13
    let nodes = quick ? 10_000 : 100_000
    let systemPlane = quick ? 60 : 300
    let systemCube = quick ? 10 : 20
    return [
      products("karate", Graphs.karate),
      products("cora", { try Graphs.cora(seed: 8) }, term: { try Graphs.cora(seed: 9) }),
      products(
        "poisson2d-\(plane)", { Grid.poisson(plane) }, term: { Grid.ninePoint(plane) }),
      products("brick27-\(cube)", { Grid.brick(cube) }, term: { Grid.sevenPoint(cube) }),
      products(
        "rmat-\(scale)", { try Graphs.rmat(scale: scale, edgesPerNode: 8, seed: 3) },
        term: { try Graphs.rmat(scale: scale, edgesPerNode: 8, seed: 4) }),
      products(
        "uniform-\(nodes)", { try Graphs.uniform(nodes, degree: 16, seed: 5) },
        term: { try Graphs.uniform(nodes, degree: 16, seed: 6) }),
      systems("poisson2d-\(systemPlane)") { Grid.poisson(systemPlane) },
      systems("brick27-\(systemCube)") { Grid.brick(systemCube) },
    ]
  }

  private static func products(
    _ name: String, _ a: @escaping () throws -> CSRMatrix<Double>,
    term: (() throws -> CSRMatrix<Double>)? = nil
  ) -> ProblemSource {
    ProblemSource(name: name, operations: Operation.products) {
      Problem(name, scalars(try a()), term: try term.map { scalars(try $0()) })
    }
  }

  private static func systems(
    _ name: String, _ a: @escaping () -> CSRMatrix<Double>
  ) -> ProblemSource {
    ProblemSource(name: name, operations: Operation.systems) { Problem(name, scalars(a())) }
  }

  /// The matrix in the precision that is measured.
  private static func scalars(_ a: CSRMatrix<Double>) -> CSRMatrix<S> {
    CSRMatrix(pattern: a.pattern, values: S.array(a.values))
  }
}

// From files.
extension ProblemSource {
  /// The matrix in a file; `second`, where its shape fits, is the other operand of products and of sums.
  static func file(_ path: String, second: String?) -> ProblemSource {
    let file = URL(fileURLWithPath: path).lastPathComponent
    let name = file.split(separator: ".").first.map(String.init) ?? file
    return ProblemSource(name: name, operations: Operation.products + Operation.systems) {
      let a = try naming(path) { try CSRMatrix<S>(matrixMarket: path) }
      guard let second else { return Problem(name, a) }
      let b = try naming(second) { try CSRMatrix<S>(matrixMarket: second) }
      return Problem(name, a, factor: b, term: b)
    }
  }
}

extension Operation {
  /// Everything but linear systems.
  static var products: [Operation] {
    vectorProducts + denseProducts + sparseProducts + sums + entries + structures
  }
}

/// An error of the reader and the file that it is about.
struct FileFault: Error, CustomStringConvertible {
  let path: String
  let error: any Error

  var description: String {
    let text = "\(error)"
    return text.contains(path) ? text : "\(path): \(text)"
  }
}

/// Runs `read` so that its errors name the file.
func naming<Result>(_ path: String, _ read: () throws -> Result) throws(FileFault) -> Result {
  do { return try read() } catch { throw FileFault(path: path, error: error) }
}
