/// Encoding keeps stored zeros and every bit of the values. What is decoded is validated like any input from outside:
/// arrays that break a rule are a `DecodingError.dataCorrupted` with the text of the ``PatternError``.
///
/// JSON has no NaN and no infinities: Foundation's encoder throws where it meets one, unless its
/// `nonConformingFloatEncodingStrategy` says otherwise. Two matrices that shared a pattern object no longer do after
/// decoding, although their patterns are equal.
private enum Key: String, CodingKey {
  case rows, columns, rowStarts, columnIndices, rowIndices, values
}

/// `body`, with a ``PatternError`` made a `DecodingError` at this place of the input.
private func validated<T>(
  _ decoder: any Decoder, _ body: () throws(PatternError) -> T
) throws -> T {
  do {
    return try body()
  } catch {
    throw DecodingError.dataCorrupted(
      .init(
        codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error)
    )
  }
}

extension SparsityPattern: Codable {
  public convenience init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let rows = try container.decode(Int.self, forKey: .rows)
    let columns = try container.decode(Int.self, forKey: .columns)
    let rowStarts = try container.decode([Int32].self, forKey: .rowStarts)
    let columnIndices = try container.decode([Int32].self, forKey: .columnIndices)
    let checked = try validated(decoder) { () throws(PatternError) in
      try SparsityPattern(
        rows: rows, columns: columns, rowStarts: rowStarts, columnIndices: columnIndices)
    }
    self.init(checked.structure)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(rowStarts, forKey: .rowStarts)
    try container.encode(columnIndices, forKey: .columnIndices)
  }
}

extension CSRMatrix: Codable {
  public init(from decoder: any Decoder) throws {
    let pattern = try SparsityPattern(from: decoder)
    let values = try decoder.container(keyedBy: Key.self).decode([Scalar].self, forKey: .values)
    try validated(decoder) { () throws(PatternError) in
      guard values.count == pattern.count else {
        throw .valueCount(expected: pattern.count, found: values.count)
      }
    }
    self.init(pattern: pattern, values: values)
  }

  public func encode(to encoder: any Encoder) throws {
    try pattern.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(values, forKey: .values)
  }
}

extension COOMatrix: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let rows = try container.decode(Int.self, forKey: .rows)
    let columns = try container.decode(Int.self, forKey: .columns)
    let rowIndices = try container.decode([Int32].self, forKey: .rowIndices)
    let columnIndices = try container.decode([Int32].self, forKey: .columnIndices)
    let values = try container.decode([Scalar].self, forKey: .values)
    self = try validated(decoder) { () throws(PatternError) in
      try COOMatrix(
        rows: rows, columns: columns, rowIndices: rowIndices, columnIndices: columnIndices,
        values: values)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(rowIndices, forKey: .rowIndices)
    try container.encode(columnIndices, forKey: .columnIndices)
    try container.encode(values, forKey: .values)
  }
}

extension DenseMatrix: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let rows = try container.decode(Int.self, forKey: .rows)
    let columns = try container.decode(Int.self, forKey: .columns)
    let values = try container.decode([Scalar].self, forKey: .values)
    try validated(decoder) { () throws(PatternError) in
      let (places, overflow) = rows.multipliedReportingOverflow(by: columns)
      guard rows >= 0, columns >= 0, !overflow else {
        throw .sizeOutOfRange(rows: rows, columns: columns, entries: values.count)
      }
      guard values.count == places else {
        throw .valueCount(expected: places, found: values.count)
      }
    }
    self.init(rows: rows, columns: columns, values: values)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(values, forKey: .values)
  }
}
