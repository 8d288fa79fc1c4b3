import Foundation
import SparseAD
import Testing

/// A case computed elsewhere, with exact results: `Resources/golden`, whose README is the schema.
package struct GoldenCase: Decodable, Sendable, CustomTestStringConvertible {
  package struct Tolerance: Decodable {
    package let rel: Double
    package let abs: Double
  }

  package let id: String
  package let op: String
  package let description: String
  package let inputs: [String: GoldenValue]
  package let expected: [String: GoldenValue]
  private let tolerance: Tolerance?

  package var testDescription: String { "\(id): \(description)" }

  /// Reads `Resources/golden/<id>.json`.
  package static func load(_ id: String) throws -> GoldenCase {
    let file = Resources.url("golden/\(id).json")
    return try JSONDecoder().decode(GoldenCase.self, from: Data(contentsOf: file))
  }

  package func input(_ name: String) throws -> GoldenValue {
    try #require(inputs[name], "\(id) has no input \(name)")
  }

  package func expected(_ name: String) throws -> GoldenValue {
    try #require(expected[name], "\(id) does not say what \(name) is")
  }

  /// Expects numbers within the case's own tolerance of what it says.
  package func check(
    _ name: String, _ found: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let tolerance = try #require(tolerance, "\(id) has no tolerance")
    expectClose(
      found, try expected(name).numbers, relative: tolerance.rel, absolute: tolerance.abs,
      "\(id), \(name)", sourceLocation: sourceLocation)
  }

  package func check(
    _ name: String, _ found: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try check(name, [found], sourceLocation: sourceLocation)
  }
}

/// What a golden case holds under a name.
package enum GoldenValue: Decodable, Sendable {
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([GoldenValue])
  case object([String: GoldenValue])

  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([GoldenValue].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: GoldenValue].self))
    }
  }

  private struct WrongKind: Error {
    package let wanted: String
    package let found: GoldenValue
  }

  private func get(_ name: String) throws -> GoldenValue {
    guard case .object(let members) = self, let member = members[name] else {
      throw WrongKind(wanted: "an object with \(name)", found: self)
    }
    return member
  }

  package var flag: Bool {
    get throws {
      guard case .flag(let flag) = self else { throw WrongKind(wanted: "a flag", found: self) }
      return flag
    }
  }

  package var number: Double {
    get throws {
      guard case .number(let number) = self else {
        throw WrongKind(wanted: "a number", found: self)
      }
      return number
    }
  }

  package var text: String {
    get throws {
      guard case .text(let text) = self else { throw WrongKind(wanted: "a text", found: self) }
      return text
    }
  }

  package var list: [GoldenValue] {
    get throws {
      guard case .list(let list) = self else { throw WrongKind(wanted: "a list", found: self) }
      return list
    }
  }

  /// A number, a list of numbers, the elements of a dense matrix or the values of a sparse one.
  package var numbers: [Double] {
    get throws {
      switch self {
      case .number(let number): [number]
      case .list(let list): try list.map { try $0.number }
      case .object(let members):
        try (members["data"] ?? members["values"] ?? .object([:])).list.map { try $0.number }
      default: throw WrongKind(wanted: "numbers", found: self)
      }
    }
  }

  package var dense: DenseMatrix<Double> {
    get throws {
      let shape = try get("shape").list.map { Int(try $0.number) }
      guard shape.count == 2 else { throw WrongKind(wanted: "a dense matrix", found: self) }
      return DenseMatrix(rows: shape[0], columns: shape[1], values: try numbers)
    }
  }

  package var sparse: CSRMatrix<Double> {
    get throws {
      try CSRMatrix(
        rows: Int(get("rows").number), columns: Int(get("cols").number),
        rowStarts: get("indptr").list.map { Int(try $0.number) },
        columnIndices: get("indices").list.map { Int(try $0.number) }, values: numbers)
    }
  }
}
