import SparseAutodiff
import SparseMatrices

/// A point of training to go on from: the parameters and the optimiser with its state.
///
///     try SavedRun(parameters: model, optimizer: adam).save(to: "run.json")
///     …
///     let run = try SavedRun<Model, Adam<Double>>(contentsOf: "run.json", onto: model)
///
/// Every bit of parameters and state comes back, NaNs included, so a resumed run goes on as if it had never stopped.
public struct SavedRun<P: Coordinates & Codable, O: Optimizer>: Savable where O.Scalar == P.Scalar {
  /// The parameters.
  public var parameters: P
  /// The optimiser with its state.
  public var optimizer: O

  public static var kind: String { "run of \(P.Scalar.self)" }

  /// A run at this point.
  public init(parameters: P, optimizer: O) {
    self.parameters = parameters
    self.optimizer = optimizer
  }

  /// Reads a run and puts it onto parameters of the same shapes and patterns, whose pattern objects it then shares.
  ///
  /// What is not a parameter stays as it is in `existing`.
  ///
  /// - Throws: ``SavedStateError``; `.mismatch` where shapes or patterns differ.
  public init(contentsOf path: String, onto existing: P) throws(SavedStateError) {
    try self.init(contentsOf: path)
    parameters = try parameters.moved(onto: existing, from: path)
  }

  private enum Key: String, CodingKey { case parameters, optimizer }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    parameters = try container.decode(SavedParameters<P>.self, forKey: .parameters).parameters
    optimizer = try container.decode(O.self, forKey: .optimizer)
    let reason =
      0..<Int.max ~= optimizer.steps
      ? optimizer.mismatch(with: parameters) : "\(optimizer.steps) steps"
    if let reason {
      throw DecodingError.dataCorruptedError(
        forKey: .optimizer, in: container, debugDescription: reason)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(SavedParameters(parameters), forKey: .parameters)
    try container.encode(optimizer, forKey: .optimizer)
  }
}

/// Parameters to keep: a trained model.
///
/// They are stored as their own coding with every coordinate 0, and the coordinates' bits: decimals would lose those of
/// NaNs and take twice the room.
public struct SavedParameters<P: Coordinates & Codable>: Savable {
  /// The parameters.
  public var parameters: P

  public static var kind: String { "parameters of \(P.Scalar.self)" }

  /// Parameters to keep.
  public init(_ parameters: P) {
    self.parameters = parameters
  }

  /// Reads parameters and puts them onto others of the same shapes and patterns, whose pattern objects they then share.
  ///
  /// What is not a parameter stays as it is in `existing`.
  ///
  /// - Throws: ``SavedStateError``; `.mismatch` where shapes or patterns differ.
  public init(contentsOf path: String, onto existing: P) throws(SavedStateError) {
    try self.init(contentsOf: path)
    parameters = try parameters.moved(onto: existing, from: path)
  }

  private enum Key: String, CodingKey { case structure, values }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    parameters = try container.decode(P.self, forKey: .structure)
    let values = try container.decode([Bits<P.Scalar>].self, forKey: .values).map(\.values)
    let (wanted, found) = (parameters.coordinateBlocks.map(\.count), values.map(\.count))
    guard wanted == found else {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container,
        debugDescription: "\(found) values for \(wanted) coordinates")
    }
    parameters.updateCoordinateBlocks { k, block in block = values[k] }
  }

  public func encode(to encoder: any Encoder) throws {
    var structure = parameters
    structure.updateCoordinateBlocks { _, block in block = Kernels.zeros(block.count) }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(structure, forKey: .structure)
    try container.encode(parameters.coordinateBlocks.map(Bits.init), forKey: .values)
  }
}

extension Coordinates {
  /// These coordinates, from the file at `path`, at the place of others, on whose pattern objects they then are.
  package func moved(onto existing: Self, from path: String) throws(SavedStateError) -> Self {
    if let reason = mismatch(with: existing) { throw .mismatch(path: path, reason: reason) }
    var result = existing
    let values = coordinateBlocks
    result.updateCoordinateBlocks { k, block in block = values[k] }
    return result
  }
}
